import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FeedState } from "@/connectors/sdk";
import { connectTestEnds } from "@/lib/connectors/testing/connect";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { StaleError } from "@/lib/errors";
import { requestSync } from "@/lib/runs/request";
import { getConnection, updateConnection } from "./service";
import { editState } from "./state";
import { changeStreamOptions } from "./stream-options";
import { listStreamTables } from "./tables";

let world: TestConsole;
let connectionId: string;

beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(async () => {
  await world.reset();
  connectionId = await connectTestEnds(world.scope);
});
afterAll(() => world.stop());

const users = { namespace: "public", name: "users" };
const schemaOf = async () =>
  (await db().streamGeneration.findFirst({ where: { connectionId } }))?.schema ?? null;

describe("changeStreamOptions", () => {
  it("changes the streams that are named, and forgets nothing of the source's schema", async () => {
    await db().streamGeneration.create({
      data: { connectionId, namespace: "public", name: "users", generation: 1, schema: { name: "users" } },
    });
    const changed = { ...users, arrays: "json" as const };
    expect(await changeStreamOptions(world.scope, connectionId, { revision: 1, streams: [changed] })).toEqual(
      { revision: 2 },
    );
    const { streams, revision } = await getConnection(world.scope, connectionId);
    expect(revision).toBe(2);
    expect(streams.map(({ arrays }) => arrays)).toEqual(["json", undefined, undefined]);
    expect(await schemaOf()).not.toBeNull();
  });

  it("is refused from an old look, and changes nothing then", async () => {
    await updateConnection(world.scope, connectionId, { prefix: "x_" });
    const stale = changeStreamOptions(world.scope, connectionId, {
      revision: 1,
      streams: [{ ...users, arrays: "json" }],
    });
    await expect(stale).rejects.toBeInstanceOf(StaleError);
    expect((await getConnection(world.scope, connectionId)).streams[0]?.arrays).toBeUndefined();
  });

  it("is refused where the destination cannot do it, at the stream", async () => {
    const keeping = changeStreamOptions(world.scope, connectionId, {
      revision: 1,
      streams: [{ ...users, keepGenerations: 3 }],
    });
    await expect(keeping).rejects.toMatchObject({
      code: "invalid_input",
      issues: [{ path: ["streams", 0, "keepGenerations"] }],
    });
  });

  it("knows no stream that is not moved, and no connection of others", async () => {
    const streams = [{ name: "nothing", arrays: "json" as const }];
    await expect(
      changeStreamOptions(world.scope, connectionId, { revision: 1, streams }),
    ).rejects.toMatchObject({ code: "not_found" });
    await expect(
      changeStreamOptions(world.stranger, connectionId, { revision: 1, streams }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("declining a change of the source's schema", () => {
  const field = { name: "note", type: { kind: "string" as const }, nullable: true };
  const pending = (removed: boolean) => ({
    message: "users has a new field note.",
    diff: {
      added: [],
      removed: [],
      changed: [
        {
          stream: users,
          addedFields: [field],
          removedFields: removed ? [field] : [],
          changedFields: [],
          keyChanged: false,
        },
      ],
    },
  });
  const hold = (removed: boolean) =>
    db().connection.update({
      where: { id: connectionId },
      data: { status: "inactive", pendingChange: pending(removed) },
    });

  it("leaves new fields out from now on, and goes on with what was known", async () => {
    await db().streamGeneration.create({
      data: { connectionId, namespace: "public", name: "users", generation: 1, schema: { name: "users" } },
    });
    await hold(false);
    expect(await updateConnection(world.scope, connectionId, { declineSchemaChange: true })).toMatchObject({
      status: "active",
      pendingChange: null,
      policies: { schemaChanges: "ignore" },
    });
    expect(await schemaOf()).not.toBeNull();
  });

  it("is refused where something that is moved has gone", async () => {
    await hold(true);
    await expect(updateConnection(world.scope, connectionId, { declineSchemaChange: true })).rejects.toThrow(
      /no going on without/,
    );
    expect((await getConnection(world.scope, connectionId)).status).toBe("inactive");
  });
});

describe("editState", () => {
  const checkpoint = { syncId: 3, generations: [1], position: { at: 5 }, complete: true, counts: [] };
  const replaced = () => world.pool.calls.filter(({ name }) => name === "replaceState");
  let states: FeedState[];

  beforeEach(() => {
    states = [{ feedId: "f", fence: 1, checkpoint }];
    world.pool.answers.listStates = async () => states;
    world.pool.answers.replaceState = async () => null;
  });

  it("puts the position in the place of what stands there, and is on record", async () => {
    await editState(world.scope, connectionId, { feedId: "f", seen: { at: 5 }, position: { at: 2 } });
    expect(replaced()).toMatchObject([
      { input: { change: { feedId: "f", checkpoint: { ...checkpoint, position: { at: 2 } } } } },
    ]);
    const entries = await db().auditEntry.findMany({ where: { subject: connectionId } });
    expect(entries.map(({ action }) => action)).toContain("connection.state_edited");
  });

  it("is refused where the feed stands somewhere else by now", async () => {
    const edit = editState(world.scope, connectionId, { feedId: "f", seen: { at: 4 }, position: { at: 2 } });
    await expect(edit).rejects.toMatchObject({ issues: [{ path: ["revision"] }] });
    expect(replaced()).toEqual([]);
  });

  it("is refused while a run goes on, and before anything was committed", async () => {
    states = [{ feedId: "f", fence: 1, checkpoint: null }];
    const edit = () => editState(world.scope, connectionId, { feedId: "f", seen: null, position: 1 });
    await expect(edit()).rejects.toThrow(/Nothing was committed/);
    await requestSync(world.scope, { connectionId, trigger: "manual" });
    await expect(edit()).rejects.toThrow(/is going on/);
    expect(replaced()).toEqual([]);
  });

  it("is nobody else's", async () => {
    const edit = editState(world.stranger, connectionId, { feedId: "f", seen: { at: 5 }, position: 1 });
    await expect(edit).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("listStreamTables", () => {
  it("has each stream where the newest run that loaded it put its rows", async () => {
    const stream = { name: "users", namespace: "public" };
    const plan = {
      streams: [
        {
          stream,
          table: { namespace: "lake", name: "users" },
          history: { namespace: "lake", name: "users_scd" },
          parent: null,
        },
      ],
    };
    const { workspaceId } = world.scope;
    const run = await db().run.create({
      data: { workspaceId, connectionId, trigger: "manual", status: "succeeded", plan },
    });
    await db().runStream.create({ data: { runId: run.id, index: 0, ...stream, visibleRows: 12 } });
    const [first, second] = await listStreamTables(world.scope, connectionId);
    expect(first).toMatchObject({
      label: "public.users",
      table: "lake.users",
      history: "lake.users_scd",
      sample: "lake_sluice_sample.users",
      rows: 12n,
    });
    expect(second).toMatchObject({ table: null, sample: null, rows: null });
    await expect(listStreamTables(world.stranger, connectionId)).rejects.toMatchObject({ code: "not_found" });
  });
});
