import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ColumnsBatch, Context, Feed, Field, PgCopyBinaryBatch, Value } from "@/connectors/sdk";
import { oneFeedPerStream } from "@/connectors/sdk";
import { createTestContext, faultOf, type TestContext } from "@/connectors/sdk/testing";
import { withPgSession } from "@/connectors/sdk/postgres/session";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { postgresSource } from ".";
import { connectionSettings } from "./config";
import { configOf, discoverOne, readRows, selectFull } from "./testing";

interface TypeCase {
  type: string;
  values: string[];
  /** The logical kind it must have. */
  kind: Field["type"]["kind"];
  /** SQL for what is expected, from the column `v`; what psql prints unless given. */
  expected?: string;
}

const setUp = `
  CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION ltree;
  CREATE SCHEMA types; SET search_path = types, public;
  CREATE TYPE mood AS ENUM ('sad', 'so "so"', 'glücklich');
  CREATE TYPE pair AS (a int, b text, "C d" numeric(6,2));
  CREATE TYPE nested AS (p pair, at timestamptz[]);
  CREATE DOMAIN positive AS int CHECK (VALUE > 0);
  CREATE DOMAIN strict AS positive NOT NULL;
  CREATE DOMAIN short AS varchar(5);
  CREATE DOMAIN pairs AS pair[];
  CREATE TYPE floats AS RANGE (subtype = float8);
`;

const json = "to_jsonb(v)::text";

