import {
  ConfigError,
  type Context,
  type GenerationStore,
  type KeptGeneration,
  type StreamPlan,
} from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { inTransaction, withSession } from "./client";
import type { MySqlDestinationConfig } from "./config";
import { copyStatements, findKept, keptTable, type KeptTable, labelledGeneration } from "./kept";
import { labelOf, sqlTable } from "./layout";
import { setShownGeneration, shownGeneration } from "./outcomes";
import { createOwnTables } from "./own-tables";
import { type Place, placeOf, withTableLock } from "./prepare";
import { settleGenerations } from "./settle";
import { hasDependents } from "./swap";
import { type ExistingTable, inspectTable } from "./tables";

export const generationStore: GenerationStore<MySqlDestinationConfig> = {
  list: (config, plan, ctx) =>
    withSession(config, ctx, async (session) => listGenerations(await placeOf(session, config), plan)),
  rollBack,
};

async function listGenerations({ session, tables }: Place, plan: StreamPlan): Promise<KeptGeneration[]> {
  const all = await findKept(session, plan);
  if (all.length === 0) return []; // where nothing was ever finished there is nothing to look up
  const table = await inspectTable(session, plan.table);
  const shown = labelledGeneration(table?.comment) ?? (await shownGeneration(session, tables, plan));
  const generations: KeptGeneration[] = [];
  for (const { table: kept, generation, replacedAtMs } of all) {
    if (generation === shown) continue;
    const [row] = await session.query<{ rows: string }>(
      `Counting the rows of generation ${generation} of ${labelOf(plan.table)}`,
      `SELECT COUNT(*) AS \`rows\` FROM ${sqlTable(kept)}`,
    );
    generations.push({ generation, rows: Number(row?.rows ?? 0), replacedAtMs });
  }
  return generations;
}

async function rollBack(
  config: MySqlDestinationConfig,
  plan: StreamPlan,
  generation: number,
  ctx: Context,
): Promise<void> {
  await withSession(config, ctx, async (session) => {
    await createOwnTables(session, config);
    const place = await placeOf(session, config);
    await withTableLock(session, plan, async () => {
      const settling = { most: Number.POSITIVE_INFINITY, atMs: ctx.clock.now() };
      const shown = await settleGenerations(place, plan, settling);
      const kept = await findKept(session, plan);
      const wanted = kept.find((candidate) => candidate.generation === generation);
      if (!wanted) throw unknownGeneration(plan, generation, kept);
      await exchange(place, plan, wanted, { generation: shown, atMs: settling.atMs });
      await settleGenerations(place, plan, settling);
    });
  });
}

function unknownGeneration(plan: StreamPlan, generation: number, kept: KeptTable[]): ConfigError {
  const there = kept.map((candidate) => candidate.generation).join(", ");
  return new ConfigError(
    `Generation ${generation} of ${labelOf(plan.table)} is not kept${there ? `; kept are: ${there}` : "; none is"}. Choose one that is.`,
  );
}

/** One RENAME, at one instant for everybody; or, where something hangs on the table, one transaction. */
async function exchange(
  place: Place,
  plan: StreamPlan,
  wanted: KeptTable,
  present: { generation: number; atMs: number },
): Promise<void> {
  const { session } = place;
  const doing = `Rolling ${labelOf(plan.table)} back to generation ${wanted.generation}`;
  const existing = await inspectTable(session, plan.table);
  const reveal = `${sqlTable(wanted.table)} TO ${sqlTable(plan.table)}`;
  if (existing && (await hasDependents(session, plan.table, existing)))
    return putRowsBack(place, plan, wanted, { existing, present });
  const keep = existing
    ? `${sqlTable(plan.table)} TO ${sqlTable(keptTable(plan, present.generation))}, `
    : "";
  await session.run(doing, `RENAME TABLE ${keep}${reveal}`);
}

/** Into the table as it stands. Columns that it has lost since come back. */
async function putRowsBack(
  { session, tables }: Place,
  plan: StreamPlan,
  wanted: KeptTable,
  { existing, present }: { existing: ExistingTable; present: { generation: number; atMs: number } },
): Promise<void> {
  const doing = `Rolling ${labelOf(plan.table)} back to generation ${wanted.generation}`;
  const kept = await inspectTable(session, wanted.table);
  const columns = (kept?.columns ?? []).filter(({ isGenerated }) => !isGenerated);
  const there = new Set(existing.columns.map(({ name }) => name.toLowerCase()));
  const lost = columns.filter(({ name }) => !there.has(name.toLowerCase()));
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(", ");
  const table = sqlTable(plan.table);
  for (const statement of copyStatements(plan, existing, present)) await session.run(doing, statement);
  for (const { name, columnType } of lost)
    await session.run(doing, `ALTER TABLE ${table} ADD COLUMN ${quoteIdentifier(name)} ${columnType}`);
  await inTransaction(session, async () => {
    await session.run(doing, `DELETE FROM ${table}`);
    await session.run(
      doing,
      `INSERT INTO ${table} (${names}) SELECT ${names} FROM ${sqlTable(wanted.table)}`,
    );
    await setShownGeneration(session, tables, plan, wanted.generation);
  });
}
