import { createConnection } from "@/lib/connections/service";
import { db } from "@/lib/db";
import { createDestination } from "@/lib/destinations/service";
import { ConflictError } from "@/lib/errors";
import { getRun } from "@/lib/runs/queries";
import { requestSync } from "@/lib/runs/request";
import type { RunDetail } from "@/lib/runs/schema";
import { createSource } from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";
import { getWorkspace } from "@/lib/workspaces/service";

export const demoFile = "demo.duckdb";

/** Users, and as many purchases; with 100 products. */
const demoCount = 1_000;

/** Sample data as the demo has it: someone's own is left alone. */
const demoSource = { connector: "sample", config: { path: ["count"], equals: demoCount } };

const pollMs = 50;

/**
 * The connection that a very first start carries out: sample data into a DuckDB file in the folder for local files.
 * Resolves with the run once it has ended; null where the workspace already has a connection, or lets nothing be written
 * without a decision, which the demo has nobody to ask for.
 */
export async function runDemo(scope: Scope): Promise<RunDetail | null> {
  if ((await db().connection.count({ where: { workspaceId: scope.workspaceId } })) > 0) return null;
  if ((await getWorkspace(scope)).requiresWriteAuthentication) return null;
  const { runId } = await startDemo(scope);
  return untilEnded(scope, runId);
}

/**
 * Sample data, a DuckDB file, their connection and a sync of it. May be repeated: what is there already is taken, and a
 * sync that is under way is the one. ConflictError where the workspace lets nothing be written without a decision.
 */
export async function startDemo(scope: Scope): Promise<{ connectionId: string; runId: string }> {
  if ((await getWorkspace(scope)).requiresWriteAuthentication)
    throw new ConflictError(
      "This workspace writes nothing without a decision, and the sample has nobody to ask for one. Set up a destination with write authentication.",
    );
  const connectionId = (await findDemo(scope)) ?? (await createDemo(scope));
  const running = await db().run.findFirst({
    where: { activeConnectionId: connectionId, workspaceId: scope.workspaceId },
    select: { id: true },
  });
  const runId = running?.id ?? (await requestSync(scope, { connectionId, trigger: "demo" })).id;
  return { connectionId, runId };
}

/** An active connection from sample data into the demo's file. */
async function findDemo({ workspaceId }: Scope): Promise<string | null> {
  const found = await db().connection.findFirst({
    where: {
      workspaceId,
      status: "active",
      source: demoSource,
      destination: { connector: "duckdb", config: { path: ["destination_path"], equals: demoFile } },
    },
    orderBy: { createdAt: "asc" },
    select: { id: true },
  });
  return found?.id ?? null;
}

async function createDemo(scope: Scope): Promise<string> {
  const { workspaceId } = scope;
  const source =
    (await db().source.findFirst({ where: { workspaceId, ...demoSource }, select: { id: true } })) ??
    (await createSource(scope, { name: "Sample data", connector: "sample", config: { count: demoCount } }));
  const destination =
    (await db().destination.findFirst({
      where: {
        workspaceId,
        connector: "duckdb",
        config: { path: ["destination_path"], equals: demoFile },
      },
      select: { id: true },
    })) ??
    (await createDestination(scope, {
      name: "Demo file",
      connector: "duckdb",
      config: { destination_path: demoFile },
    }));
  return (await createConnection(scope, { sourceId: source.id, destinationId: destination.id })).id;
}

async function untilEnded(scope: Scope, runId: string): Promise<RunDetail> {
  for (;;) {
    const run = await getRun(scope, runId);
    if (run.endedAt !== null) return run;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
