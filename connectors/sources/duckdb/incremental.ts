import { ConfigError, streamLabel, utf8Texts, type Column, type ReadEvent } from "@/connectors/sdk";
import type { Session } from "@/connectors/sdk/duckdb/client";
import { quote, quoteText } from "@/connectors/sdk/duckdb/names";
import { toBatch } from "./batches";
import type { CursorSql } from "@/connectors/sdk/cursor/conditions";
import { withoutChangedTies } from "@/connectors/sdk/cursor/follow";
import type { CursorPosition } from "@/connectors/sdk/cursor/position";
import type { Reading } from "./read";
import { rowsOf } from "@/connectors/sdk/column-values";
import { readChunks, type HiddenColumn, type Selection } from "./select";
import { takeRows } from "./take-rows";
import { TieTracker } from "./ties";

/**
 * The rows from `start` on, ordered by cursor, those without one first and in the first run only. A checkpoint can stand
 * where the cursor moves on.
 */
export async function* readIncremental(
  session: Session,
  selection: Selection,
  cursor: Selection["columns"][number],
  start: CursorPosition | null,
  { ctx, encoding, pace }: Reading,
): AsyncGenerator<ReadEvent> {
  const from = await withoutChangedTies(selection.stream, start, {
    ...{ key: [], sql: cursorSql(cursor), log: ctx.log },
    count: (condition) => count(session, selection, condition),
  });
  const tracker = new TieTracker(selection.stream, cursor.name, from);
  const hidden: HiddenColumn[] = [{ expression: `${quote(cursor.name)}::VARCHAR`, as: "utf8" }];
  const conditions = from ? [conditionFrom(cursor, from)] : [];
  const order = ` ORDER BY ${quote(cursor.name)} NULLS FIRST`;
  let lastMs = ctx.clock.now();
  for await (const {
    hidden: [texts],
    columns,
    count,
  } of readChunks(session, selection, { hidden, conditions, order })) {
    const cursors = textsOf(texts, count, selection);
    const types = selection.types;
    const isDue = ctx.clock.now() - lastMs >= pace.checkpointEveryMs;
    // Only rows at the value that reading began with, or that it may end with, are looked at one by one.
    const rowAt = (row: number) => rowsOf(takeRows(columns, [row]), types, 1)[0] ?? [];
    const cut = isDue ? tracker.lastGroupStart(cursors) : 0;
    for (const [first, end] of [
      [0, cut],
      [cut, count],
    ] as const) {
      if (first === end) continue;
      const isNew = tracker.follow(cursors, { first, end }, rowAt);
      const kept = isNew.length === count ? columns : takeRows(columns, isNew);
      if (isNew.length > 0)
        yield { type: "batch", stream: 0, batch: toBatch(kept, types, isNew.length, encoding) };
      if (first > 0 || cut === 0 || !tracker.hasValue) continue;
      lastMs = ctx.clock.now();
      yield { type: "checkpoint", position: tracker.position() };
    }
  }
  yield { type: "checkpoint", position: tracker.position(), complete: true };
}

function textsOf(column: Column | undefined, count: number, { stream }: Selection): (string | null)[] {
  if (column?.as !== "utf8") throw new Error(`The cursor of ${streamLabel(stream)} did not come as text.`);
  return utf8Texts(column, 0, count);
}

function conditionFrom(cursor: Selection["columns"][number], { value, ties }: CursorPosition): string {
  if (value === null) return `${quote(cursor.name)} IS NOT NULL`;
  return `${quote(cursor.name)} ${"count" in ties ? ">" : ">="} ${literal(cursor, value)}`;
}

function literal({ sqlType }: Selection["columns"][number], value: string): string {
  return `${quoteText(value)}::${sqlType}`;
}

/** Rows are ordered by the cursor alone. */
function cursorSql(cursor: Selection["columns"][number]): CursorSql {
  return {
    ...{ column: quote(cursor.name), literal: (value) => literal(cursor, value) },
    isBeyond: () => "false",
  };
}

function count(session: Session, { stream, relation }: Selection, condition: string): Promise<number> {
  const where = stream.where ? ` AND (${stream.where}\n)` : "";
  return session.number(`SELECT count(*) FROM ${relation.from} WHERE ${condition}${where}`);
}

export function cursorOf({ stream, columns, relation }: Selection): Selection["columns"][number] {
  if (stream.cursor === undefined)
    throw new Error(`${streamLabel(stream)} is to be read incrementally, but has no cursor.`);
  const cursor = columns.find(({ name }) => name === stream.cursor);
  if (cursor?.isOrdered) return cursor;
  const is = relation.columns.find(({ name }) => name === stream.cursor)?.sqlType;
  throw new ConfigError(
    `"${stream.cursor}" of ${streamLabel(stream)} cannot be a cursor: it is ${is ?? "not there"}. Choose another cursor.`,
  );
}
