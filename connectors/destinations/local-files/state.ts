import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ConfigError, type Checkpoint, type StreamPlan } from "@/connectors/sdk";
import type { FileFormat } from "./config";
import { isMissing, namesIn, readIfThere, removeFile, replaceFile } from "./disk";
import { translateError } from "./errors";
import { tableKey, type Layout } from "./layout";
import { inTurn } from "./turns";

/** What a feed has loaded for one stream in one run, as far as it was committed. */
const partSchema = z.object({
  /** In the hidden folder. */
  name: z.string(),
  table: z.string(),
  syncId: z.int(),
  /** As it was when the part was begun; a run keeps to it, whatever the configuration says by then. */
  format: z.custom<FileFormat>(),
  /** What it becomes, from the destination's folder. */
  file: z.string(),
  /** Bytes that the checkpoint vouches for; what lies behind them is not there. */
  bytes: z.int(),
  /** Of the files of a run, where these have a limit. */
  number: z.int().default(0),
  headerBytes: z.int(),
  /** Where each of the Parquet files ends that stand in it one behind the other; see ParquetFooters. */
  segments: z.array(z.int()).default([]),
  rows: z.int(),
});

const feedSchema = z.object({
  feedId: z.string(),
  fence: z.int(),
  /** All tables that the feed fills. */
  tables: z.array(z.string()),
  checkpoint: z.custom<Checkpoint>().nullable(),
  parts: z.array(partSchema),
});

/** What `finish` is about to do, or has done, for a table. */
const tableSchema = z.object({
  syncId: z.int(),
  rows: z.int(),
  done: z.boolean(),
  /** Parts in their order, and the file they become. */
  moves: z.array(z.object({ parts: z.array(partSchema), file: z.string() })),
  /** The stream's files that overwrite has made and will replace, and those that append has named by a template. */
  files: z.array(z.string()),
});

export type Part = z.output<typeof partSchema>;
export type FeedState = z.output<typeof feedSchema>;
export type TableState = z.output<typeof tableSchema>;

export async function readFeed(file: string): Promise<FeedState | null> {
  return parse(feedSchema, file, await readIfThere(file));
}

/** At once, without giving way to anyone. */
export function readFeedNow(file: string): FeedState | null {
  try {
    return parse(feedSchema, file, readFileSync(file, "utf8"));
  } catch (error) {
    if (isMissing(error)) return null;
    throw translateError(error, file);
  }
}

export async function writeFeed(file: string, state: FeedState): Promise<void> {
  await replaceFile(file, JSON.stringify(state));
}

/** Changes what is stored; gives what is stored then, or null where there is nothing. */
export async function updateFeed(
  file: string,
  change: (state: FeedState) => FeedState,
): Promise<FeedState | null> {
  return inTurn(file, async () => {
    const stored = await readFeed(file);
    if (!stored) return null;
    const changed = change(stored);
    await writeFeed(file, changed);
    return changed;
  });
}

export async function readTable(layout: Layout, plan: StreamPlan): Promise<TableState | null> {
  const file = layout.tableState(plan);
  return parse(tableSchema, file, await readIfThere(file));
}

export async function writeTable(layout: Layout, plan: StreamPlan, state: TableState): Promise<void> {
  await replaceFile(layout.tableState(plan), JSON.stringify(state));
}

/** The states of all feeds of the plan's connection that fill its table. */
export async function feedsOf(
  layout: Layout,
  plan: StreamPlan,
): Promise<{ file: string; state: FeedState }[]> {
  const prefix = layout.feedStatePrefix(plan.connectionId);
  const feeds: { file: string; state: FeedState }[] = [];
  for (const name of (await namesIn(layout.hidden)).sort()) {
    if (!name.startsWith(prefix) || !name.endsWith(".json")) continue;
    const file = path.join(layout.hidden, name);
    const state = await readFeed(file);
    if (state?.tables.includes(tableKey(plan.table))) feeds.push({ file, state });
  }
  return feeds;
}

/** Removes parts of a feed that its state does not know: a process died before its first commit, or after its last. */
export async function sweepParts(layout: Layout, feedState: string, { parts }: FeedState): Promise<void> {
  await sweep(layout, layout.partPrefix(feedState), new Set(parts.map((part) => part.name)));
}

/** Removes drafts of a state that a process left behind when it died. */
export async function sweepDrafts(layout: Layout, state: string): Promise<void> {
  await sweep(layout, `${path.basename(state)}.`, new Set());
}

async function sweep(layout: Layout, prefix: string, kept: Set<string>): Promise<void> {
  for (const name of await namesIn(layout.hidden))
    if (name.startsWith(prefix) && !kept.has(name)) await removeFile(path.join(layout.hidden, name));
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  file: string,
  text: string | null,
): z.output<Schema> | null {
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ConfigError(
      `${file} is damaged and cannot be read. Remove it: what it vouches for is then read from the source again.`,
      { cause },
    );
  }
}
