import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, type JsonObject } from "@/connectors/sdk";
import { createConnection } from "@/lib/connections/service";
import type { DestinationCall } from "@/lib/connectors/load";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { ConflictError, InvalidInputError, NotFoundError } from "@/lib/errors";
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
    expect(await destinationCall(world.scope, id, { runNumber: 7 })).toEqual({
      connector: "test-destination",
      config,
      place: {
        workspaceId: world.scope.workspaceId,
        workspace: "Own",
        destination: "Warehouse",
        requiresDecision: false,
        runNumber: 7,
      },
    });
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

  it("refuses a change made from an old look, and changes nothing then", async () => {
    const { id, revision } = await makeDestination();
    await updateDestination(world.scope, id, { name: "First", revision });
    await expect(updateDestination(world.scope, id, { name: "Second", revision })).rejects.toMatchObject({
      code: "conflict",
      issues: [{ path: ["revision"] }],
    });
    expect(await getDestination(world.scope, id)).toMatchObject({ name: "First", revision: revision + 1 });
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

describe("who may write to a destination", () => {
  const apiKey = "planted-key-of-alice";
  const write_authentication = { type: "builtin", api_key: apiKey };
  const asking = { ...config, write_authentication };
  const make = (whole: JsonObject) =>
    createDestination(world.scope, { name: "Warehouse", connector: "test-destination", config: whole });
  const demand = () =>
    db().workspace.update({
      where: { id: world.scope.workspaceId },
      data: { requiresWriteAuthentication: true },
    });

  it("is part of its configuration, of which the key is given to workers alone", async () => {
    const { id, config: shown } = await make(asking);
    expect(shown.write_authentication).toEqual({ type: "builtin", api_key: secretMask });
    expect((await destinationCall(world.scope, id)).config).toEqual(asking);
    const row = await db().destination.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify([shown, row.config])).not.toContain(apiKey);
  });

  it("stays as it is with an edit that sends the mask, and goes with one that chooses none", async () => {
    const { id } = await make(asking);
    const masked = { ...asking, write_authentication: { ...write_authentication, api_key: secretMask } };
    await updateDestination(world.scope, id, { config: masked });
    expect((await destinationCall(world.scope, id)).config).toEqual(asking);
    await updateDestination(world.scope, id, {
      config: { ...config, write_authentication: { type: "none" } },
    });
    expect((await destinationCall(world.scope, id)).config).toEqual({
      ...config,
      write_authentication: { type: "none" },
    });
  });

  it("is refused by the field where it is not understood", async () => {
    const making = make({
      ...config,
      write_authentication: { type: "builtin", api_key: apiKey, path_template: "{table}" },
    });
    await expect(making).rejects.toMatchObject({
      issues: [{ path: ["config", "write_authentication", "path_template"] }],
    });
  });

  it("must be settled where the workspace wants that, for a new one and for one that changes", async () => {
    const { id } = await make(config);
    await demand();
    const refused = { issues: [{ path: ["config", "write_authentication", "type"] }] };
    for (const whole of [config, { ...config, write_authentication: { type: "none" } }]) {
      await expect(make(whole)).rejects.toBeInstanceOf(InvalidInputError);
      await expect(make(whole)).rejects.toMatchObject(refused);
      await expect(updateDestination(world.scope, id, { config: whole })).rejects.toMatchObject(refused);
    }
    expect(await db().destination.count({ where: { workspaceId: world.scope.workspaceId } })).toBe(1);
    await updateDestination(world.scope, id, { config: asking });
    await make(asking);
  });

  it("is not asked for a new name, and no other workspace's switch counts", async () => {
    const { id } = await make(config);
    await demand();
    expect((await updateDestination(world.scope, id, { name: "Store" })).name).toBe("Store");
    const elsewhere = { name: "Warehouse", connector: "test-destination", config };
    await expect(createDestination(world.stranger, elsewhere)).resolves.toMatchObject({ name: "Warehouse" });
  });

  it("goes to workers with what the workspace wants, also for a destination that was there before", async () => {
    const { id } = await make(config);
    await demand();
    await checkDestination(world.scope, id);
    await checkDestinationConfig(world.scope, {
      connector: "test-destination",
      config,
      name: "Not yet stored",
    });
    const places = world.pool.calls.map(
      ({ input }) => (input as { destination: DestinationCall }).destination.place,
    );
    expect(places).toMatchObject([
      { destination: "Warehouse", requiresDecision: true, runNumber: null },
      { destination: "Not yet stored", requiresDecision: true, runNumber: null },
    ]);
  });
});
