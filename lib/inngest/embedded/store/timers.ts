import { timestamp, type Sql } from "./database";

/** sleep, wait, invoke: the time of a step. start, finish: the time of the whole run (`stepId` empty). */
export type TimerKind = "sleep" | "wait" | "invoke" | "start" | "finish";

export interface NewTimer {
  runId: string;
  stepId: string;
  kind: TimerKind;
  dueMs: number;
}

export interface DueTimer {
  id: string;
  runId: string;
  stepId: string;
  kind: TimerKind;
}

interface TimerRow {
  id: string;
  run_id: string;
  step_id: string;
  kind: TimerKind;
}

export async function insertTimers(sql: Sql, timers: NewTimer[]): Promise<void> {
  if (timers.length === 0) return;
  await sql.query(
    `INSERT INTO inngest_timers (run_id, step_id, kind, due_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])`,
    [
      timers.map((timer) => timer.runId),
      timers.map((timer) => timer.stepId),
      timers.map((timer) => timer.kind),
      timers.map((timer) => timestamp(timer.dueMs)),
    ],
  );
}

export async function findDueTimers(sql: Sql, nowMs: number, limit: number): Promise<DueTimer[]> {
  const rows = await sql.query<TimerRow>(
    `SELECT id, run_id, step_id, kind FROM inngest_timers WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2`,
    [timestamp(nowMs), limit],
  );
  return rows.map(toDueTimer);
}

/** Takes these timers; another executor may have been first with some. Call it with their runs locked. */
export async function takeTimers(sql: Sql, ids: string[]): Promise<DueTimer[]> {
  const rows = await sql.query<TimerRow>(
    `DELETE FROM inngest_timers WHERE id = ANY($1) RETURNING id, run_id, step_id, kind`,
    [ids],
  );
  return rows.map(toDueTimer);
}

export async function deleteRunTimers(sql: Sql, runIds: string[]): Promise<void> {
  await sql.query(`DELETE FROM inngest_timers WHERE run_id = ANY($1)`, [runIds]);
}

export async function deleteStepTimers(sql: Sql, steps: { runId: string; stepId: string }[]): Promise<void> {
  if (steps.length === 0) return;
  await sql.query(
    `DELETE FROM inngest_timers t USING unnest($1::text[], $2::text[]) AS s(run_id, step_id)
     WHERE t.run_id = s.run_id AND t.step_id = s.step_id`,
    [steps.map((step) => step.runId), steps.map((step) => step.stepId)],
  );
}

export async function deleteStartTimers(sql: Sql, runIds: string[]): Promise<void> {
  if (runIds.length === 0) return;
  await sql.query(`DELETE FROM inngest_timers WHERE run_id = ANY($1) AND kind = 'start'`, [runIds]);
}

function toDueTimer(row: TimerRow): DueTimer {
  return { id: row.id, runId: row.run_id, stepId: row.step_id, kind: row.kind };
}
