import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { AuthError } from "@/connectors/sdk";
import { createConnection } from "@/lib/connections/service";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { testStreams } from "@/lib/connectors/testing/connectors";
import { db } from "@/lib/db";
import { createDestination } from "@/lib/destinations/service";
import { ConflictError, InvalidInputError, NotFoundError } from "@/lib/errors";
import { requestSync } from "@/lib/runs/request";
import { secretMask } from "@/lib/secrets/config";
import { WorkerLostError } from "@/lib/sync/retry";
import {
  checkSource,
  checkSourceConfig,
  createSource,
  deleteSource,
  discoverSource,
  findCatalog,
  getSource,
  listSources,
  rotateSourceSecrets,
  sourceCall,
  updateSource,
} from "./service";

const password = "planted-pass-7781";
let world: TestConsole;

beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(() => world.reset());
afterAll(() => world.stop());

const config = { host: "db.example", password };
const makeSource = (extra: object = {}) =>
  createSource(world.scope, { name: "Shop", connector: "test-source", config: { ...config, ...extra } });

async function makeConnection(sourceId: string) {
  const destination = await createDestination(world.scope, {
    name: "Warehouse",
    connector: "test-destination",
    config: { host: "dwh.example" },
  });
  return createConnection(world.scope, { sourceId, destinationId: destination.id });
}

describe("createSource", () => {
  it("shows the configuration with a mask for the secret and keeps the secret only sealed", async () => {
    const source = await makeSource();
    expect(source).toMatchObject({
      name: "Shop",
      connector: "test-source",
      config: { host: "db.example", password: secretMask },
      checkedAt: null,
      connectionCount: 0,
    });
    const row = await db().source.findUniqueOrThrow({ where: { id: source.id } });
    expect(JSON.stringify(row.config)).not.toContain(password);
    expect(Buffer.from(row.sealedSecrets ?? []).toString("latin1")).not.toContain(password);
  });

  it("takes the definition id for the connector", async () => {
    const source = await createSource(world.scope, {
      name: "Shop",
      connector: "7e570000-0000-4000-8000-000000000001",
      config,
    });
    expect(source.connector).toBe("test-source");
  });

  it("names every bad field of the configuration, under config", async () => {
    const creating = makeSource({ host: "", port: "many" });
    await expect(creating).rejects.toBeInstanceOf(InvalidInputError);
    await expect(creating).rejects.toMatchObject({
      issues: [{ path: ["config", "host"] }, { path: ["config", "port"] }],
    });
  });

  it("refuses a mask where no secret is stored", async () => {
    await expect(makeSource({ password: secretMask })).rejects.toMatchObject({
      issues: [{ path: ["config", "password"] }],
    });
  });

  it("refuses a connector that does not exist and names those that do", async () => {
    const creating = createSource(world.scope, { name: "Shop", connector: "nope", config });
    await expect(creating).rejects.toThrow(/no source connector "nope".*test-source/);
  });

  it("asks for a discovery, so that who asks for the streams next need not wait", async () => {
    const source = await makeSource();
    expect(world.events).toEqual([
      {
        name: "source/discovery.requested",
        data: { workspaceId: world.scope.workspaceId, sourceId: source.id },
      },
    ]);
  });
});

describe("updateSource", () => {
  it("refuses a change made from an old look, and changes nothing then", async () => {
    const { id, revision } = await makeSource();
    await updateSource(world.scope, id, { name: "First", revision });
    await expect(updateSource(world.scope, id, { name: "Second", revision })).rejects.toMatchObject({
      code: "conflict",
      issues: [{ path: ["revision"] }],
    });
    expect(await getSource(world.scope, id)).toMatchObject({ name: "First", revision: revision + 1 });
  });

  it("keeps the stored secret where a mask comes back, and gives it to the connector", async () => {
    const { id } = await makeSource();
    const input = { config: { host: "new.example", password: secretMask } };
    expect((await updateSource(world.scope, id, input)).config).toEqual(input.config);
    expect(await sourceCall(world.scope, id)).toEqual({
      connector: "test-source",
      config: { host: "new.example", password },
    });
  });

  it("patches: what is not named stays", async () => {
    const { id } = await makeSource({ port: 6000 });
    await updateSource(world.scope, id, { config: { host: "new.example" }, mode: "patch" });
    expect((await sourceCall(world.scope, id)).config).toEqual({ host: "new.example", port: 6000, password });
  });

  it("puts: what is not named is gone, the secret too", async () => {
    const { id } = await makeSource({ port: 6000 });
    await updateSource(world.scope, id, { config: { host: "new.example" }, mode: "put" });
    expect((await sourceCall(world.scope, id)).config).toEqual({ host: "new.example" });
  });

  it("renames without touching check and catalog", async () => {
    const { id } = await makeSource();
    await checkSource(world.scope, id);
    await discoverSource(world.scope, id);
    const renamed = await updateSource(world.scope, id, { name: "Store" });
    expect(renamed.name).toBe("Store");
    expect(renamed.checkedAt).not.toBeNull();
    expect(await findCatalog(world.scope, id)).not.toBeNull();
  });

  it("forgets check and catalog when the configuration changes", async () => {
    const { id } = await makeSource();
    await checkSource(world.scope, id);
    await discoverSource(world.scope, id);
    const changed = await updateSource(world.scope, id, { config: { host: "new.example" } });
    expect(changed.checkedAt).toBeNull();
    expect(await findCatalog(world.scope, id)).toBeNull();
  });

  it("leaves everything as it was when the new configuration is not usable", async () => {
    const before = await makeSource();
    const updating = updateSource(world.scope, before.id, { name: "Store", config: { host: "" } });
    await expect(updating).rejects.toBeInstanceOf(InvalidInputError);
    expect(await getSource(world.scope, before.id)).toEqual(before);
  });
});

