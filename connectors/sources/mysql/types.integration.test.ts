import { afterAll, beforeAll, expect, it } from "vitest";
import { oneFeedPerStream, type PgCopyBinaryBatch, type Value } from "@/connectors/sdk";
import { createTestContext, digestBothWays, faultOf, type TestContext } from "@/connectors/sdk/testing";
import { decodeRows } from "@/connectors/sdk/postgres/decode-rows";
import { isWireType } from "@/connectors/sdk/postgres/wire-types";
import { createMySqlDatabase, describeWithMySql, type MySqlTestDatabase } from "@/tests/support/mysql";
import { mysqlSource } from ".";
import { configOf, discoverOne, readRows, selectFull } from "./testing";
import { typeCases } from "./testing-types";

describeWithMySql("every type of MySQL and MariaDB", () => {
  let database: MySqlTestDatabase;
  let ctx: TestContext;
  let isMariaDb = true;
  const config = () => configOf(database.url);
  beforeAll(async () => {
    database = await createMySqlDatabase("types");
    ctx = await createTestContext();
    const [row] = await database.query("SELECT VERSION() AS version");
    isMariaDb = /mariadb/i.test(row?.version ?? "");
  });
  afterAll(async () => {
    await ctx.dispose();
    await database.drop();
  });

  for (const [index, { type, kind, values, expected, changed = 0, isMariaDbOnly }] of typeCases.entries()) {
    it(`reads ${type} as ${kind}, exactly, in every encoding`, async (test) => {
      if (isMariaDbOnly && !isMariaDb) return test.skip("MySQL has no such type");
      const table = `t${index}`;
      const inserts = [...values, "NULL"].map((value, n) => `INSERT INTO ${table} VALUES (${n}, ${value})`);
      await database.query(
        `SET SESSION sql_mode = 'ALLOW_INVALID_DATES'; CREATE TABLE ${table} (n int PRIMARY KEY, v ${type}); ${inserts.join("; ")}`,
      );
      const stream = selectFull(await discoverOne(config(), ctx, table));
      const field = stream.fields[1];
      expect(field?.type.kind).toBe(kind);
      const reading = await readRows(config(), ctx, stream);
      const read = reading.rows.map((row) => row[1] ?? null);
      expect(read).toEqual([...expected, null]);
      expect(read.flatMap((value) => (field && faultOf(field.type, value)) ?? [])).toEqual([]);
      expect(reading.changes).toHaveLength(changed);
      for (const change of reading.changes) expect(change.reason).toMatch(/^SOURCE_SERIALIZATION_ERROR: /);
      const columns = await readRows(config(), ctx, stream, { encoding: "columns" });
      if (changed > 0) expect(columns.rows.map((row) => row[1])).toEqual(read);
      else expect(columns.encodings).toEqual(["columns"]);
      if (field?.native && changed === 0) expect(await readFrames(table)).toEqual(read);
      if (changed > 0) return;
      const digests = await digestBothWays(mysqlSource, config(), stream, reading.rows, ctx);
      expect(digests?.computed).toEqual(digests?.read);
    });
  }

  /** What PostgreSQL would make of the frames; texts with U+0000 come as rows. */
  async function readFrames(table: string): Promise<Value[]> {
    const stream = selectFull(await discoverOne(config(), ctx, table));
    const [feed] = oneFeedPerStream([stream]);
    if (!feed) throw new Error("unreachable: one stream, one feed");
    const wires = stream.fields.map(({ native }) => (isWireType(native) ? native : "text"));
    const found: Value[] = [];
    for await (const event of mysqlSource.read(config(), feed, null, "pg-copy-binary", ctx)) {
      if (event.type !== "batch") continue;
      const { batch } = event;
      const rows = batch.encoding === "rows" ? batch.rows : framesOf(batch as PgCopyBinaryBatch);
      found.push(...rows.map((row) => row[1] ?? null));
    }
    return found;

    function framesOf({ chunks, count }: PgCopyBinaryBatch): Value[][] {
      const [bytes = new Uint8Array(0)] = chunks;
      return decodeRows({ bytes, count }, wires);
    }
  }

  it("reads tinyint(1) as a number where tinyInt1isBit is false", async () => {
    await database.query("CREATE TABLE flags (v tinyint(1)); INSERT INTO flags VALUES (7)");
    const numbers = { ...config(), jdbc_url_params: "tinyInt1isBit=false&useSSL=true" };
    const stream = selectFull(await discoverOne(numbers, ctx, "flags"));
    expect(stream.fields[0]?.type.kind).toBe("integer");
    expect((await readRows(numbers, ctx, stream)).rows).toEqual([[7]]);
  });

  it("reads generated and invisible columns", async () => {
    await database.query(
      "CREATE TABLE made (a int, b int AS (a * 2) VIRTUAL, c int AS (a * 3) STORED, d int DEFAULT 5 INVISIBLE); INSERT INTO made (a) VALUES (1)",
    );
    const stream = selectFull(await discoverOne(config(), ctx, "made"));
    expect((await readRows(config(), ctx, stream)).rows).toEqual([[1, 2, 3, 5]]);
  });

  it("reads timestamps in UTC whatever the server's time zone, and datetimes as they stand", async () => {
    await database.query(
      "SET SESSION time_zone = '+05:00'; CREATE TABLE zones (t timestamp NULL, d datetime); INSERT INTO zones VALUES ('2026-01-01 05:00:00', '2026-01-01 05:00:00')",
    );
    const elsewhere = { ...config(), jdbc_url_params: "sessionVariables=time_zone='+09:00'" };
    const stream = selectFull(await discoverOne(elsewhere, ctx, "zones"));
    expect((await readRows(elsewhere, ctx, stream)).rows).toEqual([
      ["2026-01-01T00:00:00Z", "2026-01-01T05:00:00"],
    ]);
  });

  it("reads a row of more than 16 MB, which comes in several packets, and the rows around it", async () => {
    await database.query(
      "CREATE TABLE large (n int PRIMARY KEY, a longtext, b longtext, c longtext); INSERT INTO large VALUES (1, 'before', '', ''), (2, REPEAT('a', 12000000), REPEAT('b', 12000000), REPEAT('c', 12000000)), (3, 'after', '', NULL)",
    );
    const stream = selectFull(await discoverOne(config(), ctx, "large"));
    const { rows } = await readRows(config(), ctx, stream);
    expect(rows.map(([n, a]) => [n, String(a).slice(0, 6)])).toEqual([
      [1, "before"],
      [2, "aaaaaa"],
      [3, "after"],
    ]);
    expect(rows[1]?.slice(1)).toEqual(["a", "b", "c"].map((letter) => letter.repeat(12_000_000)));
    expect(rows[2]).toEqual([3, "after", "", null]);
  });
});
