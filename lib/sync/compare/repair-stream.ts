import {
  ConfigError,
  type Context,
  type Feed,
  type FeedPlan,
  type ReadEvent,
  type Source,
  streamLabel,
  type StreamCounts,
  type StreamPlan,
  type Value,
  noCounts,
} from "@/connectors/sdk";
import { digestValue } from "@/connectors/sdk/digest-text/value";
import { compileShape } from "@/lib/normalization/shape/compile-shape";
import type { MapperSecrets } from "@/lib/normalization/shape/mappers";
import { moveSlice } from "../pump";
import { streamKey } from "../stream-key";
import { verifyStream, type Verification } from "../verify";
import type { Difference } from "./differ";
import { requestOf, type ComparisonPlan, type ComparisonWork } from "./plan-comparison";
import { digestOfRows, wholeStream } from "./sides";

const keysAtOnce = 1000;
/** More are quicker refreshed than mended. */
export const maxRepairedRows = 100_000;

export interface RepairOptions {
  mapperSecrets: MapperSecrets;
  quarantineLimit: number;
  /** Higher than any that the destination has seen of the connection. */
  fence: number;
  ctx: Context;
}

export interface Repaired {
  /** Rows that were read again and written. */
  written: number;
  /** Rows that were removed, or marked as deleted, because the source does not have them. */
  removed: number;
  quarantined: number;
  verification: Verification;
}

/**
 * Mends the rows that differ and no others: those of the source are read again and put in the place of the
 * destination's; those that the source does not have go; a history is mended wherever it is wrong. `work.plan` carries the run it is done in (`syncId`,
 * `extractedAtMs`) and the generation that the table is in. Each of the differences has a key, if rows have one. May be
 * repeated: the destination does it once for a run.
 *
 * ConfigError where rows cannot be named, or are not the stream's own to replace; the message says what to do instead.
 */
export async function repairStream(
  work: ComparisonWork,
  comparison: ComparisonPlan,
  differences: Difference[],
  options: RepairOptions,
): Promise<Repaired> {
  requireRepairable(work, comparison, differences);
  const { connector, config } = work.destination;
  const { ctx, fence, mapperSecrets, quarantineLimit } = options;
  const plan = repairPlan(work.plan, comparison);
  const feed: Feed = {
    id: `repair:${streamKey(plan.stream)}`,
    streams: [plan.stream],
    hasOneCheckpoint: true,
  };
  const feedPlan: FeedPlan = {
    connectionId: plan.connectionId,
    feedId: feed.id,
    syncId: plan.syncId,
    streams: [plan],
    encoding: "rows",
    isRepeatable: false,
    fence,
    careful: true,
  };
  const { checkpoint } = await moveSlice({
    source: {
      connector: repairSource(work, comparison, differences, mapperSecrets),
      config: work.source.config,
    },
    destination: work.destination,
    feed,
    plan: feedPlan,
    shapes: [null],
    mapperSecrets: {},
    quarantineLimit,
    budgetMs: Number.POSITIVE_INFINITY,
    shouldStop: () => false,
    ctx,
    report: { progress: () => undefined, committed: () => undefined },
  });
  const counts: StreamCounts = checkpoint?.counts[0] ?? noCounts();
  const finished = await connector.finish(config, plan, ctx);
  const measured = finished.measured ?? (await connector.measure(config, plan, ctx));
  return {
    written: counts.written,
    removed: finished.deleted ?? 0,
    quarantined: counts.quarantined,
    verification: verifyStream({ counts, finished, measured }),
  };
}

function requireRepairable(
  { read, plan, destination }: ComparisonWork,
  comparison: ComparisonPlan,
  differences: Difference[],
): void {
  const label = streamLabel(plan.stream);
  const { capabilities, spec } = destination.connector;
  const refuse = (why: string) =>
    new ConfigError(`The rows of ${label} cannot be mended one by one: ${why}. Refresh the stream instead.`);
  if (comparison.key.length === 0) throw refuse("it has no primary key to find them by");
  if ((read.shape?.outputs.length ?? 1) > 1) throw refuse("its arrays are in child tables");
  if (comparison.newestRunOnly) throw refuse("each of its refreshes adds a copy of all rows");
  if (plan.write !== "append" && !capabilities.modes.includes("deduped"))
    throw refuse(`${spec.title} cannot replace single rows`);
  if (differences.some(({ kind }) => kind === "extra") && !capabilities.softDeletes)
    throw refuse(`${spec.title} cannot remove single rows`);
  if (differences.length > maxRepairedRows) throw refuse(`more than ${maxRepairedRows} of them differ`);
}

