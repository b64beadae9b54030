import path from "node:path";
import {
  feedIdOf,
  type Context,
  type Finished,
  type Measured,
  type StreamPlan,
  type TableName,
} from "@/connectors/sdk";
import { Checkpoints } from "./checkpoints";
import { withSession } from "@/connectors/sdk/duckdb/client";
import { findFile, prepareFile } from "@/connectors/sdk/duckdb/database-file";
import type { DuckdbConfig } from "./config";
import { OutOfMemoryError } from "@/connectors/sdk/duckdb/errors";
import { describeTable, isOurs, planTable, type Existing } from "./evolve";
import { countRows, dropStages, finishStream, planFinish } from "./finish";
import { dropKept } from "./kept";
import { memoryLimitOf } from "@/connectors/sdk/duckdb/memory";
import { loadingTable, qualify, stageColumns, type Database } from "./layout";

/** With more memory each time where there was too little. */
export async function finish(config: DuckdbConfig, plan: StreamPlan, ctx: Context): Promise<Finished> {
  const file = await prepareFile(config.destination_path, ctx);
  const columns = stageColumns(plan).length;
  for (;;) {
    const limit = memoryLimitOf(file, columns);
    try {
      return await withSession(file, ctx, (session) =>
        finishStream(session, new Checkpoints(session, config), plan, ctx.clock.now()),
      );
    } catch (error) {
      // A new session, because DuckDB takes rows whose deletion it ran out of memory in for deleted by someone else.
      if (!(error instanceof OutOfMemoryError) || memoryLimitOf(file, columns) === limit) throw error;
      ctx.log("info", `${error.message} It had ${limit} MB.`);
    }
  }
}

export async function measure(config: DuckdbConfig, plan: StreamPlan, ctx: Context): Promise<Measured> {
  const file = await findFile(config.destination_path, ctx);
  if (file === null) return plan.history ? { rows: 0, versions: 0 } : { rows: 0 };
  return withSession(file, ctx, async (session) => {
    const count = async (table: TableName) =>
      (await describeTable(session, table)).kind === "none" ? 0 : await countRows(session, plan, table);
    const rows = await count(plan.table);
    return plan.history ? { rows, versions: await count(plan.history) } : { rows };
  });
}

/** A file that is not there yet is not made for it. */
export async function explain(config: DuckdbConfig, plan: StreamPlan, ctx: Context): Promise<Explanation> {
  const file = await findFile(config.destination_path, ctx);
  if (file === null) {
    const catalog = path.parse(config.destination_path).name;
    return explainIn({ catalog }, plan, () => Promise.resolve({ kind: "none" }));
  }
  return withSession(file, ctx, (session) =>
    explainIn(session, plan, (table) => describeTable(session, table)),
  );
}

interface Explanation {
  statements: string[];
  warnings: string[];
}

/** As for a stream that is read as one feed. */
async function explainIn(
  database: Database,
  plan: StreamPlan,
  describe: (table: TableName) => Promise<Existing>,
): Promise<Explanation> {
  const loading = loadingTable(plan, feedIdOf(plan.stream));
  const existing = await describe(plan.table);
  const isStaged = plan.write !== "append";
  const stage = isStaged
    ? planTable(database, loading, await describe(loading), stageColumns(plan))
    : { statements: [], warnings: [] };
  const finished = planFinish(database, plan, {
    existing,
    history: plan.history ? await describe(plan.history) : { kind: "none" },
    stages: isStaged ? [loading] : [],
    former: { generation: plan.generation - 1, atMs: 0 },
  });
  return {
    statements: [...stage.statements, ...finished.steps.map(({ sql }) => sql.replace(/\s+/g, " ").trim())],
    warnings: [...stage.warnings, ...finished.warnings],
  };
}

/** The table goes only where it is one that syncs write; what else stands under its name is left as it is. */
export async function clear(config: DuckdbConfig, plan: StreamPlan, ctx: Context): Promise<void> {
  const file = await findFile(config.destination_path, ctx);
  if (file === null) return;
  await withSession(file, ctx, (session) =>
    session.alone(async () => {
      const checkpoints = new Checkpoints(session, config);
      await session.transaction(async () => {
        await checkpoints.prepare();
        for (const table of plan.history ? [plan.table, plan.history] : [plan.table])
          if (isOurs(await describeTable(session, table)))
            await session.run(`DROP TABLE ${qualify(session, table)}`);
        await dropKept(session, plan, 0);
        await dropStages(session, plan);
        await checkpoints.forget(plan);
      });
    }),
  );
}
