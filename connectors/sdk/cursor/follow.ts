import type { Batch } from "../batch";
import type { Context } from "../context";
import type { ReadEvent } from "../source";
import { type SelectedStream, streamLabel } from "../stream";
import { countedTies, type CursorSql } from "./conditions";
import type { OrderedRows } from "./ordered-rows";
import { type CursorPosition, isKeyOf } from "./position";
import type { TieTracker } from "./tie-tracker";

interface CountingTies {
  key: string[];
  sql: CursorSql;
  count(condition: string): Promise<number>;
  log: Context["log"];
}

interface Following<Block> {
  /** How much is read, in bytes or in time, before a checkpoint is due. */
  pace: { checkpointEveryBytes: number; checkpointEveryMs: number };
  clock: Context["clock"];
  toBatch(block: Block): Batch;
}

/** All of the blocks' rows that are new, with checkpoints where they are due and possible, and the final one. */
export async function* followBlocks<Block extends { count: number }>(
  blocks: AsyncIterable<{ rows: OrderedRows<Block>; bytes: number }>,
  tracker: TieTracker,
  { pace, clock, toBatch }: Following<Block>,
): AsyncGenerator<ReadEvent> {
  let lastMs = clock.now();
  let bytes = 0;
  for await (const block of blocks) {
    bytes += block.bytes;
    const isDue = bytes >= pace.checkpointEveryBytes || clock.now() - lastMs >= pace.checkpointEveryMs;
    for (const event of followBlock(block.rows, tracker, { isDue, toBatch })) {
      if (event.type === "checkpoint") {
        lastMs = clock.now();
        bytes = 0;
      }
      yield event;
    }
  }
  yield { type: "checkpoint", position: tracker.finalPosition(), complete: true };
}

/** The block's new rows as batches, and where a checkpoint is due and possible, one. */
function* followBlock<Block extends { count: number }>(
  rows: OrderedRows<Block>,
  tracker: TieTracker,
  { isDue, toBatch }: { isDue: boolean; toBatch(block: Block): Batch },
): Generator<ReadEvent> {
  const isNew = tracker.recognise(rows);
  // Without a key there may be no position at the end of the block; at the last change of the cursor there is one.
  const cut = isDue && !tracker.hasKey ? tracker.lastGroupStart(rows) : 0;
  for (const [from, to, ended] of [[0, cut, true] as const, [cut, rows.count, false] as const]) {
    if (from === to) continue;
    tracker.see(rows, from, to);
    const block = rows.select(from, to, isNew);
    if (block.count > 0) yield { type: "batch", stream: 0, batch: toBatch(block) };
    const position = isDue ? tracker.position(ended) : null;
    if (position) yield { type: "checkpoint", position };
  }
}

/**
 * The position to go on from. Ties that were only counted are known by nothing else: where the count has changed, or the
 * key they were counted by, all of them are read again, and the log says so. `count`: the rows that fulfil a condition.
 */
export async function withoutChangedTies(
  stream: SelectedStream,
  start: CursorPosition | null,
  { key, sql, count, log }: CountingTies,
): Promise<CursorPosition | null> {
  if (start === null) return null;
  const { ties } = start;
  if (!("count" in ties)) return start;
  const label = streamLabel(stream);
  const which = `rows with ${start.cursor} = ${start.value ?? "null"}`;
  if (!isKeyOf(start, key)) {
    log(
      "warn",
      `${label} has another key than when ${ties.count} ${which} were read. Old and new ones cannot be told apart, so all of them are read again; in append mode some come twice.`,
    );
    return { ...start, ties: { known: "" } };
  }
  const found = await count(countedTies(start, sql));
  if (found === ties.count) return start;
  log(
    "warn",
    `${label}: ${ties.count} ${which} had been read, now there are ${found}. They are too many to tell old from new, so all of them are read again; in append mode some come twice.`,
  );
  return { ...start, ties: { known: "" } };
}