const cases: TypeCase[] = [
  { type: "boolean", kind: "boolean", values: ["t", "f"] },
  { type: "smallint", kind: "integer", values: ["0", "32767", "-32768"] },
  { type: "integer", kind: "integer", values: ["0", "2147483647", "-2147483648"] },
  {
    type: "bigint",
    kind: "integer",
    values: [
      "0",
      "-1",
      "9007199254740991",
      "9007199254740993",
      "9223372036854775807",
      "-9223372036854775808",
    ],
  },
  {
    type: "real",
    kind: "number",
    values: ["0.1", "-3.4028235e38", "1e-45", "NaN", "Infinity", "-Infinity", "16777217"],
  },
  {
    type: "double precision",
    kind: "number",
    values: ["0.1", "-1.7976931348623157e308", "5e-324", "NaN", "Infinity", "-Infinity"],
  },
  {
    type: "numeric",
    kind: "decimal",
    values: [
      "0",
      "0.00",
      "1",
      "-1.50",
      "10000",
      "100000000.0001",
      "0.00001000",
      "12345678901234567890123456789.987654321",
      "NaN",
      "Infinity",
      "-Infinity",
      `1${"0".repeat(300)}`,
      `0.${"0".repeat(300)}1`,
    ],
  },
  {
    type: "numeric(12,2)",
    kind: "decimal",
    values: ["0", "9999999999.99", "-9999999999.99", "0.01", "-0.10", "10000.00", "99990000.00"],
  },
  {
    type: "numeric(18,6)",
    kind: "decimal",
    values: ["999999999999.999999", "-999999999999.999999", "0.000001", "123456789012.5"],
  },
  { type: "numeric(30,10)", kind: "decimal", values: ["12345678901234567890.0123456789"] },
  { type: "numeric(5,-2)", kind: "decimal", values: ["1234500", "-100"] },
  { type: "numeric(3,5)", kind: "decimal", values: ["0.00123"] },
  { type: "money", kind: "decimal", values: ["12.34", "-1234567.89"], expected: "v::numeric::text" },
  {
    type: "text",
    kind: "string",
    values: [
      "",
      "plain",
      "tab\tnew\nline \\ \\N 'q' \"dq\"",
      "Grüße 世界 🌍",
      "x".repeat(5000),
      "é".repeat(200),
    ],
  },
  { type: "varchar", kind: "string", values: ["a"] },
  { type: "varchar(10)", kind: "string", values: ["äöüäöüäöüä"] },
  { type: "char(6)", kind: "string", values: ["ab", "ä     "], expected: "format('%s', v)" },
  { type: '"char"', kind: "string", values: ["A"] },
  { type: "name", kind: "string", values: ["pg_catalog"] },
  { type: "citext", kind: "string", values: ["MiXed"] },
  { type: "bytea", kind: "binary", values: ["\\x", "\\x00ff5c27"] },
  {
    type: "date",
    kind: "date",
    values: [
      "2026-02-28",
      "1970-01-01",
      "0001-01-01",
      "0044-03-15 BC",
      "4714-11-24 BC",
      "9999-12-31",
      "12345-06-07",
      "294276-12-31",
      "infinity",
      "-infinity",
      "1582-10-10",
      "2000-02-29",
    ],
  },
  { type: "time", kind: "time", values: ["00:00:00", "23:59:59.999999", "24:00:00", "12:30:00.5"] },
  { type: "time(0)", kind: "time", values: ["12:30:00.5"] },
  { type: "timetz", kind: "time", values: ["00:00:00+00", "12:00:00.123456-08:30", "23:59:59+15:59:59"] },
  {
    type: "timestamp",
    kind: "timestamp",
    values: [
      "2026-02-28 12:34:56.789",
      "1969-12-31 23:59:59.000001",
      "0044-03-15 10:00:00 BC",
      "294246-12-31 23:59:59.999999",
      "4714-11-24 00:00:00 BC",
      "infinity",
      "-infinity",
      "1600-01-01 00:00:00.000001",
    ],
  },
  {
    type: "timestamptz",
    kind: "timestamp",
    values: [
      "2026-02-28 12:34:56.789+02",
      "1900-01-01 00:00:00Z",
      "0044-03-15 10:00:00+00 BC",
      "20000-01-01 00:00:00Z",
      "infinity",
      "-infinity",
    ],
  },
  { type: "timestamptz(3)", kind: "timestamp", values: ["2026-02-28 12:34:56.789123Z"] },
  { type: "interval", kind: "string", values: ["1 year 2 months -3 days 04:05:06.789", "-1 day", "0"] },
  {
    type: "uuid",
    kind: "uuid",
    values: ["123e4567-e89b-42d3-a456-426614174000", "00000000-0000-0000-0000-000000000000"],
  },
  {
    type: "json",
    kind: "json",
    values: ['{"b": 1,  "a": 1.10, "a": 2}', "null", '"\\u0041"', "123456789012345678901234567890"],
    expected: "v::text",
  },
  { type: "jsonb", kind: "json", values: ['{"b": 1, "a": [1.10, null, "x"]}', "null", "1e400"] },
  { type: "xml", kind: "string", values: ['<a b="1">x</a>'] },
  { type: "inet", kind: "string", values: ["192.168.1.1", "192.168.1.0/24", "::1", "2001:db8::/32"] },
  { type: "cidr", kind: "string", values: ["192.168.1.0/24", "::1/128"] },
  { type: "macaddr", kind: "string", values: ["08:00:2b:01:02:03"] },
  { type: "macaddr8", kind: "string", values: ["08:00:2b:01:02:03:04:05"] },
  { type: "bit(5)", kind: "string", values: ["10101"] },
  { type: "varbit", kind: "string", values: ["", "1011"] },
  { type: "point", kind: "string", values: ["(1.5,-2)"] },
  { type: "line", kind: "string", values: ["{1,2,3}"] },
  { type: "lseg", kind: "string", values: ["[(1,2),(3,4)]"] },
  { type: "box", kind: "string", values: ["(3,4),(1,2)"] },
  { type: "path", kind: "string", values: ["[(1,2),(3,4)]", "((1,2),(3,4))"] },
  { type: "polygon", kind: "string", values: ["((1,2),(3,4),(5,6))"] },
  { type: "circle", kind: "string", values: ["<(1,2),3>"] },
  { type: "tsvector", kind: "string", values: ["'cat':1A 'fat':2B,4C"] },
  { type: "tsquery", kind: "string", values: ["'fat' & ( 'rat' | 'cat' )"] },
  { type: "jsonpath", kind: "string", values: ['$."a"[*]'] },
  { type: "pg_lsn", kind: "string", values: ["16/B374D848"] },
  { type: "oid", kind: "integer", values: ["0", "4294967295"] },
  { type: "xid", kind: "string", values: ["4294967295"] },
  { type: "xid8", kind: "string", values: ["18446744073709551615"] },
  { type: "tid", kind: "string", values: ["(7,3)"] },
  { type: "regclass", kind: "string", values: ["pg_class"] },
  { type: "int4range", kind: "string", values: ["[1,10)", "empty", "(,5)"] },
  { type: "numrange", kind: "string", values: ["(1.5,2.50]"] },
  { type: "daterange", kind: "string", values: ["[2026-01-01,2026-02-01)"] },
  { type: "tstzrange", kind: "string", values: ['["2026-01-01 00:00:00+00",)'] },
  { type: "int4multirange", kind: "string", values: ["{[1,3),[5,7)}", "{}"] },
  { type: "datemultirange", kind: "string", values: ["{[2026-01-01,2026-01-03)}"] },
  { type: "floats", kind: "string", values: ["[0.5,1.5]"] },
  { type: "mood", kind: "string", values: ["sad", 'so "so"', "glücklich"] },
  { type: "pair", kind: "object", values: ['(1,"a, ""b""",3.5)', "(,,)"], expected: json },
  { type: "nested", kind: "object", values: ['("(1,x,2)","{2026-01-01 00:00:00+00,NULL}")'], expected: json },
  { type: "positive", kind: "integer", values: ["7"] },
  { type: "short", kind: "string", values: ["abcde"] },
  { type: "int[]", kind: "array", values: ["{1,NULL,3}", "{}", "{{1,2},{3,4}}"], expected: json },
  { type: "text[]", kind: "array", values: ['{"a,b","c\\"d",NULL,"",ü}'], expected: json },
  { type: "numeric(10,2)[]", kind: "array", values: ["{1.10,NaN}"], expected: json },
  { type: "bytea[]", kind: "array", values: ['{"\\\\x00ff"}'], expected: json },
  { type: "timestamptz[]", kind: "array", values: ["{2026-01-01 00:00:00+02,infinity}"], expected: json },
  { type: "jsonb[]", kind: "array", values: ['{"{\\"a\\": 1}"}'], expected: json },
  { type: "mood[]", kind: "array", values: ["{sad,glücklich}"], expected: json },
  { type: "pairs", kind: "array", values: ['{"(1,x,2)"}'], expected: json },
  { type: "hstore", kind: "object", values: ['"a"=>"1", "b"=>NULL'], expected: json },
  { type: "ltree", kind: "string", values: ["Top.Science.Astronomy"] },
];

