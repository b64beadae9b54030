import { type Context, type Encoding, type ReadEvent, streamLabel } from "@/connectors/sdk";
import type { RowBlock } from "@/connectors/sdk/mysql/rows-command";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { toBatch } from "./batches";
import { isBeyond, type OrderColumn } from "./order";
import { OrderedRows } from "./ordered-rows";
import { type CursorPosition, isKeyOf } from "./position";
import type { Pace } from "./read";
import { keyNames, type Selection, selectSql } from "./select";
import { TieTracker } from "./ties";

export interface Reading {
  encoding: Encoding;
  ctx: Context;
  pace: Pace;
}

/**
 * Reads the rows from `start` on, ordered by cursor and then by key, each phase by one SELECT in the same snapshot: in
 * the first run those without a cursor, then those with one.
 */
export async function* readIncremental(
  session: MySqlSession,
  selection: Selection,
  cursor: OrderColumn,
  start: CursorPosition | null,
  reading: Reading,
): AsyncGenerator<ReadEvent> {
  const { ctx, pace } = reading;
  const from = start && (await withoutChangedTies(session, selection, { cursor, start }, ctx));
  const tracker = new TieTracker(selection, cursor.name, from);
  let lastMs = ctx.clock.now();
  let bytes = 0;
  for (const sql of statements(selection, cursor, from)) {
    for await (const block of session.rows(
      `Reading ${streamLabel(selection.stream)}`,
      sql,
      pace.blockBytes,
    )) {
      bytes += block.bytes.length;
      const isDue = bytes >= pace.checkpointEveryBytes || ctx.clock.now() - lastMs >= pace.checkpointEveryMs;
      for (const event of followBlock(block, selection, tracker, { encoding: reading.encoding, isDue })) {
        if (event.type === "checkpoint") {
          lastMs = ctx.clock.now();
          bytes = 0;
        }
        yield event;
      }
    }
  }
  yield { type: "checkpoint", position: tracker.finalPosition(), complete: true };
}

/** The block's new rows as batches, and where a checkpoint is due and possible, one. */
function* followBlock(
  block: RowBlock,
  selection: Selection,
  tracker: TieTracker,
  { encoding, isDue }: { encoding: Encoding; isDue: boolean },
): Generator<ReadEvent> {
  const hidden = 1 + (selection.key?.length ?? 0);
  const rows = new OrderedRows(block, hidden - 1);
  const isNew = tracker.recognise(rows);
  // Without a key there may be no position at the end of the block; at the last change of the cursor there is one.
  const cut = isDue && !selection.key ? tracker.lastGroupStart(rows) : 0;
  for (const [from, to, ended] of [[0, cut, true] as const, [cut, rows.count, false] as const]) {
    if (from === to) continue;
    tracker.see(rows, from, to);
    const part = rows.select(from, to, isNew);
    if (part.count > 0) yield { type: "batch", stream: 0, batch: toBatch(part, selection, hidden, encoding) };
    const position = isDue ? tracker.position(ended) : null;
    if (position) yield { type: "checkpoint", position };
  }
}

/** Ties that were only counted are known by nothing else: where the count has changed, all of them are read again. */
async function withoutChangedTies(
  session: MySqlSession,
  selection: Selection,
  { cursor, start }: { cursor: OrderColumn; start: CursorPosition },
  ctx: Context,
): Promise<CursorPosition> {
  const { ties } = start;
  if (!("count" in ties)) return start;
  const label = streamLabel(selection.stream);
  if (!isKeyOf(start, keyNames(selection))) {
    ctx.log(
      "warn",
      `${label} has another key than when ${ties.count} rows with ${start.cursor} = ${start.value ?? "null"} were read. Old and new ones cannot be told apart, so all of them are read again; in append mode some come twice.`,
    );
    return { ...start, ties: { known: "" } };
  }
  const isTie =
    start.value === null ? `${cursor.compare} IS NULL` : `${cursor.compare} = ${cursor.literal(start.value)}`;
  const isBefore = ties.upTo && selection.key ? ` AND NOT ${isBeyond(selection.key, ties.upTo)}` : "";
  const [row] = await session.query<{ count: string }>(
    `Counting the rows of ${label} at the cursor's last value`,
    `SELECT COUNT(*) AS count FROM ${selection.table} WHERE ${isTie}${isBefore}${selection.filter ? ` AND ${selection.filter}` : ""}`,
  );
  if (Number(row?.count) === ties.count) return start;
  ctx.log(
    "warn",
    `${label}: ${ties.count} rows with ${start.cursor} = ${start.value ?? "null"} had been read, now there are ${row?.count ?? 0}. They are too many to tell old from new, so all of them are read again; in append mode some come twice.`,
  );
  return { ...start, ties: { known: "" } };
}

/** The statements to run one after the other. */
function statements(selection: Selection, cursor: OrderColumn, from: CursorPosition | null): string[] {
  const key = selection.key ?? [];
  const beyond = from && "count" in from.ties ? from.ties : null;
  const beyondKey = beyond?.upTo && selection.key ? isBeyond(selection.key, beyond.upTo) : "FALSE";
  const order = [cursor, ...key];
  const result: string[] = [];
  if (from === null || (from.value === null && !from.nullsRead)) {
    const rest = beyond ? ` AND ${beyondKey}` : "";
    result.push(selectSql(selection, order, { where: `${cursor.compare} IS NULL${rest}` }));
  }
  let where = `${cursor.compare} IS NOT NULL`;
  if (from !== null && from.value !== null) {
    const value = cursor.literal(from.value);
    where = beyond
      ? `${cursor.compare} >= ${value} AND (${cursor.compare} > ${value} OR ${beyondKey})`
      : `${cursor.compare} >= ${value}`;
  }
  result.push(selectSql(selection, order, { where }));
  return result;
}
