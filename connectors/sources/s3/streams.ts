import type { Context, Feed, Field, Position, ReadEvent, Stream } from "@/connectors/sdk";
import { documentField } from "@/connectors/sdk/files/rows/document";
import { fileFields, lastModifiedField } from "@/connectors/sdk/files/set/fields";
import { checkSet, inspectSet } from "@/connectors/sdk/files/set/inspect";
import { readFileSet } from "@/connectors/sdk/files/set/read";
import type { S3SourceConfig, S3StreamConfig } from "./config";
import { parseInputSchema } from "./input-schema";
import { fileSetOf, streamOf } from "./sets";

/** Lists every stream's objects and reads the first rows of its newest. */
export async function checkStreams(config: S3SourceConfig, ctx: Context): Promise<void> {
  for (const stream of config.streams) {
    ctx.log("info", `Listing the objects of "${stream.name}" and reading the newest.`);
    await checkSet(fileSetOf(config, stream, ctx), ctx);
  }
}

export async function discoverStreams(
  config: S3SourceConfig,
  ctx: Context,
  filter?: { name: string }[],
): Promise<Stream[]> {
  const wanted = config.streams.filter(({ name }) => !filter || filter.some((asked) => asked.name === name));
  return Promise.all(wanted.map((stream) => discoverStream(config, stream, ctx)));
}

async function discoverStream(config: S3SourceConfig, stream: S3StreamConfig, ctx: Context): Promise<Stream> {
  const own = await ownFields(config, stream, ctx);
  const names = new Set(fileFields.map(({ name }) => name));
  return {
    name: stream.name,
    fields: [...own.filter(({ name }) => !names.has(name)), ...fileFields],
    primaryKey: [stream.primary_key ?? []].flat().map((name) => [name]),
    cursorFields: [lastModifiedField],
    cursorIsGiven: true,
    supports: { fullRefresh: true, incremental: true, deletes: false },
  };
}

async function ownFields(config: S3SourceConfig, stream: S3StreamConfig, ctx: Context): Promise<Field[]> {
  if (stream.schemaless) return [documentField];
  return parseInputSchema(stream.input_schema) ?? inspectSet(fileSetOf(config, stream, ctx), ctx);
}

export function readStream(
  config: S3SourceConfig,
  feed: Feed,
  position: Position | null,
  ctx: Context,
): AsyncIterable<ReadEvent> {
  const stream = streamOf(config, feed.streams[0]?.name ?? "");
  return readFileSet(fileSetOf(config, stream, ctx), feed, position, ctx);
}
