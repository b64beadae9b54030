import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TransientError, type Stream } from "@/connectors/sdk";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { testStreams } from "@/lib/connectors/testing/connectors";
import { db } from "@/lib/db";
import { createDestination } from "@/lib/destinations/service";
import { InvalidInputError, NotFoundError, StaleError } from "@/lib/errors";
import { createSource } from "@/lib/sources/service";
import { refreshOffer } from "./editor";
import { planDraft } from "./plan-draft";
import { saveChoice } from "./save-choice";
import { createConnection, getConnection } from "./service";
import type { DraftInput } from "./settle-draft";
import { nameTables } from "./table-names";
import { previewDraftTable } from "./table-preview";

let world: TestConsole;
let ends: { sourceId: string; destinationId: string };

const users = {
  namespace: "public",
  name: "users",
  syncMode: "incremental_deduped_history" as const,
  cursorField: ["updated_at"],
  primaryKey: [["id"]],
};
const notes = { namespace: "public", name: "notes", syncMode: "full_refresh_overwrite" as const };
const warning = (says: RegExp) => ({ what: "warning", message: expect.stringMatching(says) });
const isSlow = { what: "warning", message: "It is slow." };

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
  Object.assign(world.pool.answers, {
    planFeeds: async () => [],
    explain: async ({ plans }: { plans: unknown[] }) => ({
      explained: plans.map(() => ({ statements: ["CREATE TABLE …"], warnings: ["It is slow."] })),
      states: [],
    }),
    preview: async () => null,
  });
});
afterAll(() => world.stop());

const draft = (extra: Partial<DraftInput> = {}): DraftInput => ({
  ...ends,
  streams: [users, notes],
  ...extra,
});
const connect = () => createConnection(world.scope, { ...ends, streams: [users, notes] });

/** As a run does once it has planned the stream. */
function markLoaded(connectionId: string, name: string) {
  const key = { connectionId, namespace: "public", name };
  return db().streamGeneration.create({ data: { ...key, generation: 1 } });
}

