import {
  ConfigError,
  type Context,
  type GenerationStore,
  type KeptGeneration,
  type StreamPlan,
} from "@/connectors/sdk";
import { isWireType } from "@/connectors/sdk/postgres/wire-types";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { inTransaction, lockName, withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { lockTable, requireUnreferenced } from "./dependents";
import { findKept, keepByCopying, keepByRenaming, type KeptTable } from "./kept";
import { sqlTable, type TableColumn } from "./layout";
import { createOwnTables } from "./own-tables";
import { setShownGeneration, askShownGeneration, stateTables } from "./state";
import { commentOn, type ExistingTable, inspectTable, labelOf, planTable } from "./tables";

export const generationStore: GenerationStore<PostgresDestinationConfig> = {
  list: (config, plan, ctx) =>
    withSession(config, ctx, (session) => inTransaction(session, () => listGenerations(session, plan))),
  rollBack,
};

async function listGenerations(session: PgSession, plan: StreamPlan): Promise<KeptGeneration[]> {
  const generations: KeptGeneration[] = [];
  for (const { table, generation, replacedAtMs } of await findKept(session, plan)) {
    const [row] = await session.query<{ rows: string }>(
      `Counting the rows of generation ${generation} of ${labelOf(plan.table)}`,
      `SELECT count(*) AS rows FROM ${sqlTable(table)}`,
    );
    generations.push({ generation, rows: Number(row?.rows ?? 0), replacedAtMs });
  }
  return generations;
}

async function rollBack(
  config: PostgresDestinationConfig,
  plan: StreamPlan,
  generation: number,
  ctx: Context,
): Promise<void> {
  const tables = stateTables(config.schema);
  await withSession(config, ctx, (session) =>
    inTransaction(session, async () => {
      await createOwnTables(session, tables, config.schema);
      await lockName(session, `table ${sqlTable(plan.table)}`);
      const kept = await findKept(session, plan);
      const wanted = kept.find((candidate) => candidate.generation === generation);
      if (!wanted) throw unknownGeneration(plan, generation, kept);
      const [shown] = await session.ask("Looking up the generation", [askShownGeneration(tables, plan)]);
      await exchange(session, plan, wanted, { generation: shown, atMs: ctx.clock.now() });
      await setShownGeneration(session, tables, plan, generation);
    }),
  );
}

function unknownGeneration(plan: StreamPlan, generation: number, kept: KeptTable[]): ConfigError {
  const there = kept.map((candidate) => candidate.generation).join(", ");
  return new ConfigError(
    `Generation ${generation} of ${labelOf(plan.table)} is not kept${there ? `; kept are: ${there}` : "; none is"}. Choose one that is.`,
  );
}

async function exchange(
  session: PgSession,
  plan: StreamPlan,
  wanted: KeptTable,
  present: { generation: number; atMs: number },
): Promise<void> {
  const doing = `Rolling ${labelOf(plan.table)} back to generation ${wanted.generation}`;
  const reveal = [
    commentOn(wanted.table, null),
    `ALTER TABLE ${sqlTable(wanted.table)} RENAME TO ${quoteIdentifier(plan.table.name)}`,
  ];
  const existing = await inspectTable(session, plan.table);
  if (!existing) return session.run(doing, reveal.join("; "));
  const { hasDependents, grants } = await lockTable(session, plan.table, wanted.table);
  if (present.generation === wanted.generation)
    throw new ConfigError(`${labelOf(plan.table)} shows generation ${wanted.generation} already.`);
  if (existing.kind === "r" && !hasDependents) {
    const keep = keepByRenaming(plan, present.generation, present.atMs);
    return session.run(doing, [...grants, ...keep, ...reveal].join("; "));
  }
  await requireUnreferenced(session, plan.table);
  const keep = keepByCopying(plan, present.generation, present.atMs);
  const back = putRowsBack(plan, existing, wanted, await inspectTable(session, wanted.table));
  await session.run(doing, [...keep, ...back].join("; "));
}

/** Into the table as it stands, because something hangs on it. Columns that it has lost since come back. */
function putRowsBack(
  plan: StreamPlan,
  existing: ExistingTable,
  wanted: KeptTable,
  kept: ExistingTable | null,
): string[] {
  const columns = (kept?.columns ?? []).map(({ name, type, sql }): TableColumn => {
    if (isWireType(type))
      return { name, type, field: { name, field: name, index: 0, type: { kind: "json" }, nullable: true } };
    throw new ConfigError(
      `Column "${name}" of generation ${wanted.generation} of ${labelOf(plan.table)} is ${sql}, which is not put back. Rename or drop what hangs on the table, then roll back again.`,
    );
  });
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(", ");
  return [
    ...planTable(plan.table, columns, existing).statements,
    `TRUNCATE ${sqlTable(plan.table)}`,
    `INSERT INTO ${sqlTable(plan.table)} (${names}) SELECT ${names} FROM ${sqlTable(wanted.table)}`,
    `DROP TABLE ${sqlTable(wanted.table)}`,
  ];
}
