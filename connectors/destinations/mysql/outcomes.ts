import type { Finished, StreamPlan } from "@/connectors/sdk";
import { quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { outcomeKey, tableKey } from "./layout";
import type { StateTables } from "./own-tables";
import { targetKey } from "./state";

/** What `finish` came to for this run; null where it has not been done. */
export async function recordedOutcome(
  session: MySqlSession,
  tables: StateTables,
  plan: StreamPlan,
): Promise<Finished | null> {
  const [row] = await session.query<{
    rows: string;
    superseded: string;
    deleted: string | null;
    versions: string | null;
  }>(
    "Looking up the outcome",
    `SELECT row_count AS \`rows\`, superseded, deleted, versions FROM ${tables.finished}
      WHERE target = ${targetKey(plan)} AND sync_id = ${plan.syncId} AND generation = ${plan.generation}`,
  );
  if (!row) return null;
  return {
    rows: Number(row.rows),
    superseded: Number(row.superseded),
    ...(row.deleted === null ? {} : { deleted: Number(row.deleted) }),
    ...(row.versions === null ? {} : { versions: Number(row.versions) }),
  };
}

/** Ids of the other connections that have finished a run of the plan's table; Sluice's own tables must be there. */
export async function otherWriters(
  session: MySqlSession,
  tables: StateTables,
  plan: StreamPlan,
): Promise<string[]> {
  const rows = await session.query<{ id: string }>(
    "Looking for other writers",
    `SELECT connection_id AS id FROM ${tables.finished}
      WHERE table_key = ${quoteLiteral(tableKey(plan.table))} AND connection_id <> ${quoteLiteral(plan.connectionId)} ORDER BY finished_at DESC`,
  );
  return rows.map(({ id }) => id);
}

export async function recordOutcome(
  session: MySqlSession,
  tables: StateTables,
  plan: StreamPlan,
  { rows, superseded, deleted, versions }: Finished,
): Promise<void> {
  await session.run(
    "Recording the outcome",
    `REPLACE INTO ${tables.finished} (target, connection_id, table_key, sync_id, generation, row_count, superseded, deleted, versions)
     VALUES (${targetKey(plan)}, ${quoteLiteral(plan.connectionId)}, ${quoteLiteral(outcomeKey(plan))}, ${plan.syncId}, ${plan.generation},
             ${rows}, ${superseded}, ${deleted ?? "NULL"}, ${versions ?? "NULL"})`,
  );
}

export async function forgetOutcome(
  session: MySqlSession,
  tables: StateTables,
  plan: StreamPlan,
): Promise<void> {
  await session.run(
    "Forgetting the outcome",
    `DELETE FROM ${tables.finished} WHERE target IN (${targetKey(plan)}, ${targetKey({ ...plan, repairs: true })})`,
  );
}

/** The generation that the table shows: that of the last sync, unless it was rolled back since. */
export async function shownGeneration(
  session: MySqlSession,
  tables: StateTables,
  plan: StreamPlan,
): Promise<number> {
  const [row] = await session.query<{ shown: string }>(
    "Looking up the generation",
    `SELECT COALESCE(shown, generation) AS shown FROM ${tables.finished} WHERE target = ${shownKey(plan)}`,
  );
  return Number(row?.shown ?? 0);
}

/** The number of no run: a table may show a generation whose run has not come to record its outcome. */
const noRun = -1;

export async function setShownGeneration(
  session: MySqlSession,
  tables: StateTables,
  plan: StreamPlan,
  generation: number,
): Promise<void> {
  await session.run(
    "Recording the generation",
    `INSERT INTO ${tables.finished} (target, connection_id, table_key, sync_id, generation, row_count, superseded, shown)
     VALUES (${shownKey(plan)}, ${quoteLiteral(plan.connectionId)}, ${quoteLiteral(tableKey(plan.table))}, ${noRun}, ${generation}, 0, 0, ${generation})
     ON DUPLICATE KEY UPDATE shown = ${generation}`,
  );
}

/** A repair shows no other generation than the one that it mends. */
function shownKey({ connectionId, table }: StreamPlan): string {
  return targetKey({ connectionId, table });
}
