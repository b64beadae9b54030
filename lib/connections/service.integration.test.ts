import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { testStreams } from "@/lib/connectors/testing/connectors";
import { db } from "@/lib/db";
import { createDestination } from "@/lib/destinations/service";
import { InvalidInputError, NotFoundError } from "@/lib/errors";
import { requestSync } from "@/lib/runs/request";
import { createSource } from "@/lib/sources/service";
import {
  createConnection,
  deleteConnection,
  getConnection,
  listConnections,
  listDueConnections,
  markDispatched,
  setSchedule,
  updateConnection,
} from "./service";
import { openMapperKeys } from "./mapper-secrets";
import type { CreateConnectionInput } from "./schema";

let world: TestConsole;
let ends: { sourceId: string; destinationId: string };

beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(async () => {
  await world.reset();
  const source = { name: "Shop", connector: "test-source", config: { host: "db.example" } };
  const destination = { name: "Warehouse", connector: "test-destination", config: { host: "dwh.example" } };
  ends = {
    sourceId: (await createSource(world.scope, source)).id,
    destinationId: (await createDestination(world.scope, destination)).id,
  };
});
afterAll(() => world.stop());

const connect = (input: Partial<CreateConnectionInput> = {}) =>
  createConnection(world.scope, { ...ends, ...input });
const users = { name: "users", syncMode: "incremental_deduped_history" } as const;

