import { z } from "zod";
import {
  ConfigError,
  noCounts,
  rowFromTexts,
  type Checkpoint,
  type Context,
  type Destination,
  type FeedPlan,
  type QuarantinedRow,
  type QuarantineEntry,
  type QuarantineStore,
  type StreamCounts,
  type StreamPlan,
  type Value,
  type Writer,
  type WriteResult,
} from "@/connectors/sdk";
import { planInPlace } from "./compare/plan-in-place";
import type { PlanRequest, SyncPlan } from "./plan";
import type { SliceOutcome, SliceReport } from "./pump";
import { streamKey } from "./stream-key";
import { noWaits, WaitMeter } from "./waits";

const pageRows = 500;

/** How far a replay has looked: the run, and the id of the last row. */
const positionSchema = z.object({ run: z.int(), after: z.string() });

export interface Replay<D> {
  destination: { connector: Destination<D>; config: D };
  /** As `planReplay` has it. */
  plan: StreamPlan;
  fence: number;
  /** True once it should end at the next checkpoint. */
  shouldStop(): boolean;
  ctx: Context;
  report: SliceReport;
}

/**
 * What writes the rows that wait into the tables of their streams: they are added to what is there, also where a sync
 * would replace that, and are no sign of what is gone. `request.generations` are those that the tables show.
 */
export function planReplay(request: PlanRequest): SyncPlan {
  const plan = planInPlace(request);
  return { ...plan, streams: plan.streams.map(intoTable) };
}

function intoTable(plan: StreamPlan): StreamPlan {
  const write = plan.write === "overwrite" ? "append" : plan.write;
  return { ...plan, write, keepGenerations: 0, stream: { ...plan.stream, mode: "incremental" } };
}

/** Under which the destination keeps how far a replay of the stream is. */
export function replayFeedId({ stream }: StreamPlan): string {
  return `replay:${streamKey(stream)}`;
}

/** Whether rows of the stream wait. */
export async function isWaiting<D>(
  destination: { connector: Destination<D>; config: D },
  plan: StreamPlan,
  ctx: Context,
): Promise<boolean> {
  const rows = await quarantineOf(destination.connector).list(
    destination.config,
    { ...queryOf(plan), limit: 1 },
    ctx,
  );
  return rows.length > 0;
}

/**
 * Writes the rows of one stream that wait in the quarantine. A row leaves the quarantine in the transaction that writes
 * it, so that it comes once, whatever dies when; one that cannot be written now either stays, with its new reason.
 * Counts rows that stay as quarantined. Resolves at a checkpoint, and may be called again, as `moveSlice`.
 */
export async function replayStream<D>(replay: Replay<D>): Promise<SliceOutcome> {
  const { connector, config } = replay.destination;
  const store = quarantineOf(connector);
  const writer = await connector.open(config, feedPlanOf(replay), replay.ctx);
  try {
    const stored = await writer.checkpoint();
    if (stored?.complete) return { complete: true, checkpoint: stored };
    return await new StreamReplay(replay, store, writer, stored).run();
  } finally {
    await writer.close();
  }
}

class StreamReplay<D> {
  private readonly counts: StreamCounts;
  /** What waits is read from the destination too, but stands in the source's place. */
  private readonly meter = new WaitMeter(1);

  constructor(
    private readonly replay: Replay<D>,
    private readonly store: QuarantineStore<D>,
    private readonly writer: Writer,
    private checkpoint: Checkpoint | null,
  ) {
    this.counts = { ...noCounts(), ...checkpoint?.counts[0] };
  }

  async run(): Promise<SliceOutcome> {
    const { replay } = this;
    const { config } = replay.destination;
    let after = this.placeOf(this.checkpoint);
    for (;;) {
      replay.ctx.signal.throwIfAborted();
      const query = { ...queryOf(replay.plan), limit: pageRows, ...(after === undefined ? {} : { after }) };
      const page = await this.meter.reading(() => this.store.list(config, query, replay.ctx));
      const complete = page.length < pageRows;
      after = page.at(-1)?.id ?? after;
      await this.takePage(page);
      await this.commit(after, complete);
      if (complete || replay.shouldStop()) return { complete, checkpoint: this.checkpoint };
    }
  }

