import type { StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import type { ServerFacts } from "@/connectors/sdk/mysql/session";
import { sqlTable, stageColumns, stageName, wayOf } from "./layout";
import type { Check, ExistingTable } from "./tables";

/**
 * What makes the stage check rows as the table itself would: for NOT NULL and CHECK that somebody put on the table, so
 * that a row which breaks them is found when it arrives and not when all are merged. Of those that speak of nothing but
 * columns that rows bring.
 */
export function stageChecks(plan: StreamPlan, table: ExistingTable | null, server: ServerFacts): Check[] {
  if (!table) return [];
  const brought = new Set(
    plan.normalization === "raw" ? [] : plan.columns.map(({ name }) => name.toLowerCase()),
  );
  const required = table.columns
    .filter(({ isRequired }) => isRequired)
    .map(({ name }) => ({ name: `${name}_not_null`, holds: `${quoteIdentifier(name)} IS NOT NULL` }));
  const hasDeletions = wayOf(plan) === "deduped" && plan.stream.supports.deletes;
  return [...table.checks, ...required]
    .filter(({ holds }) => namesIn(holds).every((name) => brought.has(name.toLowerCase())))
    .map(({ name, holds }) => ({
      // MySQL wants names that no other table of the database has.
      name: server.isMariaDb ? name.slice(0, maxNameLength) : `${name.slice(0, maxNameLength - 7)}_staged`,
      holds: hasDeletions ? `(${holds}) OR ${quoteIdentifier(stageColumns.deleted)}` : holds,
    }));
}

/** What stands between backticks, outside of texts. */
function namesIn(holds: string): string[] {
  const withoutTexts = holds.replace(/'(?:[^'\\]|''|\\.)*'/gs, "''");
  return [...withoutTexts.matchAll(/`((?:[^`]|``)+)`/g)].map((match) => match[1] ?? "");
}

const maxNameLength = 64;

export function checkSql({ name, holds }: Check): string {
  return `CONSTRAINT ${quoteIdentifier(name)} CHECK (${holds})`;
}

/** For a stage that is continued. Rows that are in it may break what is added: then the merge tells. */
export function planStageChecks(plan: StreamPlan, stage: ExistingTable, wanted: Check[]): string[] {
  const table = sqlTable(stageName(plan));
  const isThere = (name: string, list: Check[]) => list.some((other) => other.name === name);
  return [
    ...stage.checks
      .filter(({ name }) => !isThere(name, wanted))
      .map(({ name }) => `ALTER TABLE ${table} DROP CONSTRAINT ${quoteIdentifier(name)}`),
    ...wanted
      .filter(({ name }) => !isThere(name, stage.checks))
      .map((check) => `ALTER TABLE ${table} ADD ${checkSql(check)}`),
  ];
}