describe("createConnection", () => {
  it("takes every stream as full_refresh_overwrite where none is given, and names itself after its ends", async () => {
    const connection = await connect();
    expect(connection).toMatchObject({
      name: "Shop → Warehouse",
      status: "active",
      normalization: "basic",
      namespaceDefinition: "destination",
      prefix: "",
      schedule: { type: "manual" },
      nextDueAt: null,
      state: "never_run",
      lastRun: null,
      source: { id: ends.sourceId, name: "Shop", connector: "test-source" },
      destination: { id: ends.destinationId, name: "Warehouse", connector: "test-destination" },
    });
    expect(connection.streams.map(({ namespace, name, syncMode }) => [namespace, name, syncMode])).toEqual([
      ["public", "users", "full_refresh_overwrite"],
      ["public", "notes", "full_refresh_overwrite"],
      ["audit", "notes", "full_refresh_overwrite"],
    ]);
  });

  it("discovers the source once", async () => {
    await connect();
    await connect({ streams: [users] });
    expect(world.pool.count("discover")).toBe(1);
  });

  it("asks the source again before it calls a stream unknown", async () => {
    await connect();
    const orders = { ...testStreams[0], name: "orders" } as (typeof testStreams)[number];
    world.pool.answers.discover = async () => [...testStreams, orders];
    const connection = await connect({ streams: [{ ...users, name: "orders" }] });
    expect(connection.streams).toMatchObject([{ namespace: "public", name: "orders" }]);
  });

  it("names every stream that cannot be moved as chosen", async () => {
    const creating = connect({
      streams: [
        { ...users, cursorField: ["name"] },
        { namespace: "public", name: "notes", syncMode: "incremental_append" },
      ],
    });
    await expect(creating).rejects.toBeInstanceOf(InvalidInputError);
    await expect(creating).rejects.toMatchObject({
      message: expect.stringMatching(
        /users: name cannot serve as cursor.*public.notes: the source cannot do/,
      ),
      issues: [{ path: ["streams", 0, "cursorField"] }, { path: ["streams", 1, "syncMode"] }],
    });
    expect(await db().connection.count({ where: { workspaceId: world.scope.workspaceId } })).toBe(0);
  });

  it("refuses a mode that the destination cannot do", async () => {
    const config = { host: "log.example" };
    const log = await createDestination(world.scope, { name: "Log", connector: "append-only", config });
    await expect(connect({ destinationId: log.id, streams: [users] })).rejects.toThrow(
      /append-only cannot do incremental_deduped_history/,
    );
    const connection = await connect({ destinationId: log.id });
    expect(connection.streams.map((stream) => stream.syncMode)).toEqual(Array(3).fill("full_refresh_append"));
  });

  it("refuses an unknown placeholder in the namespace format", async () => {
    const format = { namespaceDefinition: "custom_format", namespaceFormat: "x_${TENANT}" } as const;
    await expect(connect(format)).rejects.toThrow(/TENANT/);
  });

  it("says when a source offers nothing", async () => {
    world.pool.answers.discover = async () => [];
    await expect(connect()).rejects.toThrow(/offers no stream/);
  });

  it.each(["sourceId", "destinationId"] as const)("does not know a %s that is no id", async (end) => {
    await expect(connect({ [end]: "nonsense" })).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("updateConnection", () => {
  it("changes what is named and leaves the rest", async () => {
    const before = await connect({ streams: [users], prefix: "shop_" });
    const after = await updateConnection(world.scope, before.id, { name: "Nightly", normalization: "raw" });
    const { updatedAt } = after;
    const revision = before.revision + 1;
    expect(after).toEqual({ ...before, name: "Nightly", normalization: "raw", revision, updatedAt });
  });

  it("refuses a change made from an old look, and changes nothing then", async () => {
    const seen = await connect();
    const first = await updateConnection(world.scope, seen.id, { prefix: "a_", revision: seen.revision });
    await expect(
      updateConnection(world.scope, seen.id, { prefix: "b_", revision: seen.revision }),
    ).rejects.toMatchObject({ code: "conflict", issues: [{ path: ["revision"] }] });
    expect(await getConnection(world.scope, seen.id)).toMatchObject({
      prefix: "a_",
      revision: first.revision,
    });
    await updateConnection(world.scope, seen.id, { prefix: "c_" });
    expect(await getConnection(world.scope, seen.id)).toMatchObject({
      prefix: "c_",
      revision: first.revision + 1,
    });
  });

  it("validates new streams against the source", async () => {
    const { id } = await connect();
    const streams = [{ ...users, primaryKey: [["profile"]] }];
    await expect(updateConnection(world.scope, id, { streams })).rejects.toThrow(/cannot serve as key/);
    const changed = await updateConnection(world.scope, id, { streams: [users] });
    expect(changed.streams).toMatchObject([{ namespace: "public", name: "users" }]);
  });

  it("refuses to leave no stream", async () => {
    const { id } = await connect();
    await expect(updateConnection(world.scope, id, { streams: [] })).rejects.toThrow(/Choose at least one/);
  });

  it("is due while it is active and has a schedule, and only then", async () => {
    const { id } = await connect();
    const scheduled = await setSchedule(world.scope, id, { type: "every", minutes: 60 });
    expect(Number(scheduled.nextDueAt) - Date.now()).toBeGreaterThan(3_500_000);
    expect((await updateConnection(world.scope, id, { name: "Hourly" })).nextDueAt).toEqual(
      scheduled.nextDueAt,
    );
    const again = { schedule: { type: "every", minutes: 60 }, status: "active" } as const;
    expect((await updateConnection(world.scope, id, again)).nextDueAt).toEqual(scheduled.nextDueAt);
    const paused = await updateConnection(world.scope, id, { status: "inactive" });
    expect([paused.nextDueAt, paused.state]).toEqual([null, "paused"]);
    expect((await updateConnection(world.scope, id, { status: "active" })).nextDueAt).not.toBeNull();
    expect((await setSchedule(world.scope, id, { type: "manual" })).nextDueAt).toBeNull();
  });
});

describe("listConnections", () => {
  it("brings the last run of each, and the state that follows from it", async () => {
    const idle = await connect({ name: "a" });
    const busy = await connect({ name: "b" });
    await db().run.createMany({
      data: [
        {
          number: 1_000_001,
          status: "failed" as const,
          createdAt: new Date("2026-01-01"),
          endedAt: new Date("2026-01-01"),
        },
        {
          number: 1_000_002,
          status: "succeeded" as const,
          createdAt: new Date("2026-01-02"),
          endedAt: new Date("2026-01-02"),
        },
      ].map((run) => ({
        ...run,
        workspaceId: world.scope.workspaceId,
        connectionId: busy.id,
        trigger: "manual" as const,
      })),
    });
    const { items, total } = await listConnections(world.scope);
    expect(total).toBe(2);
    expect(items.map(({ id, state, lastRun }) => [id, state, lastRun?.number])).toEqual([
      [idle.id, "never_run", undefined],
      [busy.id, "succeeded", 1_000_002],
    ]);
  });

  it("finds the connections of one source, of one destination, and by name", async () => {
    const { id } = await connect({ name: "Nightly shop" });
    const find = async (filter: Parameters<typeof listConnections>[1]) =>
      (await listConnections(world.scope, filter)).items.map((connection) => connection.id);
    expect(await find({ sourceId: ends.sourceId })).toEqual([id]);
    expect(await find({ destinationId: ends.sourceId })).toEqual([]);
    expect(await find({ sourceId: "nonsense" })).toEqual([]);
    expect(await find({ search: "SHOP" })).toEqual([id]);
    expect(await find({ search: "daily" })).toEqual([]);
  });
});

describe("deleteConnection", () => {
  it("cancels an active run first, and is not found the second time", async () => {
    const { id } = await connect();
    const run = await requestSync(world.scope, { connectionId: id, trigger: "manual" });
    await deleteConnection(world.scope, id);
    expect(world.events.at(-1)).toMatchObject({ name: "sync/cancelled", data: { runId: run.id } });
    expect(await db().run.count({ where: { workspaceId: world.scope.workspaceId } })).toBe(0);
    await expect(deleteConnection(world.scope, id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(getConnection(world.scope, id)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("due connections", () => {
  const dueAt = new Date("2026-03-01T10:00:00Z");
  const makeDue = (id: string, nextDueAt: Date) =>
    db().connection.update({ where: { id }, data: { nextDueAt } });
  /** Those of this test. */
  const listDue = async (now: Date) =>
    (await listDueConnections(now, 1000)).filter(
      ({ workspaceId }) => workspaceId === world.scope.workspaceId,
    );

  it("are listed longest overdue first, of every workspace, up to the limit", async () => {
    const every = { schedule: { type: "every", minutes: 5 } } as const;
    const [late, later, future] = [await connect(every), await connect(every), await connect(every)];
    await makeDue(later.id, dueAt);
    await makeDue(late.id, new Date(dueAt.getTime() - 60_000));
    await makeDue(future.id, new Date(dueAt.getTime() + 1));
    const due = await listDue(dueAt);
    expect(due.map(({ id }) => id)).toEqual([late.id, later.id]);
    expect(due[1]).toEqual({
      id: later.id,
      workspaceId: world.scope.workspaceId,
      dueAt,
      schedule: { type: "every", minutes: 5 },
    });
    expect(await listDueConnections(dueAt, 1)).toHaveLength(1);
  });

  it("leave out what is paused", async () => {
    const { id } = await connect({ schedule: { type: "every", minutes: 5 } });
    await updateConnection(world.scope, id, { status: "inactive" });
    expect(await listDue(new Date("2100-01-01"))).toEqual([]);
  });

  it("move on to the next tick to come, also when dispatched twice, and missed ticks coalesce", async () => {
    const { id } = await connect({ schedule: { type: "every", minutes: 5 } });
    await makeDue(id, dueAt);
    const due = await listDue(dueAt);
    const now = new Date("2026-03-01T10:17:30Z");
    await markDispatched(due, now);
    await markDispatched(due, new Date("2026-03-01T10:40:00Z"));
    expect((await getConnection(world.scope, id)).nextDueAt).toEqual(new Date("2026-03-01T10:20:00Z"));
    expect(await listDue(now)).toEqual([]);
  });

  it("keep a schedule that was changed while they were dispatched", async () => {
    const { id } = await connect({ schedule: { type: "every", minutes: 5 } });
    await makeDue(id, dueAt);
    const due = await listDue(dueAt);
    await setSchedule(world.scope, id, { type: "manual" });
    await markDispatched(due, dueAt);
    expect((await getConnection(world.scope, id)).nextDueAt).toBeNull();
  });
});

describe("the key of an encryption mapper", () => {
  const key = "00112233445566778899aabbccddeeff";
  const encrypt = (given?: string) => ({
    ...users,
    mappers: [
      {
        id: "m1",
        type: "encryption" as const,
        mapperConfiguration: {
          algorithm: "AES" as const,
          targetField: "name",
          fieldNameSuffix: "_encrypted",
          mode: "GCM" as const,
          padding: "NoPadding" as const,
          ...(given === undefined ? {} : { key: given }),
        },
      },
    ],
  });
  const storedKeys = async (id: string) =>
    openMapperKeys(await db().connection.findUniqueOrThrow({ where: { id } }));

  it("is sealed, and a mask stands where it was", async () => {
    const { id, streams } = await connect({ streams: [encrypt(key)] });
    expect(JSON.stringify(streams)).not.toContain(key);
    const row = await db().connection.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(row.streams)).not.toContain(key);
    expect(Buffer.from(row.sealedSecrets ?? []).toString("latin1")).not.toContain(key);
    expect(await storedKeys(id)).toEqual({ m1: key });
  });

  it("stays where its mask comes back, and is replaced by another", async () => {
    const { id, streams } = await connect({ streams: [encrypt(key)] });
    await updateConnection(world.scope, id, { streams });
    expect(await storedKeys(id)).toEqual({ m1: key });
    await updateConnection(world.scope, id, { streams: [encrypt("ff".repeat(16))] });
    expect(await storedKeys(id)).toEqual({ m1: "ff".repeat(16) });
  });

  it("is asked for where there is none to keep", async () => {
    await expect(connect({ streams: [encrypt()] })).rejects.toMatchObject({
      issues: [{ path: ["streams", 0, "mappers", 0, "mapperConfiguration", "key"] }],
    });
  });

  it("goes with its mapper", async () => {
    const { id } = await connect({ streams: [encrypt(key)] });
    await updateConnection(world.scope, id, { streams: [users] });
    expect(await storedKeys(id)).toEqual({});
  });
});

describe("policies", () => {
  it("have defaults, and a change leaves the others as they are", async () => {
    const { id, policies } = await connect({ policies: { columns: "freeze" } });
    expect(policies).toMatchObject({ columns: "freeze", types: "evolve", maxDropPercent: 90 });
    await updateConnection(world.scope, id, { policies: { maxDropPercent: null } });
    expect((await getConnection(world.scope, id)).policies).toMatchObject({
      columns: "freeze",
      maxDropPercent: null,
    });
  });
});
