import { metaColumns, type StreamPlan, type TableName } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { finalColumns, sqlTable, stageName } from "./layout";
import { addConstants, dropConstantDefaults } from "./stage";
import { commentOn, type ExistingTable, inspectTable, labelOf, planTable } from "./tables";

const lockPatience = "3s";

/**
 * Puts the staged rows in the place of the table's, in the open transaction: until it commits, everybody sees the old
 * ones. The stage takes the table's name. But where something hangs on the table that would be lost with it (a view,
 * an index, a comment, …), the table stays and its rows are replaced; `cascade` lets it all go instead.
 */
export async function swapStage(
  session: PgSession,
  plan: StreamPlan,
  stage: ExistingTable,
  cascade: boolean,
): Promise<void> {
  const doing = `Replacing ${labelOf(plan.table)}`;
  await session.run(doing, finishColumns(plan, stage).join("; "));
  const existing = await inspectTable(session, plan.table);
  if (!existing) return session.run(doing, renameStage(plan).join("; "));
  // From here on nobody hangs anything on the table. New readers wait, so it must be quick to get, or left for later.
  await session.run(doing, `SET LOCAL lock_timeout = '${lockPatience}'; LOCK TABLE ${sqlTable(plan.table)}`);
  const isReplaceable = existing.kind === "r" && (cascade || !(await hasDependents(session, plan.table)));
  const grants = isReplaceable ? await copyGrants(session, plan) : [];
  const statements = isReplaceable
    ? [dropTable(plan, cascade), ...grants, ...renameStage(plan)]
    : replaceRows(plan, existing);
  await session.run(doing, statements.join("; "), `ALTER TABLE ${sqlTable(plan.table)} OWNER TO the user`);
}

/** What `swapStage` would run, as far as it can be known before. */
export function describeSwap(
  plan: StreamPlan,
  existing: ExistingTable | null,
  keeps: boolean,
  cascade: boolean,
): string[] {
  if (!existing) return renameStage(plan);
  return keeps && !cascade ? replaceRows(plan, existing) : [dropTable(plan, cascade), ...renameStage(plan)];
}

function finishColumns(plan: StreamPlan, stage: ExistingTable): string[] {
  const hasConstants = stage.columns.some(({ name }) => name === metaColumns.meta);
  return [
    ...(hasConstants ? [] : [addConstants(plan)]),
    dropConstantDefaults(plan),
    `ALTER TABLE ${sqlTable(stageName(plan))} RESET (autovacuum_enabled)`,
    commentOn(stageName(plan), null),
  ];
}

function dropTable(plan: StreamPlan, cascade: boolean): string {
  return `DROP TABLE ${sqlTable(plan.table)}${cascade ? " CASCADE" : ""}`;
}

function renameStage(plan: StreamPlan): string[] {
  return [`ALTER TABLE ${sqlTable(stageName(plan))} RENAME TO ${quoteIdentifier(plan.table.name)}`];
}

function replaceRows(plan: StreamPlan, existing: ExistingTable): string[] {
  const columns = finalColumns(plan)
    .map(({ name }) => quoteIdentifier(name))
    .join(", ");
  const table = sqlTable(plan.table);
  const stage = sqlTable(stageName(plan));
  return [
    ...planTable(plan.table, finalColumns(plan), existing).statements,
    `TRUNCATE ${table}`,
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${stage}`,
    `DROP TABLE ${stage}`,
  ];
}

/** Whether anything would be lost with the table, beyond its rows and privileges. */
export async function hasDependents(session: PgSession, table: TableName): Promise<boolean> {
  const [row] = await session.query<{ found: boolean }>(
    `Looking at ${labelOf(table)}`,
    `SELECT c.relrowsecurity OR c.relispartition
         OR EXISTS (SELECT FROM pg_description d WHERE d.classoid = 'pg_class'::regclass AND d.objoid = c.oid)
         OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL)
         OR EXISTS (SELECT FROM pg_depend d
                      LEFT JOIN pg_class r ON d.classid = 'pg_class'::regclass AND r.oid = d.objid
                      LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
                     WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                       AND d.classid <> 'pg_type'::regclass
                       AND r.relkind IS DISTINCT FROM 't' AND k.contype IS DISTINCT FROM 'n'
                       AND (r.relname IS NULL OR NOT starts_with(r.relname, '_sluice_'))) AS found
       FROM pg_class c WHERE c.oid = to_regclass($1)`,
    [sqlTable(table)],
  );
  return row?.found ?? false;
}

/** The privileges of the table, given to the stage: those who may read the one may read the other. */
async function copyGrants(session: PgSession, plan: StreamPlan): Promise<string[]> {
  const stage = sqlTable(stageName(plan));
  const rows = await session.query<{ grantee: string; privilege: string; grantable: boolean; old: boolean }>(
    `Looking at ${labelOf(plan.table)}`,
    `SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee,
            a.privilege_type AS privilege, a.is_grantable AS grantable, c.oid = to_regclass($1) AS old
       FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
      WHERE c.oid IN (to_regclass($1), to_regclass($2)) AND a.grantee <> c.relowner`,
    [sqlTable(plan.table), stage],
  );
  const revoked = new Set(rows.filter(({ old }) => !old).map(({ grantee }) => grantee));
  return [
    ...[...revoked].map((grantee) => `REVOKE ALL ON ${stage} FROM ${grantee}`),
    ...rows
      .filter(({ old }) => old)
      .map(
        ({ grantee, privilege, grantable }) =>
          `GRANT ${privilege} ON ${stage} TO ${grantee}${grantable ? " WITH GRANT OPTION" : ""}`,
      ),
  ];
}
