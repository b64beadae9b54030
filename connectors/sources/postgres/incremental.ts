import { type Context, type Encoding, type ReadEvent, streamLabel } from "@/connectors/sdk";
import { type CursorSql, type Phase, phasesFrom } from "@/connectors/sdk/cursor/conditions";
import { followBlocks, withoutChangedTies } from "@/connectors/sdk/cursor/follow";
import type { CursorPosition } from "@/connectors/sdk/cursor/position";
import { TieTracker } from "@/connectors/sdk/cursor/tie-tracker";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { toBatch } from "./batches";
import { OrderedTuples } from "./ordered-tuples";
import type { Pace } from "./read";
import { keyNames, type Selection } from "./select";

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
  const { stream } = selection;
  const key = keyNames(selection);
  const sql = cursorSql(cursor, key);
  const from = await withoutChangedTies(stream, start, {
    ...{ key, sql, log: ctx.log },
    count: (condition) => count(session, selection, condition),
  });
  const tracker = new TieTracker(stream, { cursor, key }, from);
  yield* followBlocks(blocks(), tracker, {
    ...{ pace, clock: ctx.clock },
    toBatch: (block) => toBatch(block, selection.types, encoding),
  });

  async function* blocks() {
    for (const phase of phasesFrom(from, sql)) {
      const order = (phase.isWithoutCursor ? key : [cursor, ...key]).map(quoteIdentifier);
      const copy = copySql(selection, phase, order);
      for await (const block of session.copyOut(`Reading ${streamLabel(stream)}`, copy, pace.blockBytes))
        yield { rows: new OrderedTuples(block, selection, cursor), bytes: block.bytes.length };
    }
  }
}

function cursorSql(cursor: string, key: string[]): CursorSql {
  const names = key.map(quoteIdentifier).join(", ");
  return {
    column: quoteIdentifier(cursor),
    literal: quoteLiteral,
    isBeyond: (values) => `(${names}) > (${values.map(quoteLiteral).join(", ")})`,
  };
}

async function count(
  session: PgSession,
  { stream, table, filter }: Selection,
  condition: string,
): Promise<number> {
  const [row] = await session.query<{ count: string }>(
    `Counting the rows of ${streamLabel(stream)} at the cursor's last value`,
    `SELECT count(*) AS count FROM ${table} WHERE ${condition}${filter ? ` AND ${filter}` : ""}`,
  );
  return Number(row?.count);
}

function copySql({ expressions, table, filter }: Selection, { condition }: Phase, order: string[]): string {
  const ordered = order.length > 0 ? ` ORDER BY ${order.join(", ")}` : "";
  const filtered = filter ? ` AND ${filter}` : "";
  return `COPY (SELECT ${expressions} FROM ${table} WHERE ${condition}${filtered}${ordered}) TO STDOUT (FORMAT binary)`;
}
