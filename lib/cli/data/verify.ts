import { feedIdOf, rowCount, streamLabel, type Context, type Feed } from "@/connectors/sdk";
import type { LoadedSource } from "@/lib/connectors/load";
import { parseOptions } from "../arguments/options";
import { messageOf } from "../sync/attempts";
import { nameOf, type StreamName } from "../sync/events";
import { inLanes } from "../sync/lanes";
import { planTables, type SyncRequest } from "../sync/plan-run";
import { UsageError } from "../usage-error";
import { rowsText } from "./reporter";
import { Session } from "./session";
import { syncOptions, syncUsage } from "./sync-arguments";
import { exitCodes, type DataCommand, type World } from "./world";

const lanes = 4;

export const verifyCommand: DataCommand = {
  summary:
    "Compares source and destination, stream by stream, and writes nothing. Exit code 1 where they differ.",
  usage: syncUsage,
  run: verify,
};

export const repairCommand: DataCommand = {
  summary: "Mends what `verify` finds.",
  usage: syncUsage,
  run: (args) => {
    parseOptions(args, syncOptions);
    throw new UsageError(
      "repair is not offered by this version. Run sync with --mode overwrite for the streams that verify names.",
    );
  },
};

interface Comparison extends StreamName {
  /** null: it could not be counted, and `reason` says why. */
  sourceRows: number | null;
  /** null: there is no such table. */
  destinationRows: number | null;
  same: boolean;
  reason: string | null;
}

async function verify(args: string[], world: World): Promise<number> {
  const options = parseOptions(args, syncOptions);
  const startedAt = performance.now();
  const session = new Session(options, world, (_level, message) => world.err(message));
  try {
    const request = await session.request(await session.source(), await session.destination());
    const compared = await compareAll(request, session.ctx);
    const isSame = compared.every(({ same }) => same);
    for (const comparison of compared) {
      await world.out(
        options.json ? JSON.stringify({ type: "compared", ...comparison }) : lineOf(comparison),
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

async function compareAll(request: SyncRequest, ctx: Context): Promise<Comparison[]> {
  const { connector, config } = request.destination;
  const plan = planTables(request, { run: 0, goesOn: false, generations: new Map() });
  const compared: Comparison[] = [];
  await inLanes([...plan.reads.entries()], lanes, async ([index, read]) => {
    const own = plan.streams[read.outputs[0] ?? -1];
    if (!own) throw new Error(`The stream ${read.stream.name} has no table.`);
    if (!connector.count) throw new UsageError(`${connector.spec.title} cannot count what it holds.`);
    const choice = request.choices[index];
    try {
      const isFiltered = choice?.mappers?.some(({ type }) => type === "row-filtering") ?? false;
      const destinationRows = await connector.count(config, own, ctx);
      const sourceRows = isFiltered
        ? null
        : await countSource(request.source, own.stream, read.stream.where, ctx);
      const reason = isFiltered ? "a mapper filters its rows, which a count cannot follow" : null;
      const same = isFiltered || destinationRows === sourceRows;
      compared[index] = { ...nameOf(read.stream), sourceRows, destinationRows, same, reason };
    } catch (error) {
      if (error instanceof UsageError || ctx.signal.aborted) throw error;
      const failed = { sourceRows: null, destinationRows: null, same: false, reason: messageOf(error) };
      compared[index] = { ...nameOf(read.stream), ...failed };
    }
  });
  return compared;
}

/** By reading it, as narrow as it can be. */
async function countSource(
  { connector, config }: LoadedSource,
  stream: { namespace?: string; name: string } & Feed["streams"][number],
  where: string | undefined,
  ctx: Context,
): Promise<number> {
  const { cursor: _cursor, ...rest } = stream;
  const narrow = {
    ...rest,
    fields: stream.fields.slice(0, 1),
    mode: "full_refresh" as const,
    ...(where === undefined ? {} : { where }),
  };
  const feed: Feed = { id: feedIdOf(stream), streams: [narrow] };
  const [encoding = "rows"] = connector.encodings?.(config, feed) ?? [];
  let rows = 0;
  for await (const event of connector.read(config, feed, null, encoding, ctx)) {
    if (event.type === "batch") rows += rowCount(event.batch);
  }
  return rows;
}

function lineOf({ namespace, name, sourceRows, destinationRows, same, reason }: Comparison): string {
  const label = streamLabel({ name, ...(namespace === null ? {} : { namespace }) });
  if (reason !== null) return `${same ? "–" : "✘"} ${label}: ${reason}`;
  const there = destinationRows === null ? "no table" : rowsText(destinationRows);
  return same
    ? `✔ ${label}: ${there}`
    : `✘ ${label}: the source has ${rowsText(sourceRows ?? 0)}, the destination ${there}`;
}
