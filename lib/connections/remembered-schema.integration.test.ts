import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Field, Stream } from "@/connectors/sdk";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { connectTestEnds } from "@/lib/connectors/testing/connect";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { testStreams } from "@/lib/connectors/testing/connectors";
import { db } from "@/lib/db";
import type { ConnectionPolicies } from "./policies";
import { getConnection, updateConnection } from "./service";

let world: TestConsole;
let connectionId: string;

beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(async () => {
  await world.reset();
  connectionId = await connectTestEnds(world.scope);
  for (const stream of testStreams) {
    const key = { connectionId, namespace: stream.namespace ?? "", name: stream.name };
    await db().streamGeneration.create({ data: { ...key, generation: 1, schema: { ...stream } as object } });
  }
});
afterAll(() => world.stop());

const chosen = async () => (await getConnection(world.scope, connectionId)).streams;
const choose = (streams: ConfiguredStream[]) => updateConnection(world.scope, connectionId, { streams });
const rows = () => db().streamGeneration.findMany({ where: { connectionId } });
const forgotten = async () =>
  (await rows()).flatMap(({ namespace, name, schema }) => (schema === null ? [`${namespace}.${name}`] : []));
const fieldsOf = async (name: string) => {
  const row = (await rows()).find((candidate) => candidate.name === name);
  return (row?.schema as unknown as Stream | null)?.fields.map((field) => field.name) ?? null;
};
const isUsers = ({ name }: ConfiguredStream) => name === "users";
const withUsers = async (change: Partial<ConfiguredStream>) =>
  (await chosen()).map((stream) => (isUsers(stream) ? { ...stream, ...change } : stream));

describe("the schema that streams were last moved with", () => {
  it("stays where a change names the streams as they were", async () => {
    await choose(await chosen());
    expect(await forgotten()).toEqual([]);
  });

  it.each<[string, Partial<ConfiguredStream>]>([
    ["mode and cursor", { syncMode: "incremental_append", cursorField: ["updated_at"] }],
    ["key", { syncMode: "incremental_deduped_history", cursorField: ["id"], primaryKey: [["name"]] }],
    ["table", { destinationName: "people" }],
  ])("stays where another %s is chosen: the fields are the same", async (_what, change) => {
    await choose(await withUsers(change));
    expect(await forgotten()).toEqual([]);
  });

  it("is forgotten of a stream whose fields are chosen anew, in whatever order they are named, and of no other", async () => {
    await choose(await withUsers({ selectedFields: ["id", "name"] }));
    expect(await forgotten()).toEqual(["public.users"]);
    await db().streamGeneration.updateMany({
      where: { connectionId, name: "users" },
      data: { schema: { ...testStreams[0] } as object },
    });
    await choose(await withUsers({ selectedFields: ["name", "id"] }));
    expect(await forgotten()).toEqual([]);
    await choose((await withUsers({})).map(({ selectedFields: _, ...stream }) => stream));
    expect(await forgotten()).toEqual(["public.users"]);
  });

  it("is forgotten of a stream that is chosen again, and stays of one that is chosen no more", async () => {
    const all = await chosen();
    await choose(all.filter((stream) => !isUsers(stream)));
    expect(await forgotten()).toEqual([]);
    await choose(all);
    expect(await forgotten()).toEqual(["public.users"]);
  });
});

describe("a change of the schema that waits, where streams are chosen", () => {
  const note: Field = { name: "note", type: { kind: "string" }, nullable: true };
  const hold = (policies: Partial<ConnectionPolicies>) =>
    db().connection.update({
      where: { id: connectionId },
      data: {
        status: "inactive",
        policies,
        pendingChange: {
          message: "users has a new field note.",
          diff: {
            added: [],
            removed: [],
            changed: [
              {
                stream: { namespace: "public", name: "users" },
                addedFields: [{ ...note }],
                removedFields: [],
                changedFields: [],
                keyChanged: false,
                primaryKey: [["id"]],
              },
            ],
          },
        } as object,
      },
    });

  it("waits on where the streams are named as they are", async () => {
    await hold({ schemaChanges: "pause" });
    expect(await choose(await chosen())).toMatchObject({ status: "inactive", pendingChange: {} });
    expect(await fieldsOf("users")).not.toContain("note");
  });

  it("is approved, so that the next run does not ask again", async () => {
    await hold({ schemaChanges: "pause" });
    const streams = await withUsers({ destinationName: "people" });
    expect(await choose(streams)).toMatchObject({ status: "active", pendingChange: null });
    expect(await fieldsOf("users")).toContain("note");
  });

  it("is approved as far as the connection's contract goes", async () => {
    await hold({ schemaChanges: "pause", columns: "discard" });
    await choose(await withUsers({ destinationName: "people" }));
    expect(await fieldsOf("users")).toEqual(["id", "name", "updated_at", "profile"]);
  });
});