describeWithPostgres("every type of PostgreSQL", () => {
  let database: TestDatabase;
  let client: pg.Client;
  let ctx: TestContext;
  const config = () => configOf(database.url, { schemas: ["types"] });

  beforeAll(async () => {
    database = await createTestDatabase("pgtypes");
    ctx = await createTestContext();
    client = new pg.Client({
      connectionString: database.url,
      options: "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1",
    });
    await client.connect();
    await client.query(setUp);
    for (const [index, { type, values }] of cases.entries()) {
      await client.query(`CREATE TABLE ${tableOf(index)} (n int, v ${type})`);
      for (const [n, value] of [...values, null].entries())
        await client.query(`INSERT INTO ${tableOf(index)} VALUES (${n}, $1::text::${type})`, [value]);
    }
  });
  afterAll(async () => {
    await client.end();
    await ctx.dispose();
    await database.drop();
  });

  for (const [index, { type, kind, values, expected }] of cases.entries()) {
    describe(type, () => {
      const table = tableOf(index);
      const texts = async (from: string, sql: string): Promise<(string | null)[]> => {
        const { rows } = await client.query<{ text: string | null }>(
          `SELECT CASE WHEN v IS DISTINCT FROM NULL THEN ${sql} END AS text FROM ${from} ORDER BY n`,
        );
        return rows.map(({ text }) => text);
      };

      it(`is read as ${kind}, and each value means what psql prints`, async () => {
        const stream = selectFull(await discoverOne(config(), ctx, table));
        const field = stream.fields[1];
        if (!field) throw new Error("There is no field v.");
        expect(field.type.kind).toBe(kind);
        const { rows } = await readRows(config(), ctx, stream);
        const read = rows.map((row) => row[1] ?? null);
        expect(read.map((value) => faultOf(field.type, value))).toEqual(read.map(() => null));
        const printed = await texts(table, expected ?? "format('%s', v)");
        expect(
          read.map((value, at) => (isSame(value, printed[at] ?? null, kind) ? "same" : [value, printed[at]])),
        ).toEqual([...values, null].map(() => "same"));
      });

      it("is the same in columns", async () => {
        const stream = selectFull(await discoverOne(config(), ctx, table));
        const { rows } = await readRows(config(), ctx, stream);
        const batch = await readBatch<ColumnsBatch>(config(), ctx, oneFeedPerStream([stream])[0], "columns");
        if (batch.encoding !== "columns") return expectNoForm(values);
        const column = batch.columns[1];
        if (!column) throw new Error("There is no column v.");
        expect(rows.map((_, row) => elementOf(column, row))).toEqual(
          rows.map((row) => comparable(row[1] ?? null, column.as)),
        );
      });

      it("goes through binary frames into another table unchanged", async () => {
        const stream = selectFull(await discoverOne(config(), ctx, table));
        const native = stream.fields[1]?.native;
        if (type === "json") return expect(native).toBeUndefined();
        const batch = await readBatch<PgCopyBinaryBatch>(
          config(),
          ctx,
          oneFeedPerStream([stream])[0],
          "pg-copy-binary",
        );
        await client.query(`CREATE TABLE ${table}_copy (n int, v ${native ?? ""})`);
        await loadFrames(config(), ctx, `types.${table}_copy`, batch);
        const isCast = kind === "string" || kind === "object" || kind === "array";
        const original = await texts(table, expected ?? "format('%s', v)");
        const copied = await texts(
          `${table}_copy`,
          isCast || type === "money" || type === "oid" ? "v::text" : "format('%s', v)",
        );
        expect(copied.map((text) => text?.trimEnd() ?? null)).toEqual(
          original.map((text) => text?.trimEnd() ?? null),
        );
      });
    });
  }
});

