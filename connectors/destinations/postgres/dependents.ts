import { ConfigError, metaColumns, type TableName } from "@/connectors/sdk";
import { quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession, Question } from "@/connectors/sdk/postgres/session";
import { sqlTable } from "./layout";
import { labelOf } from "./tables";

const lockPatience = "3s";
/** Not null by our own definition. */
const ownNotNull = [metaColumns.rawId, metaColumns.extractedAt, metaColumns.meta];

/** What stands in the way of another table that is to take a table's name, and what that one must be given. */
export interface Legacy {
  /** Something would be lost with the table beyond rows, and privileges that can be carried over. */
  hasDependents: boolean;
  grants: string[];
}

/**
 * Locks the table, after `before`, for the rest of the transaction: nobody hangs anything on it any more, and nobody
 * reads it. New readers wait, so it must be quick to get, or left for later.
 */
export async function lockTable(
  session: PgSession,
  table: TableName,
  successor: TableName,
  before: string[] = [],
): Promise<Legacy> {
  const lock = [`SET LOCAL lock_timeout = '${lockPatience}'`, `LOCK TABLE ${sqlTable(table)}`];
  const [hasDependents, grants] = await session.ask(
    `Replacing ${labelOf(table)}`,
    [askForDependents(table), askForGrants(table, successor)],
    { after: [...before, ...lock] },
  );
  return { hasDependents, grants };
}

/**
 * Whether anything would be lost with the table, beyond its rows and privileges: what depends on it (views, indexes,
 * constraints, triggers, policies, publications, statistics, identities, defaults), and what was set on it by hand.
 */
export function askForDependents(table: TableName): Question<boolean> {
  const own = ownNotNull.map(quoteLiteral).join(", ");
  const sql = `
     SELECT c.relrowsecurity OR c.relispartition OR c.relowner <> current_user::regrole OR c.relpersistence <> 'p'
         OR c.reloptions IS NOT NULL OR c.relreplident <> 'd' OR c.reltablespace <> 0
         OR EXISTS (SELECT FROM pg_description d WHERE d.classoid = 'pg_class'::regclass AND d.objoid = c.oid)
         OR EXISTS (SELECT FROM pg_seclabel l WHERE l.classoid = 'pg_class'::regclass AND l.objoid = c.oid)
         OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                       AND (a.attacl IS NOT NULL OR a.attoptions IS NOT NULL OR (a.attnotnull AND a.attname NOT IN (${own}))))
         OR EXISTS (SELECT FROM pg_depend d
                      LEFT JOIN pg_class r ON d.classid = 'pg_class'::regclass AND r.oid = d.objid
                      LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
                     WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                       AND d.classid <> 'pg_type'::regclass
                       AND r.relkind IS DISTINCT FROM 't' AND k.contype IS DISTINCT FROM 'n'
                       AND (r.relname IS NULL OR NOT starts_with(r.relname, '_sluice_'))) AS found
       FROM pg_class c WHERE c.oid = to_regclass(${quoteLiteral(sqlTable(table))})`;
  return { sql, read: ([row]) => (row as { found: boolean } | undefined)?.found ?? false };
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

interface Privilege {
  grantee: string;
  privilege: string;
  grantable: boolean;
  wanted: boolean;
}

/** What gives `other` the privileges of `table`, and no others: those who may read the one may read the other. */
export function askForGrants(table: TableName, other: TableName): Question<string[]> {
  const [wanted, target] = [table, other].map((name) => `to_regclass(${quoteLiteral(sqlTable(name))})`);
  const sql = `
     SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee,
            a.privilege_type AS privilege, a.is_grantable AS grantable, c.oid = ${wanted} AS wanted
       FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
      WHERE c.oid IN (${wanted}, ${target}) AND a.grantee <> c.relowner`;
  return { sql, read: (rows) => alignGrants(rows as Privilege[], sqlTable(other)) };
}

function alignGrants(rows: Privilege[], target: string): string[] {
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
