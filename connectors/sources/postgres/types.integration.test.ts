import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ColumnsBatch, Context, Feed, PgCopyBinaryBatch, Value } from "@/connectors/sdk";
import { oneFeedPerStream, utf8Texts } from "@/connectors/sdk";
import { createTestContext, digestBothWays, faultOf, type TestContext } from "@/connectors/sdk/testing";
import { withPgSession } from "@/connectors/sdk/postgres/session";
import { headerLength, messageEnd, viewOf } from "@/connectors/sdk/postgres/tuples";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { postgresSource } from ".";
import { connectionSettings } from "./config";
import { configOf, discoverOne, readRows, selectFull } from "./testing";
import { typeCases, typeSetUp } from "./testing-types";

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
    await client.query(typeSetUp);
    for (const [index, { type, values }] of typeCases.entries()) {
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

  for (const [index, { type, kind, values, expected }] of typeCases.entries()) {
    describe(type, () => {
      const table = tableOf(index);
      const texts = async (from: string, sql: string): Promise<(string | null)[]> => {
        const { rows } = await client.query<{ text: string | null }>(
          `SELECT CASE WHEN v IS DISTINCT FROM NULL THEN ${sql} END AS text FROM ${from} ORDER BY n`,
        );
        return rows.map(({ text }) => text);
      };

      it("comes to the same by the server's computing as by reading", async () => {
        const stream = selectFull(await discoverOne(config(), ctx, table));
        const { rows } = await readRows(config(), ctx, stream);
        const digests = await digestBothWays(postgresSource, config(), stream, rows, ctx);
        expect(digests?.computed).toEqual(digests?.read);
      });

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
      const view = viewOf(chunk);
      for (let at = 0; at < chunk.length; at = messageEnd(view, at)) {
        const tuple = chunk.subarray(at + headerLength, messageEnd(view, at));
        copy.buffer.ensure(tuple.length);
        copy.buffer.bytes.set(tuple, copy.buffer.used);
        copy.buffer.used += tuple.length;
      }
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
  if (column.as === "utf8") return utf8Texts(column, row, row + 1)[0] ?? null;
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
