import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db, type RunStatus } from "@/lib/db";
import { createDestination } from "@/lib/destinations/service";
import { createSource } from "@/lib/sources/service";
import { listPage, pageSize } from "./list";
import { createConnection, getConnection, setSchedule } from "./service";

let world: TestConsole;
let ends: { sourceId: string; destinationId: string };

beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(async () => {
  await world.reset();
  ends = {
    sourceId: await addSource("Shop"),
    destinationId: await addDestination("Warehouse", "test-destination"),
  };
});
afterAll(() => world.stop());

const addSource = async (name: string) =>
  (await createSource(world.scope, { name, connector: "test-source", config: { host: "db.example" } })).id;
const addDestination = async (name: string, connector: string) =>
  (await createDestination(world.scope, { name, connector, config: { host: "dwh.example" } })).id;

async function connect(name: string, destinationId = ends.destinationId): Promise<string> {
  return (await createConnection(world.scope, { ...ends, destinationId, name })).id;
}

async function ran(connectionId: string, status: RunStatus, facts: { rows?: number; minute?: number } = {}) {
  const at = new Date(Date.UTC(2026, 0, 1, 0, facts.minute ?? 0));
  const isOn = status === "queued" || status === "running";
  await db().run.create({
    data: {
      workspaceId: world.scope.workspaceId,
      connectionId,
      trigger: "manual",
      status,
      createdAt: at,
      startedAt: at,
      ...(isOn ? { activeConnectionId: connectionId } : { endedAt: new Date(at.getTime() + 4_000) }),
      rowsWritten: facts.rows ?? 0,
    },
  });
}

const names = async (query: Parameters<typeof listPage>[1] = {}) =>
  (await listPage(world.scope, query)).items.map(({ name }) => name);

describe("the list of connections", () => {
  it.each<[RunStatus | null, "active" | "inactive"]>([
    [null, "active"],
    [null, "inactive"],
    ["queued", "active"],
    ["running", "inactive"],
    ["succeeded", "active"],
    ["succeeded", "inactive"],
    ["failed", "active"],
    ["cancelled", "active"],
  ])(
    "derives the state of one whose last run is %s and which is %s as its own page does",
    async (run, status) => {
      const id = await connect("Orders");
      if (run) await ran(id, run);
      await db().connection.update({ where: { id }, data: { status } });
      const [listed] = (await listPage(world.scope)).items;
      expect(listed?.state).toBe((await getConnection(world.scope, id)).state);
    },
  );

  it("is filtered by state, by the types of both ends and by text, all at once", async () => {
    const log = await addDestination("Log", "append-only");
    const [orders, mail] = [await connect("Orders"), await connect("Mail", log)];
    await connect("Users");
    await ran(orders, "failed");
    await ran(mail, "failed");
    expect(await names({ state: "failed" })).toEqual(["Mail", "Orders"]);
    expect(await names({ state: "failed", destination: "append-only" })).toEqual(["Mail"]);
    expect(await names({ source: "test-source", search: "USERS" })).toEqual(["Users"]);
    expect(await names({ search: "log" })).toEqual(["Mail"]);
    expect(await names({ search: "%" })).toEqual([]);
    expect(await listPage(world.scope, { search: "nothing" })).toMatchObject({
      total: 0,
      pages: 1,
      sources: ["test-source"],
      destinations: ["append-only", "test-destination"],
    });
  });

  it("is sorted either way, and what has no value comes last", async () => {
    const [first, second] = [await connect("b"), await connect("a")];
    await connect("c");
    await ran(first, "succeeded", { rows: 9, minute: 1 });
    await ran(second, "succeeded", { rows: 10, minute: 0 });
    expect(await names()).toEqual(["a", "b", "c"]);
    expect(await names({ direction: "descending" })).toEqual(["c", "b", "a"]);
    expect(await names({ sort: "rows", direction: "descending" })).toEqual(["a", "b", "c"]);
    expect(await names({ sort: "last" })).toEqual(["a", "b", "c"]);
    await setSchedule(world.scope, first, { type: "every", minutes: 5 });
    expect(await names({ sort: "next" })).toEqual(["b", "a", "c"]);
  });

  it("has the last runs of each, oldest first, with how long they took", async () => {
    const id = await connect("Orders");
    await ran(id, "failed", { minute: 0 });
    await ran(id, "succeeded", { minute: 1, rows: 7 });
    const [listed] = (await listPage(world.scope)).items;
    expect(listed?.runs).toMatchObject([
      { status: "failed", durationMs: 4_000 },
      { status: "succeeded", durationMs: 4_000 },
    ]);
    expect(listed?.lastRun).toMatchObject({ status: "succeeded", rowsWritten: 7n });
  });

  it("comes in pages, and knows nothing of other workspaces", async () => {
    const streams: [] = [];
    await db().connection.createMany({
      data: Array.from({ length: pageSize + 1 }, (_, index) => ({
        ...ends,
        workspaceId: world.scope.workspaceId,
        name: `c${String(index).padStart(3, "0")}`,
        schedule: { type: "manual" },
        streams,
      })),
    });
    expect(await listPage(world.scope)).toMatchObject({ total: pageSize + 1, pages: 2 });
    expect(await names({ page: 2 })).toEqual([`c0${pageSize}`]);
    expect((await listPage(world.stranger)).items).toEqual([]);
  });
});