/** A merge by key in which what comes wins, whatever the cursor says; a history is mended with it. */
function repairPlan(plan: StreamPlan, { key }: ComparisonPlan): StreamPlan {
  const { cursor: _cursor, ...stream } = plan.stream;
  const isAppended = plan.write === "append";
  return {
    ...plan,
    write: isAppended ? "append" : "deduped",
    key: isAppended ? [] : key.map(({ planned }) => planned.name),
    ...(isAppended ? { cursor: null } : { repairs: true as const }),
    deletes: isAppended ? "ignore" : plan.deletes === "soft" ? "soft" : "hard",
    keepGenerations: 0,
    stream: {
      ...stream,
      mode: "incremental",
      cursorIsGiven: true,
      key: key.map(({ planned }) => [planned.field]),
      supports: { ...stream.supports, deletes: !isAppended },
    },
  };
}

/** A source of the differences alone, in the rows and keys of the destination. */
function repairSource(
  work: ComparisonWork,
  comparison: ComparisonPlan,
  differences: Difference[],
  secrets: MapperSecrets,
): Source<unknown> {
  const { connector } = work.source;
  const isAppended = work.plan.write === "append";
  const gone = differences
    .filter(({ kind }) => kind === "extra")
    .map(({ key }) => keyValues(key, comparison));
  const again = differences.filter(({ kind }) => kind !== "extra").map(({ key }) => key);
  return {
    spec: connector.spec,
    check: (config, ctx) => connector.check(config, ctx),
    discover: (config, ctx, filter) => connector.discover(config, ctx, filter),
    read: async function* (config, _feed, _position, _encoding, ctx): AsyncGenerator<ReadEvent> {
      if (gone.length > 0 && !isAppended) yield { type: "deleted", stream: 0, keys: gone };
      const rows = comparison.readsKeys
        ? readKeys(work, comparison, again, ctx)
        : pickRows(work, comparison, again, secrets, ctx);
      for await (const batch of rows) yield { type: "batch", stream: 0, batch };
      yield { type: "checkpoint", position: null, complete: true };
    },
  };
}

function keyValues(texts: string[], { key }: ComparisonPlan): Value[] {
  return key.map(({ planned, form }, index) => digestValue(planned.type, form, texts[index] ?? ""));
}

type RowsBatch = Extract<ReadEvent, { type: "batch" }>["batch"];

/** The source finds them by itself. */
async function* readKeys(
  { source, read }: ComparisonWork,
  comparison: ComparisonPlan,
  keys: string[][],
  ctx: Context,
): AsyncGenerator<RowsBatch> {
  const { key: columns } = requestOf(comparison, "source");
  for (let at = 0; at < keys.length; at += keysAtOnce) {
    const only = { columns, keys: keys.slice(at, at + keysAtOnce) };
    const stream = { ...wholeStream(read.stream), only };
    const feed: Feed = { id: "repair", streams: [stream], hasOneCheckpoint: true };
    for await (const event of source.connector.read(source.config, feed, null, "rows", ctx))
      if (event.type === "batch") yield event.batch;
  }
}

/** All rows are read and shaped, and those kept that are wanted. */
async function* pickRows(
  work: ComparisonWork,
  comparison: ComparisonPlan,
  keys: string[][],
  secrets: MapperSecrets,
  ctx: Context,
): AsyncGenerator<RowsBatch> {
  if (keys.length === 0) return;
  const { source, read } = work;
  const wanted = new Set(keys.map((key) => JSON.stringify(key)));
  const digest = digestOfRows(work, requestOf(comparison, "source"));
  const stream = wholeStream(read.stream);
  const feed: Feed = { id: "repair", streams: [stream], hasOneCheckpoint: true };
  const shaper = read.shape && compileShape(read.shape, secrets);
  for await (const event of source.connector.read(source.config, feed, null, "rows", ctx)) {
    if (event.type !== "batch" || event.batch.encoding !== "rows") continue;
    const { rows, changes } = event.batch;
    const shaped = shaper ? shaper.shape(rows, changes).outputs[0] : { rows, changes: changes ?? new Map() };
    const kept = (shaped?.rows ?? []).flatMap((row, index) =>
      wanted.has(JSON.stringify(digest.of(row).row.key))
        ? [{ row, changes: shaped?.changes.get(index) }]
        : [],
    );
    if (kept.length === 0) continue;
    yield {
      encoding: "rows",
      rows: kept.map(({ row }) => row),
      bytes: Math.round((event.batch.bytes * kept.length) / Math.max(1, rows.length)),
      changes: new Map(kept.flatMap(({ changes: own }, index) => (own ? [[index, own] as const] : []))),
    };
  }
}
