import type { Sql } from "./database";

export type StepKind = "run" | "sleep" | "wait" | "invoke";

export interface NewStep {
  runId: string;
  stepId: string;
  kind: StepKind;
  name: string;
  /** Null while the step is pending. */
  position: number | null;
  failed: boolean;
  output: string | null;
}

export interface SettledRow {
  runId: string;
  stepId: string;
  position: number;
  failed: boolean;
  output: string;
}

/** A step that is known already stays as it is: a commit whose answer was lost is repeated. */
export async function insertSteps(sql: Sql, steps: NewStep[]): Promise<void> {
  if (steps.length === 0) return;
  await sql.query(
    `INSERT INTO inngest_steps (run_id, step_id, kind, name, position, failed, output)
     SELECT "runId", "stepId", kind, name, position, failed, output
     FROM json_to_recordset($1::json) AS s("runId" text, "stepId" text, kind text, name text, position int,
       failed boolean, output text)
     ON CONFLICT (run_id, step_id) DO NOTHING`,
    [JSON.stringify(steps)],
  );
}

export async function settlePendingSteps(sql: Sql, steps: SettledRow[]): Promise<void> {
  if (steps.length === 0) return;
  await sql.query(
    `UPDATE inngest_steps s SET position = n.position, failed = n.failed, output = n.output
     FROM json_to_recordset($1::json) AS n("runId" text, "stepId" text, position int, failed boolean, output text)
     WHERE s.run_id = n."runId" AND s.step_id = n."stepId" AND s.position IS NULL`,
    [JSON.stringify(steps)],
  );
}

/** The steps of these runs that have no result yet, as `stepKey`s. */
export async function findPendingSteps(sql: Sql, runIds: string[]): Promise<Set<string>> {
  if (runIds.length === 0) return new Set();
  const rows = await sql.query<{ run_id: string; step_id: string }>(
    `SELECT run_id, step_id FROM inngest_steps WHERE run_id = ANY($1) AND position IS NULL`,
    [runIds],
  );
  return new Set(rows.map((row) => stepKey(row.run_id, row.step_id)));
}

export function stepKey(runId: string, stepId: string): string {
  return `${runId}/${stepId}`;
}