describe("checks", () => {
  it("keeps a passed check with the source without changing it", async () => {
    const before = await makeSource();
    expect(await checkSource(world.scope, before.id)).toEqual({ ok: true });
    const after = await getSource(world.scope, before.id);
    expect(after).toMatchObject({ checkError: null, updatedAt: before.updatedAt });
    expect(after.checkedAt).not.toBeNull();
  });

  it("keeps why a check failed, without the secret that the connector put into its message", async () => {
    const { id } = await makeSource();
    world.pool.answers.checkSource = async () => {
      throw new AuthError(`password ${password} is wrong`, { field: ["password"] });
    };
    const result = await checkSource(world.scope, id);
    expect(result).toEqual({
      ok: false,
      kind: "auth",
      message: "password *** is wrong",
      field: ["password"],
    });
    expect(await getSource(world.scope, id)).toMatchObject({ checkError: "password *** is wrong" });
  });

  it("tells a worker that died as a failed check", async () => {
    const { id } = await makeSource();
    world.pool.answers.checkSource = async () => {
      throw new WorkerLostError("The worker was ended, because it spun.");
    };
    expect(await checkSource(world.scope, id)).toMatchObject({ ok: false, kind: "lost" });
  });

  it("throws what is a bug, and keeps nothing", async () => {
    const { id } = await makeSource();
    world.pool.answers.checkSource = async () => {
      throw new TypeError("x is not a function");
    };
    await expect(checkSource(world.scope, id)).rejects.toBeInstanceOf(TypeError);
    expect((await getSource(world.scope, id)).checkedAt).toBeNull();
  });

  it("does not keep the outcome for a configuration that was changed meanwhile", async () => {
    const { id } = await makeSource();
    world.pool.answers.checkSource = async () => {
      await updateSource(world.scope, id, { config: { host: "new.example" } });
      return null;
    };
    await checkSource(world.scope, id);
    expect((await getSource(world.scope, id)).checkedAt).toBeNull();
  });

  it("checks a configuration that is not stored, with the stored secret behind its mask", async () => {
    const { id: sourceId } = await makeSource();
    world.pool.calls.length = 0;
    const given = { host: "new.example", password: secretMask };
    const result = await checkSourceConfig(world.scope, {
      connector: "test-source",
      config: given,
      sourceId,
    });
    expect(result).toEqual({ ok: true });
    expect(world.pool.calls).toEqual([
      {
        name: "checkSource",
        input: { source: { connector: "test-source", config: { host: "new.example", password } } },
      },
    ]);
    expect((await getSource(world.scope, sourceId)).config).toMatchObject({ host: "db.example" });
  });

  it("ends with the signal of whoever waits", async () => {
    const options = { signal: AbortSignal.abort(new Error("left")) };
    const checking = checkSourceConfig(world.scope, { connector: "test-source", config }, options);
    await expect(checking).rejects.toThrow("left");
  });
});

