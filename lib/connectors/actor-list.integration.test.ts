import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createConnection } from "@/lib/connections/service";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { createDestination } from "@/lib/destinations/service";
import { checkSource, createSource } from "@/lib/sources/service";
import { ConfigError } from "@/connectors/sdk";
import { actorsPerPage, listActors } from "./actor-list";
import { actorQuerySchema } from "./actor-query";

let world: TestConsole;
beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(() => world.reset());
afterAll(() => world.stop());

const list = (address: Record<string, string> = {}) =>
  listActors(world.scope, "source", actorQuerySchema.parse(address));
const namesOf = async (address: Record<string, string>) =>
  (await list(address)).items.map(({ name }) => name);
const makeSource = (name: string) =>
  createSource(world.scope, { name, connector: "test-source", config: { host: "db.example" } });

describe("the list of sources", () => {
  it("says of each what uses it, how its check ended and when it last synced", async () => {
    const source = await makeSource("Shop");
    const destination = await createDestination(world.scope, {
      name: "Lake",
      connector: "test-destination",
      config: { host: "lake.example" },
    });
    const ends = { sourceId: source.id, destinationId: destination.id };
    const [first, second] = [
      await createConnection(world.scope, ends),
      await createConnection(world.scope, ends),
    ];
    await addRun(first.id, "succeeded", "2026-01-01T00:00:00Z");
    await addRun(second.id, "failed", "2026-01-02T00:00:00Z");
    await addRun(second.id, "succeeded", "2026-01-03T00:00:00Z", "sample");
    world.pool.answers.checkSource = async () => {
      throw new ConfigError("There is no such database.");
    };
    await checkSource(world.scope, source.id);
    const { items, total } = await list();
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({
      id: source.id,
      connector: "test-source",
      connectionCount: 2,
      checkError: "There is no such database.",
      lastSync: { status: "failed", at: new Date("2026-01-02T00:00:00Z") },
    });
    const lakes = await listActors(world.scope, "destination", actorQuerySchema.parse({}));
    expect(lakes.items).toMatchObject([{ name: "Lake", connectionCount: 2, checkedAt: null }]);
  });

  it("is narrowed by name, type, check and use", async () => {
    const [used, checked] = [await makeSource("Used shop"), await makeSource("Checked")];
    await makeSource("100%_shop");
    const lake = await createDestination(world.scope, {
      name: "Lake",
      connector: "test-destination",
      config: { host: "lake.example" },
    });
    await createConnection(world.scope, { sourceId: used.id, destinationId: lake.id });
    await checkSource(world.scope, checked.id);
    expect(await namesOf({ search: "SHOP" })).toEqual(["100%_shop", "Used shop"]);
    // What is typed is searched for as it is, never as a pattern.
    expect(await namesOf({ search: "%_" })).toEqual(["100%_shop"]);
    expect(await namesOf({ check: "passed" })).toEqual(["Checked"]);
    expect(await namesOf({ check: "none" })).toEqual(["100%_shop", "Used shop"]);
    expect(await namesOf({ check: "failed" })).toEqual([]);
    expect(await namesOf({ use: "used" })).toEqual(["Used shop"]);
    expect(await namesOf({ use: "unused", search: "c" })).toEqual(["Checked"]);
    expect(await namesOf({ type: "test-source" })).toHaveLength(3);
    expect(await namesOf({ type: "postgres" })).toEqual([]);
  });

  it("is sorted by each column, and the other way round", async () => {
    for (const name of ["b", "a", "C"]) await makeSource(name);
    expect(await namesOf({})).toEqual(["a", "b", "C"]);
    expect(await namesOf({ sort: "-name" })).toEqual(["C", "b", "a"]);
    expect(await namesOf({ sort: "created" })).toEqual(["C", "a", "b"]);
    expect(await namesOf({ sort: "-created" })).toEqual(["b", "a", "C"]);
    for (const sort of ["type", "check", "connections", "sync"])
      expect(await namesOf({ sort })).toEqual(["a", "b", "C"]);
  });

  it("comes page by page, and says how many there are", async () => {
    const { workspaceId } = world.scope;
    await db().source.createMany({
      data: Array.from({ length: 1_000 }, (_, index) => ({
        workspaceId,
        name: `Source ${String(index).padStart(4, "0")}`,
        connector: "test-source",
        config: {},
      })),
    });
    const { items, total } = await list({ page: "20" });
    expect(total).toBe(1_000);
    expect(items).toHaveLength(actorsPerPage);
    expect(items[0]?.name).toBe("Source 0950");
    expect((await list({ page: "21" })).items).toEqual([]);
  });

  it("has nothing of another workspace", async () => {
    await makeSource("Ours");
    const theirs = await listActors(world.stranger, "source", actorQuerySchema.parse({}));
    expect(theirs).toEqual({ items: [], total: 0 });
  });
});

async function addRun(
  connectionId: string,
  status: "succeeded" | "failed",
  at: string,
  kind: "sync" | "sample" = "sync",
): Promise<void> {
  const { workspaceId } = world.scope;
  const createdAt = new Date(at);
  await db().run.create({
    data: { workspaceId, connectionId, trigger: "manual", kind, status, createdAt, endedAt: createdAt },
  });
}
