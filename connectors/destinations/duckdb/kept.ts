import {
  ConfigError,
  type Context,
  type GenerationStore,
  type KeptGeneration,
  type StreamPlan,
  type TableName,
} from "@/connectors/sdk";
import { Checkpoints } from "./checkpoints";
import { withSession, type Session } from "@/connectors/sdk/duckdb/client";
import { findFile } from "@/connectors/sdk/duckdb/database-file";
import type { DuckdbConfig } from "./config";
import { describeTable } from "./evolve";
import { quoteText, quote } from "@/connectors/sdk/duckdb/names";
import { keptPrefix, qualify, type Database } from "./layout";

interface KeptTable {
  table: TableName;
  generation: number;
  replacedAtMs: number;
}

/** The rows are copied: a table with an index cannot be renamed, and what is told of a table stays with its name. */
export function keepStatements(
  database: Database,
  plan: StreamPlan,
  { generation, atMs }: { generation: number; atMs: number },
): string[] {
  const kept = qualify(database, keptTable(plan, generation));
  const label = JSON.stringify({
    sluice: "A former generation of the table below, kept to be rolled back to.",
    table: [plan.table.namespace, plan.table.name],
    generation,
    replacedAt: new Date(atMs).toISOString(),
  });
  return [
    `CREATE OR REPLACE TABLE ${kept} AS FROM ${qualify(database, plan.table)}`,
    `COMMENT ON TABLE ${kept} IS ${quoteText(label)}`,
  ];
}

function keptTable(plan: StreamPlan, generation: number): TableName {
  return { namespace: plan.table.namespace, name: `${keptPrefix(plan)}${generation}` };
}

/** Newest first. */
async function findKept(session: Session, plan: StreamPlan): Promise<KeptTable[]> {
  const rows = await session.rows(
    "SELECT table_name, comment FROM duckdb_tables() WHERE database_name = $1 AND lower(schema_name) = lower($2) AND starts_with(table_name, $3)",
    [session.catalog, plan.table.namespace, keptPrefix(plan)],
  );
  return rows
    .map(([name, comment]) => ({
      table: { namespace: plan.table.namespace, name: String(name) },
      generation: Number(String(name).slice(keptPrefix(plan).length)),
      replacedAtMs: replacedAt(typeof comment === "string" ? comment : ""),
    }))
    .sort((left, right) => right.replacedAtMs - left.replacedAtMs || right.generation - left.generation);
}

/** Somebody may have written another comment: then it counts as the oldest. */
function replacedAt(comment: string): number {
  const [, instant = ""] = /"replacedAt":"([^"]+)"/.exec(comment) ?? [];
  return Date.parse(instant) || 0;
}

export async function dropKept(session: Session, plan: StreamPlan, most: number): Promise<void> {
  for (const { table } of (await findKept(session, plan)).slice(most))
    await session.run(`DROP TABLE ${qualify(session, table)}`);
}

export const generationStore: GenerationStore<DuckdbConfig> = {
  list: (config, plan, ctx) => inside(config, ctx, [], (session) => listGenerations(session, plan)),
  async rollBack(config, plan, generation, ctx) {
    const isThere = await inside(config, ctx, false, async (session, checkpoints) => {
      await exchange(session, checkpoints, plan, { generation, atMs: ctx.clock.now() });
      return true;
    });
    if (!isThere) throw unknownGeneration(plan, generation, []);
  },
};

/** `absent` where there is no file yet; none is made to look into it. */
async function inside<Result>(
  config: DuckdbConfig,
  ctx: Context,
  absent: Result,
  work: (session: Session, checkpoints: Checkpoints) => Promise<Result>,
): Promise<Result> {
  const file = await findFile(config.destination_path, ctx);
  if (file === null) return absent;
  return withSession(file, ctx, (session) =>
    session.alone(() =>
      session.transaction(async () => {
        const checkpoints = new Checkpoints(session, config);
        await checkpoints.prepare();
        return work(session, checkpoints);
      }),
    ),
  );
}

async function listGenerations(session: Session, plan: StreamPlan): Promise<KeptGeneration[]> {
  const generations: KeptGeneration[] = [];
  for (const { table, generation, replacedAtMs } of await findKept(session, plan)) {
    const rows = await session.number(`SELECT count(*) FROM ${qualify(session, table)}`);
    generations.push({ generation, rows, replacedAtMs });
  }
  return generations;
}

async function exchange(
  session: Session,
  checkpoints: Checkpoints,
  plan: StreamPlan,
  { generation, atMs }: { generation: number; atMs: number },
): Promise<void> {
  const kept = await findKept(session, plan);
  const wanted = kept.find((candidate) => candidate.generation === generation);
  if (!wanted) throw unknownGeneration(plan, generation, kept);
  const shown = await checkpoints.shownGeneration(plan);
  if ((await describeTable(session, plan.table)).kind === "table")
    for (const statement of keepStatements(session, plan, { generation: shown, atMs }))
      await session.run(statement);
  await session.run(`DROP TABLE IF EXISTS ${qualify(session, plan.table)}`);
  await session.run(`COMMENT ON TABLE ${qualify(session, wanted.table)} IS NULL`);
  await session.run(`ALTER TABLE ${qualify(session, wanted.table)} RENAME TO ${quote(plan.table.name)}`);
  await checkpoints.setShownGeneration(plan, generation);
}

function unknownGeneration(plan: StreamPlan, generation: number, kept: KeptTable[]): ConfigError {
  const there = kept.map((candidate) => candidate.generation).join(", ");
  return new ConfigError(
    `Generation ${generation} of ${plan.table.namespace}.${plan.table.name} is not kept${there ? `; kept are: ${there}` : "; none is"}. Choose one that is.`,
  );
}