describe("discoverSource", () => {
  it("asks the source once and answers from the catalog afterwards", async () => {
    const { id } = await makeSource();
    expect(await discoverSource(world.scope, id)).toEqual(testStreams);
    expect(await discoverSource(world.scope, id)).toEqual(testStreams);
    expect(world.pool.count("discover")).toBe(1);
  });

  it("asks the source anew on demand", async () => {
    const { id } = await makeSource();
    await discoverSource(world.scope, id);
    world.pool.answers.discover = async () => testStreams.slice(0, 1);
    expect(await discoverSource(world.scope, id, { refresh: true })).toHaveLength(1);
    expect((await findCatalog(world.scope, id))?.streams).toHaveLength(1);
  });

  it("makes one discovery for all who ask at the same time", async () => {
    const { id } = await makeSource();
    let finish = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    world.pool.answers.discover = async () => {
      await finished;
      return testStreams;
    };
    const signals = Array.from({ length: 3 }, () => new AbortController().signal);
    const waiting = signals.map((signal) => vi.spyOn(signal, "addEventListener"));
    const answers = signals.map((signal) => discoverSource(world.scope, id, { refresh: true, signal }));
    await vi.waitFor(() => waiting.forEach((listening) => expect(listening).toHaveBeenCalled()));
    finish();
    expect(await Promise.all(answers)).toEqual([testStreams, testStreams, testStreams]);
    expect(world.pool.count("discover")).toBe(1);
  });

  it("goes on when whoever asked has left, and keeps what it found", async () => {
    const { id } = await makeSource();
    let finish = () => {};
    let markStarted = () => {};
    const started = new Promise<void>((resolve) => (markStarted = resolve));
    world.pool.answers.discover = async () => {
      markStarted();
      await new Promise<void>((resolve) => (finish = resolve));
      return testStreams;
    };
    const leaving = new AbortController();
    const first = discoverSource(world.scope, id, { signal: leaving.signal });
    await started;
    leaving.abort(new Error("left"));
    await expect(first).rejects.toThrow("left");
    const second = discoverSource(world.scope, id);
    finish();
    expect(await second).toEqual(testStreams);
    expect(world.pool.count("discover")).toBe(1);
  });

  it("does not keep a catalog of a configuration that was changed meanwhile", async () => {
    const { id } = await makeSource();
    world.pool.answers.discover = async () => {
      await updateSource(world.scope, id, { config: { host: "new.example" } });
      return testStreams;
    };
    await discoverSource(world.scope, id);
    expect(await findCatalog(world.scope, id)).toBeNull();
  });

  it("throws the connector's own error, and asks again the next time", async () => {
    const { id } = await makeSource();
    world.pool.answers.discover = async () => {
      throw new AuthError("denied");
    };
    await expect(discoverSource(world.scope, id)).rejects.toThrow("denied");
    world.pool.reset();
    expect(await discoverSource(world.scope, id)).toEqual(testStreams);
  });
});

describe("rotateSourceSecrets", () => {
  it("stores the new secret, and what was checked and discovered stays valid", async () => {
    const before = await makeSource();
    await discoverSource(world.scope, before.id);
    await rotateSourceSecrets(world.scope, before.id, { password: "rotated-1" });
    expect((await sourceCall(world.scope, before.id)).config).toEqual({ ...config, password: "rotated-1" });
    expect(await getSource(world.scope, before.id)).toEqual(before);
    expect(await findCatalog(world.scope, before.id)).not.toBeNull();
  });

  it("does not lose one of two rotations that come together", async () => {
    const { id } = await makeSource({ tunnel: { method: "key", key: "planted-key" } });
    await Promise.all([
      rotateSourceSecrets(world.scope, id, { password: "rotated-1" }),
      rotateSourceSecrets(world.scope, id, { "tunnel.key": "rotated-2" }),
    ]);
    expect((await sourceCall(world.scope, id)).config).toMatchObject({
      password: "rotated-1",
      tunnel: { method: "key", key: "rotated-2" },
    });
  });

  it("survives an edit that comes at the same time and sends the mask", async () => {
    const { id } = await makeSource();
    await Promise.all([
      rotateSourceSecrets(world.scope, id, { password: "rotated-1" }),
      updateSource(world.scope, id, { config: { host: "new.example", password: secretMask } }),
    ]);
    expect((await sourceCall(world.scope, id)).config).toEqual({
      host: "new.example",
      password: "rotated-1",
    });
  });

  it("is offered to the connector during a discovery", async () => {
    const { id } = await makeSource();
    world.pool.answers.discover = async (_input, options) => {
      await options.onRotate?.({ password: "rotated-1" });
      return testStreams;
    };
    await discoverSource(world.scope, id);
    expect((await sourceCall(world.scope, id)).config).toMatchObject({ password: "rotated-1" });
    expect(await findCatalog(world.scope, id)).not.toBeNull();
  });
});

describe("deleteSource", () => {
  it("names the connections that would go with it", async () => {
    const { id } = await makeSource();
    await makeConnection(id);
    const deleting = deleteSource(world.scope, id);
    await expect(deleting).rejects.toBeInstanceOf(ConflictError);
    await expect(deleting).rejects.toThrow("Shop → Warehouse");
    expect((await getSource(world.scope, id)).connectionCount).toBe(1);
  });

  it("cancels an active run and takes the connections with it when told to", async () => {
    const { id } = await makeSource();
    const connection = await makeConnection(id);
    const run = await requestSync(world.scope, { connectionId: connection.id, trigger: "manual" });
    await deleteSource(world.scope, id, { withConnections: true });
    expect(world.events.at(-1)).toMatchObject({ name: "sync/cancelled", data: { runId: run.id } });
    expect(await db().connection.count({ where: { workspaceId: world.scope.workspaceId } })).toBe(0);
    await expect(getSource(world.scope, id)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("listSources", () => {
  it("finds by part of the name, in pages, with the count of all", async () => {
    for (const name of ["beta", "Alpha", "alphabet"]) {
      await createSource(world.scope, { name, connector: "test-source", config });
    }
    const { items, total } = await listSources(world.scope, { search: "ALPHA", limit: 1, offset: 1 });
    expect([total, items.length]).toEqual([2, 1]);
    const created = await listSources(world.scope, { order: "created" });
    expect(created.items.map((source) => source.name)).toEqual(["beta", "Alpha", "alphabet"]);
  });
});
