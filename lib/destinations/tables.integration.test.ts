import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createConnection } from "@/lib/connections/service";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import { createSource } from "@/lib/sources/service";
import { createDestination } from "./service";
import { listWrittenTables } from "./tables";

let world: TestConsole;
beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(() => world.reset());
afterAll(() => world.stop());

it("lists each table under its own name there, with the run that wrote it last", async () => {
  const { connectionId, destinationId } = await makeConnection();
  await addRun(connectionId, { day: 1, rows: 10n, kind: "sync", phase: "done" });
  await addRun(connectionId, { day: 2, rows: 20n, kind: "refresh", phase: "done" });
  // Neither of these has written the table.
  await addRun(connectionId, { day: 3, rows: 30n, kind: "sync", phase: "failed" });
  await addRun(connectionId, { day: 4, rows: 40n, kind: "sample", phase: "done" });
  expect(await listWrittenTables(world.scope, destinationId)).toEqual([
    {
      table: { namespace: "lake", name: "x_users" },
      connection: { id: connectionId, name: "Shop → Lake" },
      stream: { namespace: "public", name: "users" },
      writtenAt: new Date("2026-01-02T00:00:00Z"),
      rows: 20n,
      verifiedRows: 20n,
    },
  ]);
});

it("has nothing before the first run, and nothing of another workspace", async () => {
  const { destinationId } = await makeConnection();
  expect(await listWrittenTables(world.scope, destinationId)).toEqual([]);
  await expect(listWrittenTables(world.stranger, destinationId)).rejects.toBeInstanceOf(NotFoundError);
});

async function makeConnection(): Promise<{ connectionId: string; destinationId: string }> {
  const config = { host: "db.example" };
  const source = await createSource(world.scope, { name: "Shop", connector: "test-source", config });
  const destination = await createDestination(world.scope, {
    name: "Lake",
    connector: "test-destination",
    config,
  });
  const ends = { sourceId: source.id, destinationId: destination.id };
  const { id } = await createConnection(world.scope, ends);
  return { connectionId: id, destinationId: destination.id };
}

interface RunFacts {
  day: number;
  rows: bigint;
  kind: "sync" | "refresh" | "sample";
  phase: "done" | "failed";
}

async function addRun(connectionId: string, { day, rows, kind, phase }: RunFacts): Promise<void> {
  const at = new Date(Date.UTC(2026, 0, day));
  const stream = { index: 0, namespace: "public", name: "users", phase, endedAt: at };
  await db().run.create({
    data: {
      workspaceId: world.scope.workspaceId,
      connectionId,
      trigger: "manual",
      kind,
      status: "succeeded",
      createdAt: at,
      endedAt: at,
      plan: { streams: [{ table: { namespace: "lake", name: "x_users" } }] },
      streams: { create: { ...stream, rowsWritten: rows, verifiedRows: rows } },
    },
  });
}
