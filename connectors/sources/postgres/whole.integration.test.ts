import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { oneFeedPerStream } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { readFeed } from "./read";
import { configOf, discoverOne, readRows, selectFull } from "./testing";

describeWithPostgres("a full refresh", () => {
  let database: TestDatabase;
  let ctx: TestContext;
  const config = () => configOf(database.url);
  beforeAll(async () => {
    database = await createTestDatabase("pgwhole");
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    ctx = await createTestContext();
  });
  afterEach(() => ctx.dispose());

  const make = {
    plain: "CREATE TABLE plain AS SELECT i AS id, 'note ' || i AS note FROM generate_series(1, 100) AS i",
    computed:
      "CREATE TABLE computed (id int, twice int GENERATED ALWAYS AS (id * 2) STORED); INSERT INTO computed SELECT i FROM generate_series(1, 100) AS i",
    parent:
      "CREATE TABLE parent (id int, note text); CREATE TABLE child (more text) INHERITS (parent); INSERT INTO parent VALUES (1, 'a'); INSERT INTO child VALUES (2, 'b', 'c')",
    shrunk:
      "CREATE TABLE shrunk (gone int, id int, note text); INSERT INTO shrunk VALUES (0, 1, 'a'); ALTER TABLE shrunk DROP gone; ALTER TABLE shrunk ADD later int DEFAULT 7",
    cast: "CREATE TABLE cast_ (id oid, address inet); INSERT INTO cast_ VALUES (7, '10.0.0.1')",
    quoted: `CREATE TABLE "Quoted, too" ("a ""b""" int, "C" text); INSERT INTO "Quoted, too" VALUES (1, 'x')`,
    seen: "CREATE TABLE under AS SELECT 1 AS id; CREATE VIEW seen AS SELECT id, id + 1 AS next FROM under",
  };

  it.each([
    ["plain", make.plain, "plain"],
    ["with a generated column", make.computed, "computed"],
    ["with children", make.parent, "parent"],
    ["with columns dropped and added", make.shrunk, "shrunk"],
    ["whose columns are read through casts", make.cast, "cast_"],
    ["with names that are quoted", make.quoted, "Quoted, too"],
    ["that is a view", make.seen, "seen"],
  ])("reads all rows of a table %s", async (_, sql, name) => {
    await database.query(sql);
    const stream = selectFull(await discoverOne(config(), ctx, name));
    const { rows } = await readRows(config(), ctx, stream);
    const expected = await database.query<Record<string, unknown>>(`SELECT * FROM "${name}"`);
    const text = (row: unknown[]) => row.map(String);
    expect(rows.map(text)).toEqual(expected.map((row) => text(Object.values(row))));
    expect(rows.length).toBeGreaterThan(0);
  });

  it("reads the chosen fields in their order", async () => {
    await database.query("CREATE TABLE chosen (a int, b int, c int); INSERT INTO chosen VALUES (1, 2, 3)");
    const stream = selectFull(await discoverOne(config(), ctx, "chosen"));
    const fields = [stream.fields[2], stream.fields[0]].flatMap((field) => field ?? []);
    expect((await readRows(config(), ctx, { ...stream, fields })).rows).toEqual([[3, 1]]);
  });

  it("leaves the query away where the table itself says the same, which costs the server less", async () => {
    await database.query("CREATE TABLE direct AS SELECT i AS id FROM generate_series(1, 10) AS i");
    const stream = selectFull(await discoverOne(config(), ctx, "direct"));
    const [feed] = oneFeedPerStream([stream]);
    if (!feed) throw new Error("unreachable: one stream, one feed");
    const atOneGo = { ...feed, hasOneCheckpoint: true };
    const asked: string[] = [];
    for await (const { type } of readFeed(config(), atOneGo, null, "pg-copy-binary", ctx)) {
      if (type !== "batch") continue;
      const found = await database.query<{ query: string }>(
        "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY%'",
      );
      asked.push(...found.map(({ query }) => query));
    }
    expect(asked).toEqual([expect.stringMatching(/^COPY \S*direct\S* \(\S*id\S*\) TO STDOUT/)]);
  });
});
