import { RestartFeedError } from "@/connectors/sdk";
import { quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import type { HeapPosition } from "./position";
import type { Selection } from "./select";
import { isComparable, isWrittenSince, parseSnapshot, type Snapshot } from "./xids";

/** The place where a table's rows lie, as it stands in the snapshot. While it is the same, no row moves within it. */
export interface Heap {
  /** The server's data, the table and its file: a rewritten table has another file. */
  file: string;
  /** Names the table's columns beyond their names and types: one that was dropped and added again is another one. */
  columns: string;
  blocks: number;
  snapshot: Snapshot;
}

interface HeapRow {
  file: string | null;
  columns: string;
  blocks: string | null;
  snapshot: string;
  readable: boolean;
}

/**
 * null where rows have no place that can be read range by range and proven unchanged: views, foreign and partitioned
 * tables, parents of other tables, other kinds of storage, row level security (policies hide rows without a trace),
 * rights on some columns only, and servers before PostgreSQL 14.
 *
 * Naming the table in the statement locks it first, so that its file stays the same until the transaction ends.
 */
export async function lookAtHeap(session: PgSession, { table }: Selection): Promise<Heap | null> {
  const [row] = await session.query<HeapRow & Record<string, unknown>>(
    `Looking at ${table}`,
    `SELECT concat_ws(':', ${systemId}, c.oid, pg_relation_filenode(c.oid)) AS file,
            ${columnsDigest} AS columns, pg_relation_size(c.oid) / current_setting('block_size')::int8 AS blocks,
            pg_current_snapshot()::text AS snapshot,
            NOT c.relhassubclass AND NOT c.relrowsecurity AND has_table_privilege(c.oid, 'SELECT')
              AND NOT EXISTS (SELECT FROM ${table} WHERE false) AS readable
       FROM pg_class c JOIN pg_am m ON m.oid = c.relam
      WHERE c.oid = ${quoteLiteral(table)}::regclass AND c.relkind IN ('r', 'm') AND m.amname = 'heap'
        AND current_setting('server_version_num')::int >= 140000`,
  );
  if (!row?.readable || row.file === null || row.blocks === null) return null;
  const { file, columns, blocks, snapshot } = row;
  return { file, columns, blocks: Number(blocks), snapshot: parseSnapshot(snapshot) };
}

/** Null where an administrator has taken the right to it away; the rest of the file's name tells almost as much. */
export const systemId = `CASE WHEN has_function_privilege('pg_control_system()', 'EXECUTE')
                           THEN (SELECT system_identifier FROM pg_control_system()) END`;

const columnsDigest = `(SELECT md5(string_agg(concat_ws(' ', a.attnum, a.attname, a.atttypid, a.atttypmod, a.attmissingval), ',' ORDER BY a.attnum))
               FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)`;

/**
 * Throws RestartFeedError unless the rows before `position` are those that were read, none more, less or other: the
 * table has the same file, no visible row there was written by a transaction that was not over then, and there are as
 * many as were read. Rows never change in place: what is older than the position and visible now was visible then.
 */
export async function requireSamePrefix(
  session: PgSession,
  { table, filter }: Selection,
  heap: Heap,
  position: HeapPosition["heap"],
): Promise<void> {
  const { file, columns, nextBlock, rows } = position;
  const horizon = BigInt(position.horizon);
  const { next } = heap.snapshot;
  if (heap.file !== file || !isComparable(horizon, next))
    throw new RestartFeedError(
      `its ${rows} rows that had been read lie elsewhere now, because the table was rewritten (by TRUNCATE, VACUUM FULL, CLUSTER, ALTER TABLE) or restored.`,
    );
  if (heap.columns !== columns)
    throw new RestartFeedError(`its columns were changed after ${rows} rows had been read.`);
  const [found] = await session.query<{ rows: string; changed: string }>(
    `Comparing the part of ${table} that was read`,
    `SELECT count(*) AS rows, count(*) FILTER (WHERE ${isWrittenSince(horizon, next)}) AS changed
       FROM ${table} WHERE ctid < '(${nextBlock},0)'${filter ? ` AND ${filter}` : ""}`,
  );
  const changed = Number(found?.changed ?? 0);
  if (changed > 0)
    throw new RestartFeedError(
      `${changed} rows were added or changed among the ${rows} that had been read before reading broke off.`,
    );
  if (Number(found?.rows ?? 0) !== rows)
    throw new RestartFeedError(
      `of the ${rows} rows that had been read before reading broke off, ${found?.rows ?? 0} are left.`,
    );
}
