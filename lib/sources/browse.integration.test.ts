import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AuthError, TransientError } from "@/connectors/sdk";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { NotFoundError } from "@/lib/errors";
import { getStream, listStreams } from "./browse";
import { sampleStream } from "./sample";
import { createSource } from "./service";

let world: TestConsole;
let id: string;
beforeAll(async () => {
  world = await startTestConsole();
});
beforeEach(async () => {
  await world.reset();
  const config = { host: "db.example" };
  id = (await createSource(world.scope, { name: "Shop", connector: "test-source", config })).id;
});
afterAll(() => world.stop());

describe("the streams of a source", () => {
  it("are listed without their fields, each with what it is known by", async () => {
    const found = await listStreams(world.scope, id);
    if (!("streams" in found)) throw new Error("The source was not read.");
    expect(found.discoveredAt).toBeInstanceOf(Date);
    expect(found.streams).toMatchObject([
      { namespace: "public", name: "users", fieldCount: 4, primaryKey: ["id"], estimatedRows: null },
      { namespace: "public", name: "notes", fieldCount: 1, primaryKey: [] },
      { namespace: "audit", name: "notes" },
    ]);
    expect(world.pool.count("discover")).toBe(1);
  });

  it("of a source that cannot be read are the reason", async () => {
    world.pool.answers.discover = async () => {
      throw new AuthError("The password is refused.", { field: ["password"] });
    };
    expect(await listStreams(world.scope, id)).toMatchObject({
      failure: { kind: "auth", message: "The password is refused." },
    });
  });

  it("are told apart by their namespace", async () => {
    const stream = await getStream(world.scope, id, { namespace: "audit", name: "notes" });
    expect(stream.fields.map(({ name }) => name)).toEqual(["at", "place"]);
    await expect(getStream(world.scope, id, { name: "notes" })).rejects.toBeInstanceOf(NotFoundError);
  });

  it("of another workspace do not exist", async () => {
    await expect(listStreams(world.stranger, id)).rejects.toBeInstanceOf(NotFoundError);
    const sample = sampleStream(world.stranger, id, { namespace: "public", name: "users", maxRows: 5 });
    await expect(sample).rejects.toBeInstanceOf(NotFoundError);
  });

  it("that the source does not offer have no first rows", async () => {
    const sample = sampleStream(world.scope, id, { name: "nothing", maxRows: 5 });
    await expect(sample).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("the first rows of a stream", () => {
  const users = { namespace: "public", name: "users", maxRows: 5 };

  it("are read from the source itself, whole and from the start", async () => {
    world.pool.answers.sampleStream = async ({ read, maxRows }) => {
      expect(read).toMatchObject({ stream: { name: "users", mode: "full_refresh" }, shape: null });
      expect(maxRows).toBe(5);
      const rows = [["1", "Ada", null, null]];
      return { read: 1, filtered: 0, outputs: [{ rows, documents: ["{}"], changes: [[]] }] };
    };
    const found = await sampleStream(world.scope, id, users);
    expect(found).toMatchObject({ rows: [["1", "Ada", null, null]] });
    expect("fields" in found && found.fields.map(({ name }) => name)).toEqual([
      "id",
      "name",
      "updated_at",
      "profile",
    ]);
  });

  it("are a reason where the source does not give them", async () => {
    world.pool.answers.sampleStream = async () => {
      throw new TransientError("The table is locked.");
    };
    expect(await sampleStream(world.scope, id, users)).toMatchObject({
      failure: { kind: "transient", message: "The table is locked." },
    });
  });
});
