import { createConnection } from "@/lib/connections/service";
import { db } from "@/lib/db";
import { createDestination } from "@/lib/destinations/service";
import { getRun } from "@/lib/runs/queries";
import { requestSync } from "@/lib/runs/request";
import type { RunDetail } from "@/lib/runs/schema";
import { createSource } from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";
import { getWorkspace } from "@/lib/workspaces/service";

export const demoFile = "demo.duckdb";

const pollMs = 50;

/**
 * The connection that a very first start carries out: sample data into a DuckDB file in the folder for local files.
 * Resolves with the run once it has ended; null where the workspace already has a connection, or lets nothing be written
 * without a decision, which the demo has nobody to ask for.
 */
export async function runDemo(scope: Scope): Promise<RunDetail | null> {
  if ((await db().connection.count({ where: { workspaceId: scope.workspaceId } })) > 0) return null;
  if ((await getWorkspace(scope)).requiresWriteAuthentication) return null;
  const source = await createSource(scope, {
    name: "Sample data",
    connector: "sample",
    config: { count: 1000 },
  });
  const destination = await createDestination(scope, {
    name: "Demo file",
    connector: "duckdb",
    config: { destination_path: demoFile },
  });
  const connection = await createConnection(scope, { sourceId: source.id, destinationId: destination.id });
  const { id } = await requestSync(scope, { connectionId: connection.id, trigger: "demo" });
  return untilEnded(scope, id);
}

async function untilEnded(scope: Scope, runId: string): Promise<RunDetail> {
  for (;;) {
    const run = await getRun(scope, runId);
    if (run.endedAt !== null) return run;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
