import { z } from "zod";
import { ConfigError, TransientError, type Checkpoint, type StreamPlan } from "@/connectors/sdk";
import type { S3Client } from "@/connectors/sdk/files/s3/client";
import { S3Refusal } from "@/connectors/sdk/files/s3/errors";
import { getText, listObjects, putObject } from "@/connectors/sdk/files/s3/objects";
import type { WrittenFormat } from "@/connectors/sdk/files/write/format";
import { tableKey, type Layout } from "./layout";

const objectSchema = z.object({
  table: z.string(),
  syncId: z.int(),
  /** What it becomes. */
  key: z.string(),
  number: z.int(),
  /** As it was when the object was begun. */
  format: z.custom<WrittenFormat>(),
  /** The upload that its parts wait in; null where it is so small that there is only a tail. */
  uploadId: z.string().nullable(),
  /** Etags of its parts, in order. */
  parts: z.array(z.string()),
  /** The hidden object that holds what follows the parts. */
  tail: z.string().nullable(),
  /** Of all parts and the tail. */
  bytes: z.int(),
  rows: z.int(),
});

const feedSchema = z.object({
  feedId: z.string(),
  fence: z.int(),
  /** Another number with each write, so that a writer knows its own. */
  writes: z.int(),
  tables: z.array(z.string()),
  checkpoint: z.custom<Checkpoint>().nullable(),
  /** What the checkpoint vouches for and no run has published yet. */
  objects: z.array(objectSchema),
  /** Uploads that were begun and may belong to no object. */
  uploads: z.array(z.object({ key: z.string(), uploadId: z.string() })),
});

/** What a run has made, or is about to make, of a table. */
const runSchema = z.object({
  syncId: z.int(),
  rows: z.int(),
  done: z.boolean(),
  objects: z.array(objectSchema),
});

export type StoredObject = z.output<typeof objectSchema>;
export type FeedState = z.output<typeof feedSchema>;
export type RunState = z.output<typeof runSchema>;

/** A state and the version it was read in; null where there is none. */
export interface Read<State> {
  state: State;
  etag: string;
}

export function emptyFeed(feedId: string): FeedState {
  return { feedId, fence: 0, writes: 0, tables: [], checkpoint: null, objects: [], uploads: [] };
}

export async function readFeed(client: S3Client, key: string): Promise<Read<FeedState> | null> {
  return parse(feedSchema, key, await getText(client, key));
}

export async function readRun(client: S3Client, key: string): Promise<RunState | null> {
  return (await parse(runSchema, key, await getText(client, key)))?.state ?? null;
}

export async function writeRun(client: S3Client, key: string, state: RunState): Promise<void> {
  await putObject(client, key, encode(state));
}

/**
 * Stores a state in the place of the version that was read, and gives the new version; null where another one stands there
 * by now. Where the server has no conditional writes, the version is read once more before: then two writers could meet
 * between the two requests.
 */
export async function replaceFeed(
  client: S3Client,
  key: string,
  known: string | null,
  state: FeedState,
): Promise<string | null> {
  const body = encode(state);
  try {
    return await putObject(client, key, body, known === null ? { absent: true } : { etag: known });
  } catch (error) {
    if (!(error instanceof S3Refusal)) throw error;
    const stored = await getText(client, key);
    // An earlier attempt of this very write may have arrived, although its answer did not.
    if (stored && stored.text === Buffer.from(body).toString()) return stored.etag;
    if (error.reason === "changed" || error.reason === "missing") return null;
    if ((stored?.etag ?? null) !== known) return null;
    return putObject(client, key, body);
  }
}

const maxTurns = 20;

/**
 * Changes what is stored, whoever else does meanwhile; gives what is stored then. Where nothing is stored: `initial` is
 * changed, or null where there is none.
 */
export async function updateFeed(
  client: S3Client,
  key: string,
  change: (state: FeedState) => FeedState,
  initial: FeedState | null = null,
): Promise<FeedState | null> {
  for (let turn = 1; turn <= maxTurns; turn++) {
    const read = await readFeed(client, key);
    const state = read?.state ?? initial;
    if (!state) return null;
    const changed = { ...change(state), writes: state.writes + 1 };
    if ((await replaceFeed(client, key, read?.etag ?? null, changed)) !== null) return changed;
  }
  throw new TransientError(
    `"${key}" is changed by somebody else all the time. Is another console at work here?`,
  );
}

/** The states of all feeds of the plan's connection that fill its table. */
export async function feedsOf(
  layout: Layout,
  plan: StreamPlan,
): Promise<{ key: string; state: FeedState }[]> {
  const feeds: { key: string; state: FeedState }[] = [];
  for (const key of await keysBelow(layout.client, layout.feedStatePrefix(plan.connectionId))) {
    const read = await readFeed(layout.client, key);
    if (read?.state.tables.includes(tableKey(plan.table))) feeds.push({ key, state: read.state });
  }
  return feeds;
}

/** What all runs have made of the table, by the keys of their states. */
export async function runsOf(layout: Layout, plan: StreamPlan): Promise<{ key: string; state: RunState }[]> {
  const runs: { key: string; state: RunState }[] = [];
  for (const key of await keysBelow(layout.client, layout.runStatePrefix(plan))) {
    const state = await readRun(layout.client, key);
    if (state) runs.push({ key, state });
  }
  return runs;
}

export async function keysBelow(client: S3Client, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of listObjects(client, prefix)) keys.push(...page.map(({ key }) => key));
  return keys;
}

function encode(state: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(state));
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  key: string,
  stored: { text: string; etag: string } | null,
): Read<z.output<Schema>> | null {
  if (stored === null) return null;
  try {
    return { state: schema.parse(JSON.parse(stored.text)), etag: stored.etag };
  } catch (cause) {
    throw new ConfigError(
      `"${key}" is damaged and cannot be read. Remove it: what it vouches for is then read from the source again.`,
      { cause },
    );
  }
}
