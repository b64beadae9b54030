import { rowDocument, type Feed } from "@/connectors/sdk";
import type { DestinationOffer } from "@/lib/catalog/validate";
import { streamKey } from "@/lib/sync/stream-key";
import { chooseStreams } from "../arguments/choose-streams";
import { parseOptions, type OptionName } from "../arguments/options";
import { nameOf } from "../sync/events";
import { sampleOf } from "@/lib/sync/sample-source";
import { UsageError } from "../usage-error";
import { Session } from "./session";
import { exitCodes, type DataCommand, type World } from "./world";

const takes: readonly OptionName[] = [
  "from",
  "config",
  "streams",
  "mode",
  "cursor",
  "select",
  "where",
  "limit",
];

const standardOutput: DestinationOffer = {
  title: "standard output",
  modes: ["append", "overwrite", "deduped"],
  history: false,
  softDeletes: false,
  keepsGenerations: false,
  dedupedChildren: false,
};

/** Rows of every source, whatever it is, for programs that read lines. */
export const readCommand: DataCommand = {
  summary: "Prints the rows of a source: one JSON object a line, with its checkpoints among them.",
  usage: `--from URI [--streams GLOB,…] [--mode overwrite|incremental] [--cursor [stream=]column] [--select [stream=]columns] [--where [stream=]SQL] [--limit ROWS] [--config FILE]

Lines: {"type":"row","namespace","name","row":{…}} and {"type":"state","namespace","name","position","complete"}.`,
  run: read,
};

async function read(args: string[], world: World): Promise<number> {
  const options = parseOptions(args, takes);
  const session = new Session(options, world);
  try {
    const source = await session.source();
    const discovered = await session.discover(source);
    const choices = chooseStreams(options, {
      discovered,
      configured: undefined,
      destination: standardOutput,
    });
    const connector =
      options.limit === undefined ? source.connector : sampleOf(source.connector, options.limit);
    const offered = new Map(discovered.map((stream) => [streamKey(stream), stream]));
    const selected = choices.map((choice): Feed["streams"][number] => {
      const stream = offered.get(streamKey(choice));
      if (!stream) throw new UsageError(`The source has no stream ${choice.name}.`);
      if (choice.where !== undefined && !connector.filters)
        throw new UsageError(`${connector.spec.title} cannot filter rows. Leave --where out.`);
      const fields = choice.selectedFields ?? stream.fields.map(({ name }) => name);
      const cursor = choice.cursorField[0] ?? stream.cursorFields[0];
      const isIncremental = choice.syncMode.startsWith("incremental");
      return {
        ...stream,
        fields: stream.fields.filter(({ name }) => fields.includes(name)),
        mode: isIncremental ? "incremental" : "full_refresh",
        key: stream.primaryKey,
        ...(isIncremental && cursor !== undefined ? { cursor } : {}),
        ...(choice.where === undefined ? {} : { where: choice.where }),
      };
    });
    const feeds =
      (await connector.feeds?.(source.config, selected, session.ctx)) ??
      selected.map((stream): Feed => ({ id: streamKey(stream), streams: [stream] }));
    for (const feed of feeds) await printFeed({ ...source, connector }, feed, session, world);
    return world.stop.aborted ? exitCodes.failed : exitCodes.done;
  } finally {
    await session.close();
  }
}

async function printFeed(
  { connector, config }: Awaited<ReturnType<Session["source"]>>,
  feed: Feed,
  session: Session,
  world: World,
): Promise<void> {
  if (world.stop.aborted) return;
  const heads = feed.streams.map(
    (stream) => `{"type":"row",${JSON.stringify(nameOf(stream)).slice(1, -1)},"row":`,
  );
  for await (const event of connector.read(config, feed, null, "rows", session.ctx)) {
    if (event.type === "batch" && event.batch.encoding === "rows") {
      const fields = feed.streams[event.stream]?.fields ?? [];
      const head = heads[event.stream] ?? "";
      const lines = event.batch.rows.map((row) => `${head}${rowDocument(fields, row)}}`);
      await world.out(lines.join("\n"));
    }
    if (event.type === "deleted") {
      const name = nameOf(feed.streams[event.stream] ?? { name: "" });
      for (const key of event.keys) await world.out(JSON.stringify({ type: "deleted", ...name, key }));
    }
    if (event.type !== "checkpoint") continue;
    const { position, complete = false } = event;
    for (const stream of feed.streams)
      await world.out(JSON.stringify({ type: "state", ...nameOf(stream), position, complete }));
    if (world.stop.aborted) return;
  }
}
