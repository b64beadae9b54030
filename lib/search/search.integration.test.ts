import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createConnection, updateConnection } from "@/lib/connections/service";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { createDestination } from "@/lib/destinations/service";
import { addPerson } from "@/lib/governance/testing/people";
import { createSource } from "@/lib/sources/service";
import { searchByName } from "./service";

const config = { host: "db.example" };
let world: TestConsole;
beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(() => world.reset());
afterAll(() => world.stop());

const found = async (text: string) =>
  (await searchByName(world.scope, text)).map(({ kind, name }) => `${kind} ${name}`);

it("finds connections, sources and destinations by words of their names", async () => {
  const ends = await makeEnds("Web Shop", "Shop lake");
  await createConnection(world.scope, { ...ends, name: "Nightly shop" });
  expect(await found("shop")).toEqual([
    "connection Nightly shop",
    "source Web Shop",
    "destination Shop lake",
  ]);
  expect(await found("  SHOP web ")).toEqual(["source Web Shop"]);
  expect(await found("%")).toEqual([]);
  expect(await found(" ")).toEqual([]);
});

it("finds among thousands what begins with it first, and only a few of each kind", async () => {
  const { workspaceId } = world.scope;
  await db().source.createMany({
    data: Array.from({ length: 2_000 }, (_, index) => ({
      workspaceId,
      name: index === 1_999 ? "orders" : `all orders ${index}`,
      connector: "test-source",
      config: {},
    })),
  });
  const names = await found("orders");
  expect(names[0]).toBe("source orders");
  expect(names).toHaveLength(8);
});

it("offers to sync what is active, to those who may", async () => {
  const ends = await makeEnds("Shop", "Lake");
  const { id } = await createConnection(world.scope, { ...ends, name: "Nightly" });
  const viewer = await addPerson(world.scope.workspaceId, { role: "viewer" });
  expect(await searchByName(world.scope, "nightly")).toMatchObject([{ id, canSync: true }]);
  expect(await searchByName(viewer.scope, "nightly")).toMatchObject([{ id, canSync: false }]);
  await updateConnection(world.scope, id, { status: "inactive" });
  expect(await searchByName(world.scope, "nightly")).toMatchObject([{ id, canSync: false }]);
});

it("finds nothing of another workspace", async () => {
  await makeEnds("Shop", "Lake");
  expect(await searchByName(world.stranger, "shop")).toEqual([]);
});

async function makeEnds(sourceName: string, destinationName: string) {
  const source = await createSource(world.scope, { name: sourceName, connector: "test-source", config });
  const destination = await createDestination(world.scope, {
    name: destinationName,
    connector: "test-destination",
    config,
  });
  return { sourceId: source.id, destinationId: destination.id };
}
