import { type Context, type Encoding, type ReadEvent, streamLabel } from "@/connectors/sdk";
import type { TupleBlock } from "@/connectors/sdk/postgres/copy-out";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { toBatch } from "./batches";
import type { Pace } from "./read";
import { type CursorPosition, isKeyOf } from "./position";
import { keyNames, type Selection } from "./select";
import { TieTracker } from "./ties";
import { TupleIndex } from "./tuple-index";

/**
 * Reads the rows from `start` on, ordered by cursor and then by key, each phase by one COPY in the same snapshot: in
 * the first run those without a cursor, then those with one.
 */
export async function* readIncremental(
  session: PgSession,
  selection: Selection,
  cursor: string,
  start: CursorPosition | null,
  reading: { encoding: Encoding; ctx: Context; pace: Pace },
): AsyncGenerator<ReadEvent> {
  const { ctx, pace, encoding } = reading;
  const from = start && (await withoutChangedTies(session, selection, start, ctx));
  const tracker = new TieTracker(selection, cursor, from);
  let lastMs = ctx.clock.now();
  let bytes = 0;
  for (const sql of copies(selection, cursor, from)) {
    for await (const block of session.copyOut(
      `Reading ${streamLabel(selection.stream)}`,
      sql,
      pace.blockBytes,
    )) {
      bytes += block.bytes.length;
      const isDue = bytes >= pace.checkpointEveryBytes || ctx.clock.now() - lastMs >= pace.checkpointEveryMs;
      for (const event of followBlock(block, selection, tracker, encoding, isDue)) {
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
  block: TupleBlock,
  selection: Selection,
  tracker: TieTracker,
  encoding: Encoding,
  isDue: boolean,
): Generator<ReadEvent> {
  const index = new TupleIndex(block, selection.types.length);
  const isNew = tracker.recognise(index);
  // Without a key there may be no position at the end of the block; at the last change of the cursor there is one.
  const cut = isDue && !selection.keyFields ? tracker.lastGroupStart(index) : 0;
  for (const [from, to, ended] of [[0, cut, true] as const, [cut, index.count, false] as const]) {
    if (from === to) continue;
    tracker.see(index, from, to);
    const part = isNew
      ? index.filter((row) => row >= from && row < to && isNew[row] === 1)
      : index.slice(from, to);
    if (part.count > 0) yield { type: "batch", stream: 0, batch: toBatch(part, selection.types, encoding) };
    const position = isDue ? tracker.position(ended) : null;
    if (position) yield { type: "checkpoint", position };
  }
}

/** Ties that were only counted are known by nothing else: where the count has changed, all of them are read again. */
async function withoutChangedTies(
  session: PgSession,
  selection: Selection,
  start: CursorPosition,
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
  const cursor = quoteIdentifier(start.cursor);
  const isTie = start.value === null ? `${cursor} IS NULL` : `${cursor} = ${quoteLiteral(start.value)}`;
  const isBefore = ties.upTo ? ` AND NOT ${isBeyond(selection, ties.upTo)}` : "";
  const [row] = await session.query<{ count: string }>(
    `Counting the rows of ${label} at the cursor's last value`,
    `SELECT count(*) AS count FROM ${selection.table} WHERE ${isTie}${isBefore}${selection.filter ? ` AND ${selection.filter}` : ""}`,
  );
  if (Number(row?.count) === ties.count) return start;
  ctx.log(
    "warn",
    `${label}: ${ties.count} rows with ${start.cursor} = ${start.value ?? "null"} had been read, now there are ${row?.count ?? 0}. They are too many to tell old from new, so all of them are read again; in append mode some come twice.`,
  );
  return { ...start, ties: { known: "" } };
}

/** The statements to run one after the other. */
function copies(selection: Selection, cursor: string, from: CursorPosition | null): string[] {
  const column = quoteIdentifier(cursor);
  const keys = keyNames(selection).map(quoteIdentifier);
  const beyond = from && "count" in from.ties ? from.ties : null;
  const beyondKey = beyond?.upTo ? isBeyond(selection, beyond.upTo) : "false";
  const statements: string[] = [];
  if (from === null || (from.value === null && !from.nullsRead)) {
    const rest = beyond ? ` AND ${beyondKey}` : "";
    statements.push(copySql(selection, `${column} IS NULL${rest}`, keys));
  }
  let condition = `${column} IS NOT NULL`;
  if (from !== null && from.value !== null) {
    const value = quoteLiteral(from.value);
    condition = beyond
      ? `${column} >= ${value} AND (${column} > ${value} OR ${beyondKey})`
      : `${column} >= ${value}`;
  }
  statements.push(copySql(selection, condition, [column, ...keys]));
  return statements;
}

function copySql({ expressions, table, filter }: Selection, condition: string, order: string[]): string {
  const ordered = order.length > 0 ? ` ORDER BY ${order.join(", ")}` : "";
  const filtered = filter ? ` AND ${filter}` : "";
  return `COPY (SELECT ${expressions} FROM ${table} WHERE ${condition}${filtered}${ordered}) TO STDOUT (FORMAT binary)`;
}

/** Whether a row's key comes after `key`. */
function isBeyond(selection: Selection, key: string[]): string {
  const names = keyNames(selection).map(quoteIdentifier);
  return `(${names.join(", ")}) > (${key.map(quoteLiteral).join(", ")})`;
}
