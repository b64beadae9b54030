import { createReadStream } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { ConfigError, type Context, type Finished, type StreamPlan } from "@/connectors/sdk";
import { endBytes, footerLength, ParquetFooters } from "@/connectors/sdk/files/write/parquet/footer";
import type { LocalFilesConfig } from "./config";
import { exists, moveFile, removeFile } from "./disk";
import { translateError } from "./errors";
import { Layout, tableKey } from "./layout";
import { requirePart } from "./part-file";
import {
  feedsOf,
  readTable,
  sweepDrafts,
  updateFeed,
  writeTable,
  type FeedState,
  type Part,
  type TableState,
} from "./state";
import { inTurn } from "./turns";

/**
 * Publishes the parts of a stream by renaming them. What is to be done is written down before the first rename, so
 * that a call which comes after a crash does the rest, and one which comes after the end does nothing.
 */
export async function finish(config: LocalFilesConfig, plan: StreamPlan, ctx: Context): Promise<Finished> {
  const layout = await Layout.of(config, ctx);
  return inTurn(layout.tableState(plan), async () => {
    const known = await readTable(layout, plan);
    const state = known?.syncId === plan.syncId ? known : await planMoves(layout, plan, known);
    if (!state.done) {
      for (const { parts, file } of state.moves) await publish(layout, parts, file, ctx.signal);
      const kept = plan.write === "overwrite" ? state.moves.map(({ file }) => file) : state.files;
      for (const file of state.files) if (!kept.includes(file)) await removeFile(await layout.resolve(file));
      await forgetParts(layout, plan);
      await writeTable(layout, plan, { ...state, files: kept, done: true });
      await sweepDrafts(layout, layout.tableState(plan));
    }
    return { rows: state.rows, superseded: 0 };
  });
}

/**
 * With overwrite what this run loaded becomes the stream's one file. With append each run has its own, and an earlier
 * run that never finished comes along, because the position that was resumed from vouches for its rows.
 */
async function planMoves(layout: Layout, plan: StreamPlan, known: TableState | null): Promise<TableState> {
  const published = await partsPublishedBy(layout, known);
  const parts = (await feedsOf(layout, plan))
    .flatMap(({ state }) => state.parts.filter((part) => belongsTo(plan, state, part)))
    .filter((part) => plan.write === "append" || part.syncId === plan.syncId)
    .filter((part) => !published.has(part.name));
  const current = parts.filter((part) => part.syncId === plan.syncId);
  if (current.length === 0)
    throw new ConfigError(
      `Nothing that run ${plan.syncId} loaded for ${plan.table.namespace}/${plan.table.name} is there any more. Clear the stream and sync it again.`,
    );
  const moves = new Map<string, Part[]>();
  for (const part of parts) {
    await requirePart(path.join(layout.hidden, part.name), part.bytes);
    await layout.resolve(part.file);
    moves.set(part.file, [...(moves.get(part.file) ?? []), part]);
  }
  // By a template nobody could tell later which files these were.
  const noted = plan.write === "overwrite" || layout.templates ? [...moves.keys()] : [];
  const state = {
    syncId: plan.syncId,
    rows: current.reduce((rows, part) => rows + part.rows, 0),
    done: false,
    moves: [...moves].map(([file, list]) => ({ parts: list, file })),
    files: [...new Set([...(known?.files ?? []), ...noted])],
  };
  await writeTable(layout, plan, state);
  return state;
}

/** Feeds still know the parts that an earlier run had published when it was broken off in the middle of its finish. */
async function partsPublishedBy(layout: Layout, earlier: TableState | null): Promise<Set<string>> {
  const published = new Set<string>();
  for (const { parts } of earlier?.done === false ? earlier.moves : []) {
    const [first] = parts;
    if (first && !(await exists(path.join(layout.hidden, first.name))))
      for (const part of parts) published.add(part.name);
  }
  return published;
}

/** A table that the feed fills no more has been renamed since; nobody else would publish what waits for it. */
function belongsTo(plan: StreamPlan, { tables }: FeedState, part: Part): boolean {
  return part.table === tableKey(plan.table) || (plan.write === "append" && !tables.includes(part.table));
}

/** A first part that is not there was published before. */
async function publish(layout: Layout, parts: Part[], file: string, signal: AbortSignal): Promise<void> {
  const [first, ...others] = parts;
  if (!first) return;
  const whole = path.join(layout.hidden, first.name);
  if (await exists(whole)) {
    for (const part of parts) await requirePart(path.join(layout.hidden, part.name), part.bytes);
    await cutToCommitted(layout, first, others, signal);
    await moveFile(whole, await layout.resolve(file));
  }
  for (const part of others) await removeFile(path.join(layout.hidden, part.name));
}

/** Several Parquet files one behind the other need one more footer to be one. */
async function closingOf(handle: FileHandle, parts: Part[]): Promise<Uint8Array> {
  const footers = new ParquetFooters();
  let start = 0;
  for (const part of parts) {
    for (const [index, end] of part.segments.entries()) {
      const from = start + (part.segments[index - 1] ?? 0);
      const tail = await readAt(handle, start + end - endBytes, endBytes);
      const length = footerLength(tail);
      footers.addFooter(await readAt(handle, start + end - endBytes - length, length), start + end - from);
    }
    start += part.bytes;
  }
  return footers.closing();
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length)
    throw new Error(`${bytesRead} of ${length} bytes came from byte ${position} of a part that holds them.`);
  return buffer;
}

/** Leaves in the first part its committed rows, and behind them those of the others, whose headers are left out. */
async function cutToCommitted(
  layout: Layout,
  first: Part,
  others: Part[],
  signal: AbortSignal,
): Promise<void> {
  const whole = path.join(layout.hidden, first.name);
  try {
    const handle = await open(whole, "r+");
    try {
      await handle.truncate(first.bytes);
      let end = first.bytes;
      for (const part of others) {
        const range = { start: part.headerBytes, end: part.bytes - 1 };
        if (range.end < range.start) continue;
        for await (const chunk of createReadStream(path.join(layout.hidden, part.name), range)) {
          signal.throwIfAborted();
          const data = chunk as Buffer;
          for (let written = 0; written < data.length;)
            written += (await handle.write(data, written, data.length - written, end + written)).bytesWritten;
          end += data.length;
        }
      }
      const closing = await closingOf(handle, [first, ...others]);
      if (closing.length > 0) await handle.write(closing, 0, closing.length, end);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw translateError(error, whole);
  }
}

/** Those of earlier runs that overwrite has no use for go too. */
async function forgetParts(layout: Layout, plan: StreamPlan): Promise<void> {
  for (const { file, state } of await feedsOf(layout, plan)) {
    const isGone = (part: Part) => belongsTo(plan, state, part) && part.syncId <= plan.syncId;
    const gone = state.parts.filter(isGone);
    if (gone.length === 0) continue;
    await updateFeed(file, (now) => ({ ...now, parts: now.parts.filter((part) => !isGone(part)) }));
    for (const { name } of gone) await removeFile(path.join(layout.hidden, name));
  }
}
