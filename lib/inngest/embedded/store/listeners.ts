import { timestamp, type Sql } from "./database";

/** A live run's interest in an event: of a wait (`stepId` set), or of cancelOn. */
export interface NewListener {
  runId: string;
  stepId: string;
  eventName: string;
  expression: string | null;
  matchPath: string | null;
  matchHash: string | null;
  expiresMs: number | null;
}

export interface FoundListener {
  id: string;
  runId: string;
  stepId: string;
  eventName: string;
  expression: string | null;
  matchPath: string | null;
  matchHash: string | null;
  /** The event of the run that listens; only where an expression has to be evaluated. */
  payload: string | null;
}

interface ListenerRow {
  id: string;
  run_id: string;
  step_id: string;
  event_name: string;
  expression: string | null;
  match_path: string | null;
  match_hash: string | null;
  payload: string | null;
}

export async function insertListeners(sql: Sql, listeners: NewListener[]): Promise<void> {
  if (listeners.length === 0) return;
  const rows = listeners.map((listener) => ({
    ...listener,
    expiresAt: listener.expiresMs === null ? null : timestamp(listener.expiresMs),
  }));
  await sql.query(
    `INSERT INTO inngest_listeners (run_id, step_id, event_name, expression, match_path, match_hash, expires_at)
     SELECT "runId", "stepId", "eventName", expression, "matchPath", "matchHash", "expiresAt"
     FROM json_to_recordset($1::json) AS l("runId" text, "stepId" text, "eventName" text, expression text,
       "matchPath" text, "matchHash" text, "expiresAt" timestamptz)`,
    [JSON.stringify(rows)],
  );
}

/** The paths by which listeners for these events compare values. */
export async function findMatchPaths(
  sql: Sql,
  eventNames: string[],
): Promise<{ eventName: string; matchPath: string | null }[]> {
  const rows = await sql.query<{ event_name: string; match_path: string | null }>(
    `SELECT DISTINCT event_name, match_path FROM inngest_listeners WHERE event_name = ANY($1)`,
    [eventNames],
  );
  return rows.map((row) => ({ eventName: row.event_name, matchPath: row.match_path }));
}

/** Listeners that any of these may concern: with a path, only those whose value is the one given. */
export async function findListeners(
  sql: Sql,
  probes: { eventName: string; matchPath: string | null; matchHash: string | null }[],
  nowMs: number,
): Promise<FoundListener[]> {
  const rows = await sql.query<ListenerRow>(
    `WITH probes AS (SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::text[]) AS p(event_name, match_path, match_hash))
     SELECT l.id, l.run_id, l.step_id, l.event_name, l.expression, l.match_path, l.match_hash, NULL AS payload
     FROM probes p JOIN inngest_listeners l USING (event_name, match_path, match_hash)
     WHERE l.expires_at IS NULL OR l.expires_at > $4
     UNION ALL
     SELECT l.id, l.run_id, l.step_id, l.event_name, l.expression, NULL, NULL,
            CASE WHEN l.expression IS NOT NULL THEN e.payload END
     FROM probes p JOIN inngest_listeners l ON l.event_name = p.event_name
     JOIN inngest_runs r ON r.id = l.run_id JOIN inngest_events e ON e.id = r.event_id
     WHERE p.match_path IS NULL AND l.match_path IS NULL AND (l.expires_at IS NULL OR l.expires_at > $4)
     ORDER BY id`,
    [
      probes.map((probe) => probe.eventName),
      probes.map((probe) => probe.matchPath),
      probes.map((probe) => probe.matchHash),
      timestamp(nowMs),
    ],
  );
  return rows.map(toFoundListener);
}

export async function deleteRunListeners(sql: Sql, runIds: string[]): Promise<void> {
  await sql.query(`DELETE FROM inngest_listeners WHERE run_id = ANY($1)`, [runIds]);
}

export async function deleteStepListeners(
  sql: Sql,
  steps: { runId: string; stepId: string }[],
): Promise<void> {
  if (steps.length === 0) return;
  await sql.query(
    `DELETE FROM inngest_listeners l USING unnest($1::text[], $2::text[]) AS s(run_id, step_id)
     WHERE l.run_id = s.run_id AND l.step_id = s.step_id`,
    [steps.map((step) => step.runId), steps.map((step) => step.stepId)],
  );
}

function toFoundListener(row: ListenerRow): FoundListener {
  return {
    id: row.id,
    runId: row.run_id,
    stepId: row.step_id,
    eventName: row.event_name,
    expression: row.expression,
    matchPath: row.match_path,
    matchHash: row.match_hash,
    payload: row.payload,
  };
}