function tableOf(index: number): string {
  return `type_${index}`;
}

/** The ones that columns have no form for are known: here they come as rows. */
function expectNoForm(values: string[]): void {
  expect(values.some((value) => value === "NaN" || value.startsWith("294246"))).toBe(true);
}

async function readBatch<Batch>(
  config: ReturnType<typeof configOf>,
  ctx: Context,
  feed: Feed | undefined,
  encoding: "columns" | "pg-copy-binary",
): Promise<Batch> {
  if (!feed) throw new Error("There is no feed.");
  for await (const event of postgresSource.read(config, feed, null, encoding, ctx))
    if (event.type === "batch") return event.batch as Batch;
  throw new Error("There is no batch.");
}

async function loadFrames(
  config: ReturnType<typeof configOf>,
  ctx: Context,
  table: string,
  batch: PgCopyBinaryBatch,
): Promise<void> {
  await withPgSession(connectionSettings(config), { ctx, applicationName: "test" }, async (session) => {
    await session.begin("write");
    const copy = await session.copyIn("Loading", `COPY ${table} FROM STDIN (FORMAT binary)`);
    for (const chunk of batch.chunks) {
      copy.buffer.ensure(chunk.length);
      copy.buffer.bytes.set(chunk, copy.buffer.used);
      copy.buffer.used += chunk.length;
    }
    expect(await copy.finish()).toBe(batch.count);
    await session.commit();
  });
}

function isSame(value: Value, printed: string | null, kind: string): boolean {
  if (value === null || printed === null) return value === printed;
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}` === printed;
  switch (kind) {
    case "boolean":
      return (value === true ? "t" : "f") === printed;
    case "number":
      return Object.is(value, Number(printed));
    case "date":
    case "time":
    case "timestamp":
      return asPsql(String(value)) === printed;
    default:
      return String(value) === printed;
  }
}

/** ISO 8601 as psql prints it: BC in words, a space for the T, no superfluous zeros. */
function asPsql(iso: string): string {
  const [, year = "", rest = ""] = /^([+-]?\d{4,})(-\d\d-\d\d.*)$/.exec(iso) ?? [];
  const plain = (year === "" ? iso : rest)
    .replace("T", " ")
    .replace(/(\.\d*?)0+(?=$|[Z+-])/, "$1")
    .replace("Z", "+00")
    .replace(/([+-]\d\d):00$/, "$1");
  if (year === "") return plain;
  const number = Number(year);
  return number > 0
    ? String(number).padStart(4, "0") + plain
    : `${String(1 - number).padStart(4, "0")}${plain} BC`;
}

function elementOf(column: ColumnsBatch["columns"][number], row: number): unknown {
  if (column.as === "text" || column.as === "bytes") return column.values[row] ?? null;
  return column.valid?.[row] === 0 ? null : column.values[row];
}

/** A row's value as the column of that kind has it, worked out another way than by the decoder. */
function comparable(value: Value, as: ColumnsBatch["columns"][number]["as"]): unknown {
  if (value === null) return null;
  const text = String(value);
  switch (as) {
    case "bool":
      return value === true ? 1 : 0;
    case "int64":
      return BigInt(text);
    case "decimal64":
      return BigInt(text.replace(".", ""));
    case "date32":
      if (text.endsWith("infinity")) return text === "infinity" ? 2 ** 31 - 1 : -(2 ** 31 - 1);
      return Number(daysSinceEpoch(text));
    case "time64":
      return microsOfDay(text);
    case "micros64": {
      if (text.endsWith("infinity")) return text === "infinity" ? 2n ** 63n - 1n : -(2n ** 63n - 1n);
      const [date = "", time = ""] = text.replace("Z", "").split("T");
      return daysSinceEpoch(date) * 86_400_000_000n + microsOfDay(time);
    }
    default:
      return value;
  }
}

/** Counts leap years one by one from the nearest multiple of 400, by Date's own calendar. */
function daysSinceEpoch(date: string): bigint {
  const [, year = "", month = "", day = ""] = /^([+-]?\d+)-(\d\d)-(\d\d)$/.exec(date) ?? [];
  const eras = Math.floor((Number(year) - 2000) / 400);
  const inEra = Date.UTC(Number(year) - eras * 400, Number(month) - 1, Number(day)) / 86_400_000;
  return BigInt(inEra) + BigInt(eras) * 146_097n;
}

function microsOfDay(time: string): bigint {
  const [clock = "", fraction = ""] = time.split(".");
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number);
  return BigInt((hours * 60 + minutes) * 60 + seconds) * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
}
