import { streamLabel, TransientError } from "@/connectors/sdk";
import { quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import type { Selection } from "./select";

/**
 * Locks the table against being rewritten until the transaction ends, and throws TransientError where it was rewritten
 * since the snapshot was taken, which mostly is while this waited for the lock: such a table is empty to the snapshot,
 * as PostgreSQL's manual says ("MVCC caveats"), and would pass for one without rows. A new snapshot sees it as it is.
 *
 * The catalog tells which file the table had then, the function which one it has now. Tables behind a view are not seen.
 */
export async function requireNotRewritten(session: PgSession, selection: Selection): Promise<void> {
  const { table, stream } = selection;
  const doing = `Looking at ${table}`;
  await session.run(doing, `SELECT FROM ${table} WHERE false`);
  const [row] = await session.query<{ same: boolean | null }>(
    doing,
    `WITH RECURSIVE tree AS (
       SELECT ${quoteLiteral(table)}::regclass::oid AS oid
       UNION SELECT i.inhrelid FROM pg_inherits i JOIN tree t ON i.inhparent = t.oid
     )
     SELECT bool_and(c.relfilenode = 0 OR pg_relation_filenode(c.oid) = c.relfilenode) AS same
       FROM pg_class c JOIN tree t ON t.oid = c.oid`,
  );
  if (row?.same) return;
  throw new TransientError(
    `${streamLabel(stream)} was rewritten (by ALTER TABLE, TRUNCATE, VACUUM FULL, CLUSTER or by being made anew) just after reading had begun. It is read again, as it is now.`,
  );
}
