import type { Context, Encoding, Position, SelectedStream, Stream, Value } from "@/connectors/sdk";
import { oneFeedPerStream } from "@/connectors/sdk";
import { type PostgresSourceConfig, spec } from "./config";
import { discoverStreams } from "./discover";
import { defaultPace, type Pace, readFeed } from "./read";

/** Support for this connector's own tests. */
export function configOf(url: string, more: Partial<PostgresSourceConfig> = {}): PostgresSourceConfig {
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    ...spec.parse({
      host: hostname,
      port: Number(port || 5432),
      database: decodeURIComponent(pathname.slice(1)),
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
    }),
    ...more,
  };
}

export function selectFull(stream: Stream): SelectedStream {
  return { ...stream, mode: "full_refresh", key: stream.primaryKey };
}

export function selectByCursor(stream: Stream, cursor: string): SelectedStream {
  return { ...stream, mode: "incremental", cursor, key: stream.primaryKey };
}

export async function discoverOne(config: PostgresSourceConfig, ctx: Context, name: string): Promise<Stream> {
  const [stream] = await discoverStreams(config, ctx, [{ name }]);
  if (!stream) throw new Error(`There is no stream "${name}".`);
  return stream;
}

export interface Reading {
  rows: Value[][];
  checkpoints: { position: Position; rowsBefore: number; complete: boolean }[];
}

/** Reads rows until the end, or until the checkpoint with this index. */
export async function readRows(
  config: PostgresSourceConfig,
  ctx: Context,
  stream: SelectedStream,
  options: {
    position?: Position | null;
    pace?: Partial<Pace>;
    stopAtCheckpoint?: number;
    encoding?: Encoding;
  } = {},
): Promise<Reading> {
  const [feed] = oneFeedPerStream([stream]);
  if (!feed) throw new Error("unreachable: one stream, one feed");
  const reading: Reading = { rows: [], checkpoints: [] };
  const pace = { ...defaultPace, ...options.pace };
  const position = JSON.parse(JSON.stringify(options.position ?? null)) as Position | null;
  for await (const event of readFeed(config, feed, position, options.encoding ?? "rows", ctx, pace)) {
    if (event.type === "batch" && event.batch.encoding === "rows") reading.rows.push(...event.batch.rows);
    if (event.type !== "checkpoint") continue;
    reading.checkpoints.push({
      position: event.position,
      rowsBefore: reading.rows.length,
      complete: event.complete ?? false,
    });
    if (reading.checkpoints.length - 1 === options.stopAtCheckpoint) break;
  }
  return reading;
}