  /** Row by row, so that of each it is known whether it went in. */
  private async takePage(page: QuarantinedRow[]): Promise<void> {
    const gone: string[] = [];
    const stay: QuarantineEntry[] = [];
    // What this replay itself put back comes again at the end.
    for (const waiting of page.filter(({ syncId }) => syncId !== this.replay.plan.syncId)) {
      this.counts.read++;
      const refusal = await this.tryRow(waiting);
      if (refusal) this.counts.quarantined++;
      if (refusal && isSame(refusal, waiting)) continue;
      gone.push(waiting.id);
      if (refusal) stay.push({ ...refusal, row: waiting.row, ...placeIn(waiting) });
    }
    if (stay.length > 0) await this.writer.quarantine?.(0, stay);
    if (gone.length > 0) await this.writer.release?.(gone);
  }

  /** null where it is written. */
  private async tryRow({ row, reason }: QuarantinedRow): Promise<Refusal | null> {
    if (row === null) return { reason };
    const read = this.readRow(row);
    if ("reason" in read) return read;
    const batch = { encoding: "rows" as const, rows: [read.values], bytes: JSON.stringify(row).length };
    const result: WriteResult = await this.meter.writing(() => this.writer.write(0, batch));
    const [refused] = result.quarantined;
    if (refused) return refused;
    this.counts.written += result.written;
    this.counts.changed += result.changed;
    this.counts.bytes += batch.bytes;
    return null;
  }

  /** A field that is of another type by now may not be able to hold what was kept. */
  private readRow(row: Record<string, string | null>): { values: Value[] } | Refusal {
    try {
      return { values: rowFromTexts(this.replay.plan.stream.fields, row) };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return { reason: `It does not fit the stream's fields as they are now: ${error.message}` };
    }
  }

  private async commit(after: string | undefined, complete: boolean): Promise<void> {
    const { plan, report } = this.replay;
    const checkpoint: Checkpoint = {
      syncId: plan.syncId,
      generations: [plan.generation],
      position: after === undefined ? null : { run: plan.syncId, after },
      complete,
      counts: [{ ...this.counts }],
    };
    await this.meter.writing(() => this.writer.commit(checkpoint));
    this.checkpoint = checkpoint;
    const [waitedMs = noWaits()] = this.meter.take();
    report.progress({ streams: [{ ...this.counts, estimatedRows: null, waitedMs }] });
    report.committed(checkpoint);
  }

  /** Only this run's own: each looks at all that waits. */
  private placeOf(checkpoint: Checkpoint | null): string | undefined {
    const { success, data } = positionSchema.safeParse(checkpoint?.position);
    return success && data.run === this.replay.plan.syncId ? data.after : undefined;
  }
}

interface Refusal {
  reason: string;
  field?: string;
}

function isSame(refusal: Refusal, waiting: QuarantinedRow): boolean {
  return refusal.reason === waiting.reason && refusal.field === waiting.field;
}

function placeIn({ position, rowNumber }: QuarantinedRow) {
  return { position, rowNumber };
}

function queryOf({ connectionId, stream: { namespace, name } }: StreamPlan) {
  return { connectionId, stream: { namespace, name } };
}

function feedPlanOf<D>({ plan, fence }: Replay<D>): FeedPlan {
  return {
    connectionId: plan.connectionId,
    feedId: replayFeedId(plan),
    syncId: plan.syncId,
    streams: [plan],
    encoding: "rows",
    isRepeatable: false,
    fence,
    careful: true,
  };
}

function quarantineOf<D>({ quarantine, spec }: Destination<D>): QuarantineStore<D> {
  if (quarantine) return quarantine;
  throw new ConfigError(
    `${spec.title} has no quarantine: rows that cannot be written are counted and logged only.`,
  );
}
