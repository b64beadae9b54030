import type { QuarantinedRow } from "@/connectors/sdk";
import { recordAudit } from "@/lib/audit/service";
import { requireConnection } from "@/lib/connections/require";
import type { Connection, RunTrigger } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import { ConflictError } from "@/lib/errors";
import { requestSync } from "@/lib/runs/request";
import type { RunSummary } from "@/lib/runs/schema";
import { runtime } from "@/lib/runtime";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import { foldReason } from "./fold-reason";
import type { QuarantineSummary, WaitingStream } from "./schema";

const pageRows = 1_000;
const maxWalked = 10_000;

export interface QuarantinePage {
  stream?: StreamName;
  /** The last id of the page before. */
  after?: string;
  limit: number;
}

/** The rows of a connection that could not be written and wait at the destination, oldest first. */
export async function listQuarantined(
  scope: Scope,
  connectionId: string,
  page: QuarantinePage,
): Promise<QuarantinedRow[]> {
  const connection = await requireConnection(scope, connectionId);
  const destination = await destinationCall(scope, connection.destinationId);
  return runtime().pool.run(
    "listQuarantined",
    { destination, query: { connectionId: connection.id, ...page } },
    { lane: "interactive" },
  );
}

/**
 * Asks for a run that writes the rows that wait, each once: a row leaves the quarantine in the transaction that writes it.
 * They are added to their tables or merged by key; the run is counted and verified as any other. A row that cannot be
 * written now either waits on, with its new reason. ConflictError while another run of the connection has not ended.
 */
export function replayQuarantined(
  scope: Scope,
  request: { connectionId: string; trigger: RunTrigger; streams?: StreamName[] },
): Promise<RunSummary> {
  return requestSync(scope, { ...request, kind: "replay" });
}

/** Takes rows away for good. Returns how many there were; ids that are not there are no error. */
export async function discardQuarantined(scope: Scope, connectionId: string, ids: string[]): Promise<number> {
  const connection = await requireConnection(scope, connectionId);
  const rows = await discard(scope, connection, ids);
  await recordAudit(scope, { action: "quarantine.discarded", subject: connection.id, facts: { rows } });
  return rows;
}

/**
 * Takes all rows of a connection, or of one stream of it, away for good, if they are as many as the person has seen.
 * ConflictError where they are not: then none is taken. Of more than 10,000 the oldest 10,000 are meant.
 */
export async function discardAllQuarantined(
  scope: Scope,
  { connectionId, stream, expected }: { connectionId: string; stream?: StreamName; expected: number },
): Promise<number> {
  const connection = await requireConnection(scope, connectionId);
  const ids: string[] = [];
  for await (const rows of walkQuarantined(scope, connectionId, stream))
    ids.push(...rows.map(({ id }) => id));
  if (ids.length !== expected) {
    throw new ConflictError(
      `${ids.length} rows wait now, and ${expected} were to be discarded. Look at them again; none was discarded.`,
    );
  }
  let rows = 0;
  for (let from = 0; from < ids.length; from += pageRows)
    rows += await discard(scope, connection, ids.slice(from, from + pageRows));
  await recordAudit(scope, {
    action: "quarantine.discarded",
    subject: connection.id,
    facts: { rows, ...(ids.length < maxWalked ? { all: stream ? streamKey(stream) : "streams" } : {}) },
  });
  return rows;
}

/** What waits at the destination by stream and reason, looked at now: the oldest 10,000 rows. */
export async function summarizeQuarantined(scope: Scope, connectionId: string): Promise<QuarantineSummary> {
  const streams = new Map<string, WaitingStream>();
  let total = 0;
  for await (const rows of walkQuarantined(scope, connectionId)) {
    total += rows.length;
    for (const { stream, reason } of rows) {
      const key = streamKey(stream);
      const waiting = streams.get(key) ?? { stream, rows: 0, reasons: [] };
      addReason(waiting, reason);
      streams.set(key, waiting);
    }
  }
  for (const waiting of streams.values()) waiting.reasons.sort((left, right) => right.rows - left.rows);
  return { streams: [...streams.values()], total, isPartial: total >= maxWalked };
}

function addReason(waiting: WaitingStream, reason: string): void {
  waiting.rows++;
  const kind = foldReason(reason);
  const known = waiting.reasons.find((group) => group.kind === kind);
  if (known) known.rows++;
  else waiting.reasons.push({ kind, example: reason, rows: 1 });
}

async function* walkQuarantined(scope: Scope, connectionId: string, stream?: StreamName) {
  let after: string | undefined;
  for (let seen = 0; seen < maxWalked; seen += pageRows) {
    const rows = await listQuarantined(scope, connectionId, {
      limit: pageRows,
      ...(stream ? { stream } : {}),
      ...(after === undefined ? {} : { after }),
    });
    if (rows.length > 0) yield rows;
    if (rows.length < pageRows) return;
    after = rows.at(-1)?.id;
  }
}

async function discard(scope: Scope, connection: Connection, ids: string[]): Promise<number> {
  const destination = await destinationCall(scope, connection.destinationId);
  return runtime().pool.run(
    "discardQuarantined",
    { destination, connectionId: connection.id, ids },
    { lane: "interactive" },
  );
}
