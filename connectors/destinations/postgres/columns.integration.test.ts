import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  AuthError,
  ConfigError,
  type Field,
  type LogicalType,
  metaColumns,
  type StreamPlan,
  type Value,
} from "@/connectors/sdk";
import {
  checkpointOf,
  createTestContext,
  planFeed,
  planStream,
  type PlanOptions,
  type TestContext,
} from "@/connectors/sdk/testing";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { postgresDestination } from ".";
import type { PostgresDestinationConfig } from "./config";
import { configOf, listTables, readRows } from "./testing";

describeWithPostgres("columns of PostgreSQL tables", () => {
  let database: TestDatabase;
  let ctx: TestContext;
  let config: PostgresDestinationConfig;
  let fence = 0;
  let syncId = 0;
  beforeAll(async () => {
    database = await createTestDatabase("pgcolumns");
    config = configOf(database.url, { schema: "out" });
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    ctx = await createTestContext();
    await database.query("DROP SCHEMA IF EXISTS out CASCADE; CREATE SCHEMA out");
  });
  afterEach(() => ctx.dispose());

  const plan = (fields: Field[], more: Partial<PlanOptions> = {}): StreamPlan =>
    planStream({ connectionId: "c", name: "t", namespace: "out", syncId: ++syncId, fields, ...more });
  const field = (type: LogicalType, name = "v"): Field => ({ name, type, nullable: true });
  const write = async (stream: StreamPlan, rows: Value[][]) => {
    const feed = planFeed(stream, ++fence);
    const writer = await postgresDestination.open(config, feed, ctx);
    try {
      const result = await writer.write(0, { encoding: "rows", rows, bytes: 100 });
      await writer.commit(checkpointOf(feed, 1, rows.length, true));
      return result;
    } finally {
      await writer.close();
    }
  };
  const read = async (column = "v") =>
    ((await readRows(database, { namespace: "out", name: "t" })) ?? []).map((row) => row[column] ?? null);
  const typeOf = async (column = "v") => {
    const [row] = await database.query<{ type: string }>(
      "SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = 'out.t'::regclass AND attname = $1",
      [column],
    );
    return row?.type;
  };

  describe("an existing column", () => {
    const widened: [
      existing: string,
      sample: string,
      type: LogicalType,
      value: Value,
      becomes: string,
      read: string[],
    ][] = [
      ["smallint", "1", { kind: "integer", bits: 32 }, 70000, "integer", ["1", "70000"]],
      ["smallint", "1", { kind: "integer", bits: 64 }, 2n ** 40n, "bigint", ["1", "1099511627776"]],
      ["integer", "1", { kind: "decimal" }, "1.5", "numeric", ["1", "1.5"]],
      ["bigint", "9007199254740993", { kind: "string" }, "x", "character varying", ["9007199254740993", "x"]],
      ["numeric(10,2)", "1.50", { kind: "decimal" }, "1.123456789", "numeric", ["1.50", "1.123456789"]],
      ["varchar(3)", "abc", { kind: "string" }, "abcdef", "character varying", ["abc", "abcdef"]],
      ["char(5)", "abc", { kind: "string" }, "abcdef", "character varying", ["abc", "abcdef"]],
      ["real", "0.5", { kind: "number", bits: 64 }, 0.1, "double precision", ["0.5", "0.1"]],
      [
        "timestamp(0)",
        "2026-01-01",
        { kind: "timestamp", zoned: false },
        "2026-01-01T00:00:00.5",
        "timestamp without time zone",
        ["2026-01-01 00:00:00", "2026-01-01 00:00:00.5"],
      ],
    ];
    it.each(widened)(
      "%s (%s) becomes wide enough for %o",
      async (existing, sample, type, value, becomes, expected) => {
        await database.query(`CREATE TABLE out.t (v ${existing}); INSERT INTO out.t VALUES ('${sample}')`);
        await write(plan([field(type)]), [[value]]);
        expect(await typeOf()).toBe(becomes);
        expect((await read()).sort()).toEqual([...expected].sort());
      },
    );

    const kept: [existing: string, type: LogicalType, value: Value, read: string][] = [
      ["bigint", { kind: "integer", bits: 16 }, 7, "7"],
      ["numeric", { kind: "integer", bits: 64 }, -(2n ** 63n), "-9223372036854775808"],
      ["double precision", { kind: "number", bits: 32 }, 0.1, "0.1"],
      ["text", { kind: "string" }, "ü", "ü"],
      ["text", { kind: "timestamp", zoned: true }, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
      ["character varying", { kind: "integer", bits: 64 }, 2n ** 60n, "1152921504606846976"],
      ["json", { kind: "object", fields: [] }, '{"b":1,"a":1}', '{"b":1,"a":1}'],
    ];
    it.each(kept)("%s stays where it holds %o", async (existing, type, value, expected) => {
      await database.query(`CREATE TABLE out.t (v ${existing})`);
      expect(await write(plan([field(type)]), [[value]])).toMatchObject({ changed: 0 });
      expect(await typeOf()).toBe(existing);
      expect(await read()).toEqual([expected]);
    });

    it.each([
      ["integer", { kind: "boolean" }],
      ["double precision", { kind: "decimal" }],
      ["numeric", { kind: "number", bits: 64 }],
      ["text", { kind: "binary" }],
      ["timestamptz", { kind: "timestamp", zoned: false }],
      ["point", { kind: "string" }],
    ] as [string, LogicalType][])(
      "%s is refused for %o, by name, before a row is written",
      async (existing, type) => {
        await database.query(`CREATE TABLE out.t (v ${existing})`);
        const refused = write(plan([field(type)]), []);
        await expect(refused).rejects.toBeInstanceOf(ConfigError);
        await expect(refused).rejects.toThrow(/Column "v" of "out"."t" is/);
      },
    );

    it("that the stream does not have stays, and gets nulls", async () => {
      await write(plan([field({ kind: "string" }, "a"), field({ kind: "string" }, "b")]), [["1", "2"]]);
      await write(plan([field({ kind: "string" }, "b")]), [["3"]]);
      expect((await read("a")).sort()).toEqual(["1", null]);
    });

    it("under a view cannot be widened, and the message says why", async () => {
      await database.query("CREATE TABLE out.t (v smallint); CREATE VIEW out.w AS SELECT v FROM out.t");
      await expect(write(plan([field({ kind: "integer", bits: 64 })]), [])).rejects.toThrow(/view/);
    });
  });

  it("cannot be more than 1,600, Sluice's own among them", async () => {
    const fields = Array.from({ length: 1597 }, (_, index) =>
      field({ kind: "integer", bits: 16 }, `c${index}`),
    );
    await expect(write(plan(fields), [])).rejects.toThrow(/"out"."t" would have 1601 columns.*at most 1600/);
    await expect(postgresDestination.explain(config, plan(fields), ctx)).rejects.toBeInstanceOf(ConfigError);
    await write(plan(fields.slice(0, 1596)), [[1]]);
    expect(await read("c0")).toEqual(["1"]);
  });

  it("that would make a row too wide for a page put that row, and no other, into quarantine", async () => {
    const fields = Array.from({ length: 1200 }, (_, index) =>
      field({ kind: "integer", bits: 64 }, `c${index}`),
    );
    const wide = fields.map((_, index) => index);
    const narrow = fields.map((_, index) => (index < 500 ? index : null));
    const result = await write(plan(fields), [narrow, wide, narrow]);
    expect(result).toMatchObject({
      written: 2,
      quarantined: [{ reason: expect.stringContaining("page") as string }],
    });
    expect(await read("c0")).toEqual(["0", "0"]);
  });

  it("take rows that just fit into a page, whatever their types", async () => {
    const kinds: [LogicalType, Value][] = [
      [{ kind: "string" }, "a text of thirty characters...."],
      [{ kind: "decimal" }, "12345678901234567890.5"],
      [{ kind: "json" }, '{"a":[1,2,3,4,5,6,7,8]}'],
      [{ kind: "boolean" }, true],
      [{ kind: "time", zoned: true }, "12:00:00Z"],
    ];
    for (const count of [250, 350, 420, 500, 700, 1000]) {
      const fields = Array.from({ length: count }, (_, index) =>
        field(kinds[index % kinds.length]?.[0] ?? { kind: "json" }, `c${index}`),
      );
      const row = fields.map((_, index) => kinds[index % kinds.length]?.[1] ?? null);
      await database.query("DROP TABLE IF EXISTS out.t");
      const { written, quarantined } = await write(plan(fields), [row]);
      expect(written + quarantined.length).toBe(1);
      expect(await read("c0")).toHaveLength(written);
    }
  });

  it("may have any name: capitals, spaces, quotes, Unicode, reserved words", async () => {
    const names = ["Select", "a b", 'qu"ote', "qu'ote", "Ünï 世界", "$1", "x".repeat(63), "%s\\"];
    const fields = names.map((name) => field({ kind: "string" }, name));
    const stream = plan(fields, { name: 'T "x" \\ %', write: "overwrite" });
    await write(stream, [names]);
    await postgresDestination.finish(config, stream, ctx);
    const [row] = (await readRows(database, stream.table)) ?? [];
    expect(names.map((name) => row?.[name])).toEqual(names);
    await postgresDestination.clear(config, stream, ctx);
    expect(await listTables(database, ["out"])).toEqual([]);
  });

  describe("values that do not fit become null, with the reason", () => {
    const misfits: [type: LogicalType, value: Value][] = [
      [{ kind: "string" }, "nul \0 byte"],
      [{ kind: "integer", bits: 16 }, 32768],
      [{ kind: "integer", bits: 32 }, -2147483649],
      [{ kind: "integer", bits: 64 }, 2n ** 63n],
      [{ kind: "integer", bits: 64 }, 1.5],
      [{ kind: "number", bits: 32 }, 1e39],
      [{ kind: "decimal" }, "1e5"],
      [{ kind: "decimal" }, `1${"0".repeat(131_072)}`],
      [{ kind: "date" }, "2026-02-30"],
      [{ kind: "date" }, "+5874898-01-01"],
      [{ kind: "date" }, "-4714-11-24"],
      [{ kind: "time", zoned: false }, "24:00:01"],
      [{ kind: "time", zoned: true }, "12:00:00"],
      [{ kind: "timestamp", zoned: false }, "+294277-01-01T00:00:00"],
      [{ kind: "timestamp", zoned: true }, "yesterday"],
      [{ kind: "uuid" }, "123"],
      [{ kind: "json" }, '"\\u0000"'],
      [{ kind: "json" }, "{'a': 1}"],
      [{ kind: "json" }, "[".repeat(20_000) + "]".repeat(20_000)],
      [{ kind: "json" }, "1e200000"],
      [{ kind: "boolean" }, "yes"],
      [{ kind: "binary" }, "text"],
    ];
    it.each(
      misfits.map(
        ([type, value]) => [JSON.stringify(type), String(value).slice(0, 30), type, value] as const,
      ),
    )("%s %s", async (_type, _text, type, value) => {
      const stream = plan([field({ kind: "integer", bits: 32 }, "n"), field(type)]);
      expect(
        await write(stream, [
          [1, value],
          [2, null],
        ]),
      ).toEqual({ written: 2, changed: 1, quarantined: [] });
      expect(await read()).toEqual([null, null]);
      const changes = (await read(metaColumns.meta)).map(
        (meta) => (JSON.parse(meta ?? "") as { changes: unknown[] }).changes,
      );
      expect(changes.sort((left, right) => left.length - right.length)).toEqual([
        [],
        [{ field: "v", change: "NULLED", reason: "DESTINATION_SERIALIZATION_ERROR" }],
      ]);
    });

    it("and half a surrogate pair becomes U+FFFD, in text and in JSON, with the reason", async () => {
      const stream = plan([field({ kind: "string" }), field({ kind: "json" }, "j")]);
      const result = await write(stream, [["a\ud800b", '{"a\\ud800": "\\udc00 \\ud83d\\ude00 \\\\ud800"}']]);
      expect(result.changed).toBe(2);
      expect(await read()).toEqual(["a\ufffdb"]);
      expect(await read("j")).toEqual(['{"a\ufffd": "\ufffd 😀 \\\\ud800"}']);
    });

    it("and what the source had to change stays noted beside", async () => {
      const stream = plan([field({ kind: "string" }), field({ kind: "uuid" }, "u")]);
      const feed = planFeed(stream, ++fence);
      const writer = await postgresDestination.open(config, feed, ctx);
      const changes = new Map([
        [0, [{ field: "v", change: "TRUNCATED" as const, reason: "SOURCE_FIELD_SIZE_LIMITATION" }]],
      ]);
      const result = await writer.write(0, {
        encoding: "rows",
        rows: [["x", "no uuid"]],
        bytes: 10,
        changes,
      });
      expect(result.changed).toBe(2);
      await writer.commit(checkpointOf(feed, 1, 1, true));
      await writer.close();
      const [meta] = await read(metaColumns.meta);
      expect(JSON.parse(meta ?? "")).toMatchObject({ changes: [{ field: "v" }, { field: "u" }] });
    });

    it("and in raw documents likewise", async () => {
      const fields = [
        field({ kind: "string" }),
        field({ kind: "json" }, "j"),
        field({ kind: "decimal" }, "d"),
      ];
      const stream = plan(fields, { normalization: "raw" });
      const result = await write(stream, [
        ["nul \0", "{broken", "NaN"],
        ["a\ud800", '"\\u0000"', "1.10"],
      ]);
      expect(result).toEqual({ written: 2, changed: 4, quarantined: [] });
      expect((await read(metaColumns.data)).sort()).toEqual([
        '{"d": "NaN", "j": null, "v": null}',
        '{"d": 1.10, "j": null, "v": "a\ufffd"}',
      ]);
      expect(await read(metaColumns.loadedAt)).toEqual([null, null]);
    });
  });

  describe("rights", () => {
    const role = `sluice_writer_${process.pid}`;
    beforeEach(() => database.query(`CREATE ROLE ${role} LOGIN`));
    afterEach(() => database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`));

    it("are asked for by the statement that gives them", async () => {
      const mine = { ...config, username: role };
      await expect(postgresDestination.check(mine, ctx)).rejects.toThrow(
        /permission denied.*GRANT CREATE ON DATABASE/,
      );
      await database.query(`CREATE SCHEMA airbyte_internal; GRANT USAGE ON SCHEMA out TO ${role}`);
      const refused = postgresDestination.check(mine, ctx);
      await expect(refused).rejects.toBeInstanceOf(AuthError);
      await expect(refused).rejects.toThrow(/GRANT USAGE, CREATE ON SCHEMA "out"/);
      await database.query(`GRANT CREATE ON SCHEMA out TO ${role}`);
      await postgresDestination.check(mine, ctx);
      await database.query("DROP SCHEMA airbyte_internal");
    });

    it("to another's table are asked for when it is to be replaced", async () => {
      await database.query(`GRANT USAGE, CREATE ON SCHEMA out TO ${role}; CREATE TABLE out.t (v text)`);
      const before = config;
      config = { ...config, username: role };
      const stream = plan([field({ kind: "string" })], { write: "overwrite" });
      await write(stream, [["x"]]);
      await expect(postgresDestination.finish(config, stream, ctx)).rejects.toBeInstanceOf(AuthError);
      config = before;
      expect(await read()).toEqual([]);
    });
  });
});
