import { ConfigError, metaColumns, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { lockTable, requireUnreferenced } from "./dependents";
import { dropKept, keepByCopying, keepByRenaming, type KeptTable } from "./kept";
import { dropForeignKeyIndexes } from "./key-index";
import { finalColumns, sqlTable, stageName } from "./layout";
import { addConstants, dropConstantDefaults } from "./stage";
import { dropStageConstraints } from "./stage-constraints";
import { commentOn, type ExistingTable, labelOf, planTable } from "./tables";

export interface SwapOptions {
  stage: ExistingTable;
  /** The one whose place it takes; null where there is none. */
  table: ExistingTable | null;
  /** Former generations that are there already. */
  kept: KeptTable[];
  /** How many rows the stage holds. */
  rows: number;
  /** Let go what hangs on the table. */
  cascade: boolean;
  /** The generation that gives way, and when. */
  former: { generation: number; atMs: number };
}

/**
 * Puts the staged rows in the place of the table's, in the open transaction: until it commits, everybody sees the old
 * ones. The stage takes the table's name. But where something hangs on the table that would be lost with it (a view,
 * an index, a comment, …), the table stays and its rows are replaced; `cascade` lets it all go instead.
 */
export async function swapStage(session: PgSession, plan: StreamPlan, options: SwapOptions): Promise<void> {
  const finished = finishColumns(plan, options.stage);
  if (!options.table)
    await session.run(`Filling ${labelOf(plan.table)}`, [...finished, ...renameStage(plan)].join("; "));
  else await replaceTable(session, plan, options.table, { ...options, finished });
  if (plan.keepGenerations > 0 || options.kept.length > 0)
    await dropKept(session, plan, plan.keepGenerations);
}

async function replaceTable(
  session: PgSession,
  plan: StreamPlan,
  existing: ExistingTable,
  { rows, cascade, former, finished }: SwapOptions & { finished: string[] },
): Promise<void> {
  const doing = `Replacing ${labelOf(plan.table)}`;
  const grant = `ALTER TABLE ${sqlTable(plan.table)} OWNER TO the user`;
  const { hasDependents, grants } = await lockTable(session, plan.table, stageName(plan), finished);
  const keeps = plan.keepGenerations > 0;
  const dependsNothing = existing.kind === "r" && !hasDependents;
  if (dependsNothing || (cascade && existing.kind === "r")) {
    const remove =
      keeps && dependsNothing
        ? keepByRenaming(plan, former.generation, former.atMs)
        : [...(keeps ? keepByCopying(plan, former.generation, former.atMs) : []), dropTable(plan, cascade)];
    return session.run(doing, [...remove, ...grants, ...renameStage(plan)].join("; "), grant);
  }
  await requireUnreferenced(session, plan.table);
  const keep = keeps ? keepByCopying(plan, former.generation, former.atMs) : [];
  const { before, insert, after } = replaceRows(plan, existing);
  await session.run(doing, [...keep, ...before].join("; "), grant);
  const [added] = await session.query<{ count: string }>(doing, insert, [], grant);
  if (Number(added?.count) !== rows) {
    throw new ConfigError(
      `Of ${rows} rows for ${labelOf(plan.table)}, the server kept ${added?.count ?? 0}: a trigger or a rule of the table drops rows. Take it away.`,
    );
  }
  await session.run(doing, after);
}

/** What `swapStage` would run, as far as it can be known before. */
export function describeSwap(
  plan: StreamPlan,
  existing: ExistingTable | null,
  staysInPlace: boolean,
  cascade: boolean,
): string[] {
  if (!existing) return renameStage(plan);
  const keeps = plan.keepGenerations > 0;
  if (staysInPlace && !cascade) {
    const { before, insert, after } = replaceRows(plan, existing);
    return [...(keeps ? keepByCopying(plan, plan.generation - 1, 0) : []), ...before, insert, after];
  }
  const remove = keeps ? keepByRenaming(plan, plan.generation - 1, 0) : [dropTable(plan, cascade)];
  return [...remove, ...renameStage(plan)];
}

function finishColumns(plan: StreamPlan, stage: ExistingTable): string[] {
  const hasConstants = stage.columns.some(({ name }) => name === metaColumns.meta);
  return [
    ...(hasConstants ? [] : [addConstants(plan)]),
    dropConstantDefaults(plan),
    // A table that has constraints stays; what the stage has are those that it had, and has no more.
    ...dropStageConstraints(plan, stage.checks),
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

function replaceRows(
  plan: StreamPlan,
  existing: ExistingTable,
): { before: string[]; insert: string; after: string } {
  const columns = finalColumns(plan)
    .map(({ name }) => quoteIdentifier(name))
    .join(", ");
  const table = sqlTable(plan.table);
  const stage = sqlTable(stageName(plan));
  const rawId = quoteIdentifier(metaColumns.rawId);
  return {
    before: [
      ...dropForeignKeyIndexes(plan, existing),
      ...planTable(plan.table, finalColumns(plan), existing).statements,
      `TRUNCATE ${table}`,
    ],
    insert: `WITH added AS (INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${stage} RETURNING ${rawId}) SELECT count(*) AS count FROM added`,
    after: `DROP TABLE ${stage}`,
  };
}
