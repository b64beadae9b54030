import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "@/connectors/sdk";
import { createConnection } from "@/lib/connections/service";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { secretMask } from "@/lib/secrets/config";
import { createSource } from "@/lib/sources/service";
import {
  checkDestination,
  checkDestinationConfig,
  createDestination,
  deleteDestination,
  dependantsOfDestination,
  destinationCall,
  getDestination,
  listDestinations,
  updateDestination,
} from "./service";

const password = "planted-pass-9917";
let world: TestConsole;

beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(() => world.reset());
afterAll(() => world.stop());

const config = { host: "dwh.example", password };
const makeDestination = () =>
  createDestination(world.scope, { name: "Warehouse", connector: "test-destination", config });

describe("a destination", () => {
  it("is shown with a mask, and gives its secret to the engine alone", async () => {
    const { id } = await makeDestination();
    expect((await getDestination(world.scope, id)).config).toEqual({
      host: "dwh.example",
      password: secretMask,
    });
    expect(await destinationCall(world.scope, id)).toEqual({ connector: "test-destination", config });
    const { items } = await listDestinations(world.scope);
    expect(JSON.stringify(items)).not.toContain(password);
    const row = await db().destination.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(row.config)).not.toContain(password);
  });

  it("keeps its secret through an edit that sends the mask", async () => {
    const { id } = await makeDestination();
    await updateDestination(world.scope, id, { config: { host: "new.example", password: secretMask } });
    expect((await destinationCall(world.scope, id)).config).toEqual({ host: "new.example", password });
  });

  it("keeps how its last check ended, until the configuration changes", async () => {
    const { id } = await makeDestination();
    world.pool.answers.checkDestination = async () => {
      throw new ConfigError(`schema of ${password} is missing`, { field: ["host"] });
    };
    expect(await checkDestination(world.scope, id)).toEqual({
      ok: false,
      kind: "config",
      message: "schema of *** is missing",
      field: ["host"],
    });
    expect(await getDestination(world.scope, id)).toMatchObject({ checkError: "schema of *** is missing" });
    const changed = await updateDestination(world.scope, id, { config: { host: "new.example" } });
    expect([changed.checkedAt, changed.checkError]).toEqual([null, null]);
  });

  it("is checked before it is stored, and stored as checked", async () => {
    const given = { connector: "test-destination", config };
    expect(await checkDestinationConfig(world.scope, given)).toEqual({ ok: true });
    expect(await db().destination.count({ where: { workspaceId: world.scope.workspaceId } })).toBe(0);
    const stored = await createDestination(world.scope, { name: "Warehouse", ...given, isChecked: true });
    expect(stored.checkedAt).not.toBeNull();
  });

  it("is not deleted under its connections, unless with them", async () => {
    const { id } = await makeDestination();
    const source = { name: "Shop", connector: "test-source", config: { host: "db.example" } };
    const { id: sourceId } = await createSource(world.scope, source);
    await createConnection(world.scope, { sourceId, destinationId: id, name: "Nightly" });
    expect(await dependantsOfDestination(world.scope, id)).toMatchObject([{ name: "Nightly" }]);
    await expect(deleteDestination(world.scope, id)).rejects.toBeInstanceOf(ConflictError);
    await deleteDestination(world.scope, id, { withConnections: true });
    await expect(getDestination(world.scope, id)).rejects.toBeInstanceOf(NotFoundError);
    expect(await db().connection.count({ where: { workspaceId: world.scope.workspaceId } })).toBe(0);
  });
});
