import { type Context, type Encoding, type ReadEvent, streamLabel } from "@/connectors/sdk";
import { type CursorSql, phasesFrom } from "@/connectors/sdk/cursor/conditions";
import { followBlocks, withoutChangedTies } from "@/connectors/sdk/cursor/follow";
import type { CursorPosition } from "@/connectors/sdk/cursor/position";
import { TieTracker } from "@/connectors/sdk/cursor/tie-tracker";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { toBatch } from "./batches";
import { isBeyond, type OrderColumn } from "./order";
import { OrderedMySqlRows } from "./ordered-rows";
import type { Pace } from "./read";
import { keyNames, type Selection, selectSql } from "./select";

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
  { ctx, encoding, pace }: Reading,
): AsyncGenerator<ReadEvent> {
  const { stream } = selection;
  const columns = selection.key ?? [];
  const key = keyNames(selection);
  const sql: CursorSql = {
    ...{ column: cursor.compare, literal: cursor.literal },
    isBeyond: (values) => isBeyond(columns, values),
  };
  const from = await withoutChangedTies(stream, start, {
    ...{ key, sql, log: ctx.log },
    count: (condition) => count(session, selection, condition),
  });
  const tracker = new TieTracker(stream, { cursor: cursor.name, key }, from);
  yield* followBlocks(blocks(), tracker, {
    ...{ pace, clock: ctx.clock },
    toBatch: (block) => toBatch(block, selection, 1 + columns.length, encoding),
  });

  async function* blocks() {
    for (const { condition } of phasesFrom(from, sql)) {
      const select = selectSql(selection, [cursor, ...columns], { where: condition });
      for await (const block of session.rows(`Reading ${streamLabel(stream)}`, select, pace.blockBytes))
        yield { rows: new OrderedMySqlRows(block, columns.length), bytes: block.bytes.length };
    }
  }
}

async function count(
  session: MySqlSession,
  { stream, table, filter }: Selection,
  condition: string,
): Promise<number> {
  const [row] = await session.query<{ count: string }>(
    `Counting the rows of ${streamLabel(stream)} at the cursor's last value`,
    `SELECT COUNT(*) AS count FROM ${table} WHERE ${condition}${filter ? ` AND ${filter}` : ""}`,
  );
  return Number(row?.count);
}