describe("the plan of a new connection", () => {
  it("says what will be created, as the destination explains it, and stores nothing", async () => {
    const plan = await planDraft(world.scope, draft());
    expect(plan).toMatchObject({ refresh: [], unanswered: null, unasked: 0 });
    expect(
      plan.lines.map(({ verb, what, statements, notes: said }) => [verb, what, statements, said]),
    ).toEqual([
      ["create", "public.users → public.users", ["CREATE TABLE …"], [isSlow]],
      ["create", "public.notes → public.notes", ["CREATE TABLE …"], [isSlow]],
    ]);
    expect(await db().connection.count({ where: { workspaceId: world.scope.workspaceId } })).toBe(0);
    expect(await db().run.count({ where: { workspaceId: world.scope.workspaceId } })).toBe(0);
  });

  it("says which tables are there already, and will be replaced", async () => {
    world.pool.answers.preview = async ({ request }) =>
      request.plan.table.name === "notes" ? { columns: [], rows: [], place: "public.notes" } : null;
    const { lines } = await planDraft(world.scope, draft());
    expect(lines.map(({ verb }) => verb)).toEqual(["create", "re-read"]);
    expect(lines[1]?.notes[0]).toEqual({ what: "replaced" });
  });

  it("warns of the tables that another connection writes to, until a prefix keeps them apart", async () => {
    await createConnection(world.scope, { ...ends, name: "Former", streams: [users, notes] });
    const warningsOf = async (extra: Partial<DraftInput>) =>
      (await planDraft(world.scope, draft(extra))).lines.map(({ notes: said }) => said[0]);
    expect(await warningsOf({})).toEqual([
      warning(/^The connection “Former” writes public.users to the same table, public.users\./),
      warning(/the same table, public.notes\. Both replace or merge the same rows, .* prefix/),
    ]);
    expect(await warningsOf({ prefix: "new_" })).toEqual([isSlow, isSlow]);
  });

  it("lists what was chosen where the destination cannot be asked, and why it could not", async () => {
    world.pool.answers.explain = async () => {
      throw new TransientError("dwh.example does not answer.");
    };
    const plan = await planDraft(world.scope, draft());
    expect(plan.unanswered).toBe("dwh.example does not answer.");
    expect(plan.lines.map(({ what }) => what)).toEqual(["public.users", "public.notes"]);
  });

  it("is refused for the same reasons, at the same places, as saving is", async () => {
    const wrong = draft({ streams: [{ ...users, cursorField: ["name"] }] });
    const planning = planDraft(world.scope, wrong);
    await expect(planning).rejects.toBeInstanceOf(InvalidInputError);
    await expect(planning).rejects.toMatchObject({ issues: [{ path: ["streams", 0, "cursorField"] }] });
  });

  it("asks about the first streams alone where there are very many", async () => {
    const [first] = testStreams;
    if (!first) throw new Error("There is no test stream.");
    const many = Array.from({ length: 120 }, (_, index): Stream => ({
      ...first,
      name: `t${index}`,
    }));
    world.pool.answers.discover = async () => many;
    const streams = many.map(({ name }) => ({ ...users, name }));
    const plan = await planDraft(world.scope, draft({ streams }));
    expect(plan.lines).toHaveLength(50);
    expect(plan.unasked).toBe(70);
  });

  it("knows no source of another workspace", async () => {
    await expect(planDraft(world.stranger, draft())).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("the plan of a change", () => {
  it("is empty where only the name is another", async () => {
    const { id } = await connect();
    const plan = await planDraft(world.scope, draft({ connectionId: id, name: "Other" }));
    expect(plan).toEqual({ lines: [], refresh: [], unanswered: null, unasked: 0 });
  });

  it("wants a stream refreshed whose key is another, once it was loaded", async () => {
    const { id } = await connect();
    const streams = [{ ...users, primaryKey: [["id"], ["name"]] }, notes];
    const before = await planDraft(world.scope, draft({ connectionId: id, streams }));
    expect(before.refresh).toEqual([]);
    await markLoaded(id, "users");
    const after = await planDraft(world.scope, draft({ connectionId: id, streams }));
    expect(after.refresh).toEqual([{ namespace: "public", name: "users" }]);
    expect(after.lines).toHaveLength(1);
    expect(after.lines[0]?.notes).toContainEqual({ what: "former_key", fields: ["id"] });
  });

  it("goes by the contract for fields that the source has new, but for a stream whose fields are chosen anew", async () => {
    const { id } = await createConnection(world.scope, {
      ...ends,
      streams: [users, notes],
      policies: { columns: "freeze" },
    });
    const [found] = testStreams;
    const schema = { ...found, fields: found?.fields.filter(({ name }) => name !== "profile") } as object;
    await db().streamGeneration.create({
      data: { connectionId: id, namespace: "public", name: "users", generation: 1, schema },
    });
    const elsewhere = await planDraft(world.scope, draft({ connectionId: id, prefix: "new_" }));
    expect(elsewhere).toMatchObject({
      lines: [{ what: "public.users" }, { what: "public.notes" }],
      unanswered: expect.stringMatching(/would stop: public.users has a new field profile .*frozen/),
    });
    const streams = [{ ...users, selectedFields: ["id", "updated_at", "profile"] }, notes];
    const chosen = await planDraft(world.scope, draft({ connectionId: id, streams }));
    expect(chosen.unanswered).toBeNull();
  });

  it("leaves the table of a stream that is not chosen any more", async () => {
    const { id } = await connect();
    const plan = await planDraft(world.scope, draft({ connectionId: id, streams: [users] }));
    expect(plan.lines).toMatchObject([{ verb: "keep", what: "public.notes" }]);
  });

  it("knows no connection of another workspace", async () => {
    const { id } = await connect();
    await expect(planDraft(world.stranger, draft({ connectionId: id }))).rejects.toBeInstanceOf(
      NotFoundError,
    );
  });
});

describe("nameTables", () => {
  const name = (extra: object, streams: [string, string, string][]) =>
    nameTables(world.scope, { destinationId: ends.destinationId, streams, ...extra });

  it("follows prefix, namespace format and a table's own name", async () => {
    const format = {
      prefix: "p_",
      namespaceDefinition: "custom_format" as const,
      namespaceFormat: "x_${SOURCE_NAMESPACE}",
    };
    expect(
      await name(format, [
        ["shop", "orders", ""],
        ["shop", "notes", "Own name"],
      ]),
    ).toEqual([
      { namespace: "x_shop", name: "p_orders" },
      { namespace: "x_shop", name: "Own_name" },
    ]);
  });

  it("cuts and tells apart by the destination's own rules", async () => {
    const long = "t".repeat(80);
    const [cut, first, second] = await name({}, [
      ["a", long, ""],
      ["a", "orders", ""],
      ["b", "orders", ""],
    ]);
    expect(cut?.name).toMatch(/^t{54}_[0-9a-f]{8}$/);
    expect(first?.name).toBe("orders");
    expect(second?.name).toMatch(/^orders_[0-9a-f]{3}$/);
  });
});

describe("previewDraftTable", () => {
  const sampled = {
    read: 2,
    filtered: 1,
    outputs: [
      {
        rows: [["1", "2024-01-01T00:00:00Z", "Ann", null]],
        documents: ['{"id":1}'],
        changes: [[{ field: "name", change: "TRUNCATED" as const, reason: "too long" }]],
      },
    ],
  };
  beforeEach(() => {
    world.pool.answers.sampleStream = async () => sampled;
  });

  it("shows typed columns, what every table carries, the rows, and what was changed in them", async () => {
    const preview = await previewDraftTable(world.scope, { ...draft(), streams: [users] });
    if ("failure" in preview) throw new Error(preview.failure.message);
    const [table] = preview.tables;
    expect(preview).toMatchObject({ read: 2, filtered: 1 });
    expect(table?.table).toEqual({ namespace: "public", name: "users" });
    expect(table?.columns.filter(({ isMeta }) => !isMeta)[0]).toEqual({
      name: "id",
      type: "bigint",
      isMeta: false,
    });
    expect(table?.columns.filter(({ isMeta }) => isMeta).map((column) => column.name)).toEqual([
      "_airbyte_raw_id",
      "_airbyte_extracted_at",
      "_airbyte_meta",
      "_airbyte_generation_id",
    ]);
    expect(table?.rows[0]?.[0]).toBe("1");
    expect(table?.rows[0]).toHaveLength(table?.columns.length ?? 0);
    expect(table?.changes).toEqual([{ row: 0, column: "name", change: "TRUNCATED", reason: "too long" }]);
  });

  it("shows one document for each row with raw data", async () => {
    const preview = await previewDraftTable(world.scope, {
      ...draft(),
      normalization: "raw",
      streams: [users],
    });
    if ("failure" in preview) throw new Error(preview.failure.message);
    const [table] = preview.tables;
    expect(table?.table.namespace).toBe("airbyte_internal");
    expect(table?.columns.map((column) => column.name)).toEqual([
      "_airbyte_data",
      "_airbyte_raw_id",
      "_airbyte_extracted_at",
      "_airbyte_loaded_at",
      "_airbyte_meta",
      "_airbyte_generation_id",
    ]);
    expect(table?.rows[0]?.[0]).toBe('{"id":1}');
  });

  it("gives the key that was typed to the worker, and to nobody else", async () => {
    const key = "00112233445566778899aabbccddeeff";
    const mapper = {
      id: "m",
      type: "encryption" as const,
      mapperConfiguration: {
        algorithm: "AES" as const,
        targetField: "name",
        mode: "GCM" as const,
        padding: "NoPadding" as const,
        key,
      },
    };
    const preview = await previewDraftTable(world.scope, {
      ...draft(),
      streams: [{ ...users, mappers: [mapper] }],
    });
    const call = world.pool.calls.find(({ name }) => name === "sampleStream");
    expect(call?.input).toMatchObject({ mapperSecrets: { m: key } });
    expect(JSON.stringify(preview)).not.toContain(key);
  });

  it("takes a source that cannot be read for an answer", async () => {
    world.pool.answers.sampleStream = async () => {
      throw new TransientError("db.example does not answer.");
    };
    const preview = await previewDraftTable(world.scope, { ...draft(), streams: [users] });
    expect(preview).toMatchObject({ failure: { message: "db.example does not answer." } });
  });
});

describe("refreshOffer", () => {
  it("tells what is different from before", async () => {
    await connect();
    world.pool.answers.discover = async () => testStreams.slice(1);
    const { streams, diff } = await refreshOffer(world.scope, ends.sourceId, ends.destinationId);
    expect(streams).toHaveLength(testStreams.length - 1);
    expect(diff?.removed).toEqual([{ namespace: "public", name: "users" }]);
  });
});

describe("saveChoice", () => {
  it("stores the change and asks for the refresh that goes with it", async () => {
    const { id, revision } = await connect();
    const saved = await saveChoice(world.scope, {
      id,
      changes: { revision, streams: [users] },
      refresh: [{ namespace: "public", name: "users" }],
    });
    expect(saved).toEqual({ revision: revision + 1, notRefreshed: null });
    const [run] = await db().run.findMany({ where: { connectionId: id } });
    expect(run).toMatchObject({ kind: "refresh", trigger: "manual" });
  });

  it("stores the change also where the refresh cannot begin, and says why", async () => {
    const { id } = await createConnection(world.scope, { ...ends, streams: [users], status: "inactive" });
    const refresh = [{ namespace: "public", name: "users" }];
    const saved = await saveChoice(world.scope, { id, changes: { prefix: "p_" }, refresh });
    expect(saved.notRefreshed).toMatch(/inactive/);
    expect((await getConnection(world.scope, id)).prefix).toBe("p_");
  });

  it("tells the second of two people, and stores nothing of theirs", async () => {
    const { id, revision } = await connect();
    await saveChoice(world.scope, { id, changes: { revision, prefix: "first_" } });
    const second = saveChoice(world.scope, { id, changes: { revision, prefix: "second_" } });
    await expect(second).rejects.toBeInstanceOf(StaleError);
    expect((await getConnection(world.scope, id)).prefix).toBe("first_");
  });
});
