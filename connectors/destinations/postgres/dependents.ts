import { ConfigError, metaColumns, type TableName } from "@/connectors/sdk";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { sqlTable } from "./layout";
import { type ExistingTable, labelOf } from "./tables";

const lockPatience = "3s";
/** Not null by our own definition. */
const ownNotNull = [metaColumns.rawId, metaColumns.extractedAt, metaColumns.meta];

/**
 * From here on nobody hangs anything on the table, and nobody reads it. New readers wait, so it must be quick to get, or
 * left for later.
 */
export async function lockTable(session: PgSession, table: TableName): Promise<void> {
  await session.run(
    `Replacing ${labelOf(table)}`,
    `SET LOCAL lock_timeout = '${lockPatience}'; LOCK TABLE ${sqlTable(table)}`,
  );
}

/** Whether another table may take its name: nothing would be lost with it but rows, and privileges that can be carried over. */
export async function isReplaceable(
  session: PgSession,
  table: TableName,
  existing: ExistingTable,
): Promise<boolean> {
  return existing.kind === "r" && !(await hasDependents(session, table));
}

/**
 * Whether anything would be lost with the table, beyond its rows and privileges: what depends on it (views, indexes,
 * constraints, triggers, policies, publications, statistics, identities, defaults), and what was set on it by hand.
 */
export async function hasDependents(session: PgSession, table: TableName): Promise<boolean> {
  const [row] = await session.query<{ found: boolean }>(
    `Looking at ${labelOf(table)}`,
    `SELECT c.relrowsecurity OR c.relispartition OR c.relowner <> current_user::regrole OR c.relpersistence <> 'p'
         OR c.reloptions IS NOT NULL OR c.relreplident <> 'd' OR c.reltablespace <> 0
         OR EXISTS (SELECT FROM pg_description d WHERE d.classoid = 'pg_class'::regclass AND d.objoid = c.oid)
         OR EXISTS (SELECT FROM pg_seclabel l WHERE l.classoid = 'pg_class'::regclass AND l.objoid = c.oid)
         OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                       AND (a.attacl IS NOT NULL OR a.attoptions IS NOT NULL OR (a.attnotnull AND a.attname <> ALL($2::text[]))))
         OR EXISTS (SELECT FROM pg_depend d
                      LEFT JOIN pg_class r ON d.classid = 'pg_class'::regclass AND r.oid = d.objid
                      LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
                     WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                       AND d.classid <> 'pg_type'::regclass
                       AND r.relkind IS DISTINCT FROM 't' AND k.contype IS DISTINCT FROM 'n'
                       AND (r.relname IS NULL OR NOT starts_with(r.relname, '_sluice_'))) AS found
       FROM pg_class c WHERE c.oid = to_regclass($1)`,
    [sqlTable(table), ownNotNull],
  );
  return row?.found ?? false;
}

/** Rows that others refer to cannot all be replaced: they would be gone for a moment. */
export async function requireUnreferenced(session: PgSession, table: TableName): Promise<void> {
  const [key] = await session.query<{ name: string; of: string }>(
    `Looking at ${labelOf(table)}`,
    `SELECT conname AS name, conrelid::regclass::text AS of FROM pg_constraint
      WHERE contype = 'f' AND confrelid = to_regclass($1) AND conrelid <> confrelid LIMIT 1`,
    [sqlTable(table)],
  );
  if (!key) return;
  throw new ConfigError(
    `The rows of ${labelOf(table)} cannot be replaced, because the foreign key "${key.name}" of ${key.of} refers to them. Drop the foreign key, or choose a deduplicated sync mode, which changes only the rows that differ.`,
  );
}

/** What gives `other` the privileges of `table`, and no others: those who may read the one may read the other. */
export async function grantsLike(session: PgSession, table: TableName, other: TableName): Promise<string[]> {
  const target = sqlTable(other);
  const rows = await session.query<{
    grantee: string;
    privilege: string;
    grantable: boolean;
    wanted: boolean;
  }>(
    `Looking at ${labelOf(table)}`,
    `SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee,
            a.privilege_type AS privilege, a.is_grantable AS grantable, c.oid = to_regclass($1) AS wanted
       FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
      WHERE c.oid IN (to_regclass($1), to_regclass($2)) AND a.grantee <> c.relowner`,
    [sqlTable(table), target],
  );
  const revoked = new Set(rows.filter(({ wanted }) => !wanted).map(({ grantee }) => grantee));
  return [
    ...[...revoked].map((grantee) => `REVOKE ALL ON ${target} FROM ${grantee}`),
    ...rows
      .filter(({ wanted }) => wanted)
      .map(
        ({ grantee, privilege, grantable }) =>
          `GRANT ${privilege} ON ${target} TO ${grantee}${grantable ? " WITH GRANT OPTION" : ""}`,
      ),
  ];
}
