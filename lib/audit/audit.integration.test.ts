import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createApplication, deleteApplication } from "@/lib/applications/service";
import { createConnection, deleteConnection, updateConnection } from "@/lib/connections/service";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { createDestination, updateDestination } from "@/lib/destinations/service";
import { ConflictError } from "@/lib/errors";
import { addPerson } from "@/lib/governance/testing/people";
import { removeMember } from "@/lib/members/service";
import { cancelRun, requestSync } from "@/lib/runs/request";
import { pruneHistory } from "@/lib/runs/retention";
import { createSource, deleteSource, updateSource } from "@/lib/sources/service";
import { updateWorkspace } from "@/lib/workspaces/service";
import { listActors } from "./actors";
import { exportAudit } from "./export";
import { listAudit, recordAudit } from "./service";
import { nameSubjects } from "./subjects";

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

  it("can be narrowed to a person, also one who has left, who keeps their name in it", async () => {
    const { workspaceId } = world.scope;
    const [ann, bob] = [
      await addPerson(workspaceId, { name: "ann" }),
      await addPerson(workspaceId, { name: "bob" }),
    ];
    await updateWorkspace(ann.scope, { name: "a" });
    await updateWorkspace(bob.scope, { name: "b" });
    await removeMember(ann.scope, bob.userId);
    const byBob = await listAudit(world.scope, { actor: bob.userId });
    expect(byBob).toMatchObject([{ actorName: "bob", facts: { name: "b" } }]);
    expect((await listActors(world.scope)).map(({ name }) => name)).toEqual(["ann"]);
  });

  it("names what each entry is about, with its page while it exists and its last name afterwards", async () => {
    const { scope, stranger } = world;
    const config = { host: "db.example", password };
    const gone = await createSource(scope, { name: "Gone", connector: "test-source", config });
    await deleteSource(scope, gone.id);
    const source = await createSource(scope, { name: "Shop", connector: "test-source", config });
    await updateSource(scope, source.id, { name: "Shop 2" });
    const named = await nameSubjects(scope, await listAudit(scope));
    expect(named.map(({ subjectName, subjectHref }) => [subjectName, subjectHref])).toEqual([
      [{ kind: "name", name: "Shop 2" }, `/sources/${source.id}`],
      [{ kind: "name", name: "Shop 2" }, `/sources/${source.id}`],
      [{ kind: "name", name: "Gone" }, null],
      [{ kind: "name", name: "Gone" }, null],
    ]);
    const [elsewhere] = await nameSubjects(stranger, (await listAudit(scope)).slice(0, 1));
    expect(elsewhere).toMatchObject({ subjectName: null, subjectHref: null });
  });

  it("is written to a file page by page, by the same filter", async () => {
    const name = '=1+1, "quoted"';
    const { userId, scope } = await addPerson(world.scope.workspaceId, { name });
    for (let index = 0; index < 201; index++)
      await recordAudit(scope, { action: "run.requested", subject: "r" });
    await updateWorkspace(world.scope, { name: "a" });
    const read = (format: "csv" | "json", filter = {}) =>
      new Response(exportAudit(world.scope, filter, format)).text();
    const lines = (await read("csv", { actor: userId })).split("\r\n");
    expect(lines).toHaveLength(203);
    expect(lines[0]).toBe("at,actor,actorId,action,subject,facts");
    expect(lines[1]).toContain(`,"'=1+1, ""quoted""",${userId},run.requested,r,{}`);
    const entries = JSON.parse(await read("json")) as unknown[];
    expect(entries).toHaveLength(202);
    expect(entries[0]).toMatchObject({ action: "workspace.updated", actor: world.scope.actor });
    expect(JSON.parse(await read("json", { subject: "nothing" }))).toEqual([]);
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
