import { feedIdOf, rowCount, streamLabel, type Context, type Feed } from "@/connectors/sdk";
import type { LoadedSource } from "@/lib/connectors/load";
import { wholeStream } from "@/lib/sync/compare/sides";
import type { SyncPlan } from "@/lib/sync/plan";
import { parseOptions } from "../arguments/options";
import { messageOf } from "../sync/attempts";
import { compareContent } from "../sync/compare";
import { nameOf } from "../sync/events";
import { inLanes } from "../sync/lanes";
import { planTables, type SyncRequest } from "../sync/plan-run";
import { UsageError } from "../usage-error";
import { describeComparison, type Comparison } from "./comparison";
import { Session } from "./session";
import { syncOptions, syncUsage } from "./sync-arguments";
import { exitCodes, type DataCommand, type World } from "./world";

const lanes = 4;

export const verifyCommand: DataCommand = {
  summary:
    "Compares source and destination, row by row where both can, and writes nothing. Exit code 1 where they differ.",
  usage: syncUsage,
  run: verify,
};

async function verify(args: string[], world: World): Promise<number> {
  const options = parseOptions(args, syncOptions);
  const startedAt = performance.now();
  const session = new Session(options, world);
  try {
    const request = await session.request(await session.source(), await session.destination());
    const compared = await compareAll(request, options.verify ?? "checksums", session.ctx);
    const isSame = compared.every(({ same }) => same);
    for (const comparison of compared) {
      await world.out(
        options.json
          ? JSON.stringify({ type: "compared", ...comparison })
          : describeComparison(comparison).join("\n"),
      );
    }
    if (options.json) {
      const seconds = Math.round(performance.now() - startedAt) / 1000;
      const status = isSame ? "same" : "different";
      await world.out(JSON.stringify({ type: "result", status, seconds, streams: compared }));
    }
    return isSame ? exitCodes.done : exitCodes.failed;
  } finally {
    await session.close();
  }
}

async function compareAll(
  request: SyncRequest,
  by: "counts" | "checksums",
  ctx: Context,
): Promise<Comparison[]> {
  const plan = await planTables(request, { run: 0, goesOn: false, generations: new Map() }, ctx);
  const compared: Comparison[] = [];
  await inLanes([...plan.reads.entries()], lanes, async ([index, read]) => {
    const name = nameOf(read.stream);
    try {
      compared[index] = await compareOne(request, plan, index, by, ctx);
    } catch (error) {
      if (error instanceof UsageError || ctx.signal.aborted) throw error;
      compared[index] = { ...name, ...nothingKnown, reason: messageOf(error) };
    }
  });
  return compared;
}

const nothingKnown = { by: "counts" as const, sourceRows: null, destinationRows: null, same: false };

async function compareOne(
  request: SyncRequest,
  plan: SyncPlan,
  index: number,
  by: "counts" | "checksums",
  ctx: Context,
): Promise<Comparison> {
  const read = plan.reads[index];
  const own = read?.outputs[0];
  if (!read || own === undefined) throw new Error(`There is no stream ${index}.`);
  if (by === "counts") return compareCounts(request, plan, index, null, ctx);
  const content = await compareContent(request, plan, own, { ctx });
  if (content && "same" in content) return { ...nameOf(read.stream), by, ...content };
  return compareCounts(request, plan, index, content?.reason ?? null, ctx);
}

/** `note`: why more than counting is not possible. */
async function compareCounts(
  request: SyncRequest,
  plan: SyncPlan,
  index: number,
  note: string | null,
  ctx: Context,
): Promise<Comparison> {
  const { connector, config } = request.destination;
  const read = plan.reads[index];
  const own = plan.streams[read?.outputs[0] ?? -1];
  if (!read || !own) throw new Error(`The stream ${index} has no table.`);
  if (!connector.count) throw new UsageError(`${connector.spec.title} cannot count what it holds.`);
  const destinationRows = await connector.count(config, own, ctx);
  const isFiltered = request.choices[index]?.mappers?.some(({ type }) => type === "row-filtering") ?? false;
  const name = nameOf(read.stream);
  if (isFiltered) {
    const reason = "a mapper filters its rows, which a count cannot follow";
    return { ...name, by: "counts", sourceRows: null, destinationRows, same: true, reason };
  }
  const sourceRows = await countSource(request.source, read.stream, ctx);
  const same = sourceRows === destinationRows;
  const there = destinationRows === null ? "no table" : `${destinationRows} rows`;
  const reason = same
    ? note
    : `${streamLabel(read.stream)}: the source has ${sourceRows} rows, the destination ${there}.`;
  return { ...name, by: "counts", sourceRows, destinationRows, same, reason };
}

/** By reading it, as narrow as it can be. */
async function countSource(
  { connector, config }: LoadedSource,
  stream: Feed["streams"][number],
  ctx: Context,
): Promise<number> {
  const narrow = { ...wholeStream(stream), fields: stream.fields.slice(0, 1) };
  const feed: Feed = { id: feedIdOf(stream), streams: [narrow] };
  const [encoding = "rows"] = connector.encodings?.(config, feed) ?? [];
  let rows = 0;
  for await (const event of connector.read(config, feed, null, encoding, ctx)) {
    if (event.type === "batch") rows += rowCount(event.batch);
  }
  return rows;
}
