import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createApplication, deleteApplication } from "@/lib/applications/service";
import { createConnection, deleteConnection, updateConnection } from "@/lib/connections/service";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { createDestination, updateDestination } from "@/lib/destinations/service";
import { ConflictError } from "@/lib/errors";
import { cancelRun, requestSync } from "@/lib/runs/request";
import { pruneHistory } from "@/lib/runs/retention";
import { createSource, deleteSource, updateSource } from "@/lib/sources/service";
import { updateWorkspace } from "@/lib/workspaces/service";
import { listAudit } from "./service";

const password = "planted-pass-4411";
let world: TestConsole;
beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(() => world.reset());
afterAll(() => world.stop());

const actions = async () => (await listAudit(world.scope)).map(({ action }) => action).reverse();

describe("the audit log", () => {
  it("has every change, by whom, with names and the fields that changed, and no secret", async () => {
    const { scope } = world;
    const config = { host: "db.example", password };
    const source = await createSource(scope, { name: "Shop", connector: "test-source", config });
    await updateSource(scope, source.id, {
      name: "Shop 2",
      config: { ...config, password: `${password}-2` },
    });
    const destination = await createDestination(scope, {
      name: "Lake",
      connector: "test-destination",
      config,
    });
    await updateDestination(scope, destination.id, { name: "Lake 2" });
    const ends = { sourceId: source.id, destinationId: destination.id };
    const connection = await createConnection(scope, ends);
    await updateConnection(scope, connection.id, { prefix: "x_" });
    const run = await requestSync(scope, { connectionId: connection.id, trigger: "api" });
    await cancelRun(scope, run.id);
    await deleteConnection(scope, connection.id);
    await deleteSource(scope, source.id);
    const application = await createApplication(scope, { name: "CI" });
    await deleteApplication(scope, application.id);
    await updateWorkspace(scope, { name: "Ours" });
    expect(await actions()).toEqual([
      ...["source.created", "source.updated", "destination.created", "destination.updated"],
      ...["connection.created", "connection.updated", "run.requested", "run.cancelled"],
      ...["connection.deleted", "source.deleted"],
      ...["application.created", "application.deleted", "workspace.updated"],
    ]);
    const [, updated] = (await listAudit(scope, { subject: source.id })).reverse();
    expect(updated).toMatchObject({
      actor: scope.actor,
      action: "source.updated",
      facts: { name: "Shop 2", changed: ["name", "config"] },
    });
    expect(JSON.stringify(await db().auditEntry.findMany({ omit: { id: true } }))).not.toContain(password);
  });

  it("has nothing of what was refused", async () => {
    const config = { host: "db.example", password };
    const source = await createSource(world.scope, { name: "Shop", connector: "test-source", config });
    const destination = await createDestination(world.scope, {
      name: "Lake",
      connector: "test-destination",
      config,
    });
    await createConnection(world.scope, { sourceId: source.id, destinationId: destination.id });
    await expect(deleteSource(world.scope, source.id)).rejects.toThrow(ConflictError);
    expect(await actions()).not.toContain("source.deleted");
  });

  it("is read page by page, newest first, each workspace its own", async () => {
    for (const name of ["a", "b", "c"]) await updateWorkspace(world.scope, { name });
    const [newest, ...rest] = await listAudit(world.scope, { limit: 2 });
    expect(newest?.facts).toEqual({ name: "c", changed: ["name"] });
    const older = await listAudit(world.scope, { before: BigInt(rest[0]?.id ?? 0) });
    expect(older.map(({ facts }) => facts)).toEqual([{ name: "a", changed: ["name"] }]);
    const other = await db().workspace.create({ data: { name: "theirs" } });
    expect(await listAudit({ ...world.scope, workspaceId: other.id })).toEqual([]);
  });

  it("is kept for a year", async () => {
    await updateWorkspace(world.scope, { name: "a" });
    const { at } = await db().auditEntry.findFirstOrThrow();
    await pruneHistory(new Date(at.getTime() + 364 * 86_400_000));
    expect(await actions()).toEqual(["workspace.updated"]);
    await pruneHistory(new Date(at.getTime() + 366 * 86_400_000));
    expect(await actions()).toEqual([]);
  });
});
