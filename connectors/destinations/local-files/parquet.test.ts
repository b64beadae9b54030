import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Batch, Field, StreamPlan, Value } from "@/connectors/sdk";
import { runDuckDb } from "@/connectors/sdk/files/testing/parquet";
import { checkpointOf } from "@/connectors/sdk/testing";
import { columnsOf } from "@/connectors/sdk/testing/columns";
import type { FileFormat } from "./config";
import { localFilesDestination } from "./index";
import { Exports, numbered, rowsOf } from "./testing/exports";

const format: FileFormat = { format_type: "Parquet", compression_codec: "SNAPPY" };

let exports: Exports;
beforeEach(async () => {
  exports = await Exports.create(format);
});
afterEach(() => exports.dispose());

/** What a program beside Sluice reads in the stream's files. */
function query(select: string, files = "default/orders*.parquet"): Promise<(string | null)[][]> {
  const from = `read_parquet('${path.join(exports.folder, files)}')`;
  return runDuckDb("SET TimeZone = 'UTC'", `${select.replace("FROM files", `FROM ${from}`)}`);
}

/** Goes on from the stored position and commits every `step` rows up to `last`; then perhaps leaves rows behind. */
async function countTo(plan: StreamPlan, last: number, step: number, left: Value[][] = []): Promise<void> {
  const feed = exports.feed(plan);
  const writer = await exports.open(feed);
  try {
    let at = Number((await writer.checkpoint())?.position ?? 0);
    for (; at < last; at += step) {
      await writer.write(0, rowsOf(numbered(at + 1, at + step)));
      await writer.commit(checkpointOf(feed, at + step, at + step, at + step === last));
    }
    if (left.length > 0) await writer.write(0, rowsOf(left));
  } finally {
    await writer.close();
  }
}

describe("a Parquet file", () => {
  it.each(["overwrite", "append"] as const)(
    "grows from checkpoint to checkpoint and from slice to slice, and is one file in the end, in %s",
    async (write) => {
      const plan = exports.plan({ write });
      await countTo(plan, 300, 100, numbered(901, 950));
      await countTo(plan, 5300, 1000);
      expect(await exports.visible()).toEqual([]);
      expect(await exports.finish(plan)).toEqual({ rows: 5300, superseded: 0 });
      expect(await exports.finish(plan)).toEqual({ rows: 5300, superseded: 0 });
      expect(await exports.visible()).toHaveLength(1);
      expect(
        await query("SELECT count(*), min(id), max(id), count(DISTINCT id) FROM files", "**/*.parquet"),
      ).toEqual([["5300", "1", "5300", "5300"]]);
      expect(await exports.measure(plan)).toBe(5300);
      expect(await localFilesDestination.count?.(exports.config, plan, exports.ctx)).toBe(5300);
      expect(await exports.waiting("part")).toEqual([]);
    },
  );

  it("puts together what several feeds have loaded", async () => {
    const plan = exports.plan({ write: "overwrite" });
    await exports.load(plan, numbered(1, 10), 1, "one");
    await exports.load(plan, numbered(11, 5000), 1, "two");
    await exports.load(plan, [], 1, "three");
    expect(await exports.finish(plan)).toEqual({ rows: 5000, superseded: 0 });
    expect(await query("SELECT count(*), count(DISTINCT id), max(id) FROM files")).toEqual([
      ["5000", "5000", "5000"],
    ]);
  });

  it("is there without rows where the source has none", async () => {
    const plan = exports.plan({ write: "overwrite" });
    expect(await exports.run(plan, [])).toEqual({ rows: 0, superseded: 0 });
    expect(await query("SELECT count(*), count(id) FROM files")).toEqual([["0", "0"]]);
    expect(await exports.measure(plan)).toBe(0);
  });

  it("is cut at its limit of rows exactly, in rows and in columns, whatever the checkpoints", async () => {
    exports.config = { ...exports.config, max_file_rows: 3000 };
    const plan = exports.plan({ write: "overwrite" });
    const feed = exports.feed(plan);
    const writer = await exports.open(feed);
    await writer.write(0, rowsOf(numbered(1, 2500)));
    await writer.commit(checkpointOf(feed, 1, 2500));
    await writer.write(0, columnsOf(plan.stream.fields, numbered(2501, 7000)));
    await writer.commit(checkpointOf(feed, 2, 7000, true));
    await writer.close();
    await exports.finish(plan);
    expect(
      await query(
        "SELECT count(*), min(id) FROM files GROUP BY filename ORDER BY 2",
        "default/orders/*.parquet",
      ),
    ).toEqual([
      ["3000", "1"],
      ["3000", "3001"],
      ["1000", "6001"],
    ]);
  });

  it.each(["SNAPPY", "ZSTD", "GZIP", "LZ4", "BROTLI", "UNCOMPRESSED"] as const)(
    "is written with %s",
    async (codec) => {
      exports.changeFormat({ format_type: "Parquet", compression_codec: codec });
      const plan = exports.plan({ write: "overwrite" });
      await exports.run(plan, numbered(1, 100));
      const [row] = await runDuckDb(
        `SELECT DISTINCT compression FROM parquet_metadata('${path.join(exports.folder, "default/orders.parquet")}')`,
      );
      expect(row).toEqual([codec === "LZ4" ? "LZ4_RAW" : codec]);
      expect(await exports.measure(plan)).toBe(100);
    },
  );
});

describe("rows in Parquet", () => {
  const fields: Field[] = [
    { name: "small", type: { kind: "integer", bits: 16 }, nullable: true },
    { name: "price", type: { kind: "decimal", precision: 12, scale: 2 }, nullable: true },
    { name: "day", type: { kind: "date" }, nullable: true },
    { name: "at", type: { kind: "timestamp", zoned: true }, nullable: true },
    { name: "clock", type: { kind: "time", zoned: true }, nullable: true },
    { name: "doc", type: { kind: "json" }, nullable: true },
    { name: "said", type: { kind: "string" }, nullable: true },
  ];
  const types = [
    "SMALLINT",
    "DECIMAL(12,2)",
    "DATE",
    "TIMESTAMP WITH TIME ZONE",
    "VARCHAR",
    "VARCHAR",
    "VARCHAR",
  ];
  const row = [
    7,
    "12.50",
    "2026-02-28",
    "2026-02-28T12:00:00.000001Z",
    "10:00:00+02:00",
    '{"a":[1]}',
    "infinity",
  ];

  const batches: [string, (plan: StreamPlan, rows: Value[][]) => Batch][] = [
    ["rows", (_plan, rows) => rowsOf(rows)],
    ["columns", (plan, rows) => columnsOf(plan.stream.fields, rows)],
  ];

  it.each(batches)("have the types of their fields, given as %s", async (_, batchOf) => {
    const plan = exports.plan({ write: "overwrite", fields });
    await write(plan, batchOf(plan, [row, row.map(() => null)]));
    expect((await query("SELECT column_name, column_type FROM (DESCRIBE FROM files)")).slice(4)).toEqual(
      fields.map(({ name }, index) => [name, types[index]]),
    );
    const list = fields.map(({ name }) => `"${name}"::VARCHAR`).join(", ");
    expect(await query(`SELECT ${list} FROM files`)).toEqual([
      ["7", "12.50", "2026-02-28", "2026-02-28 12:00:00.000001+00", ...row.slice(4)],
      row.map(() => null),
    ]);
  });

  it.each(batches)("say where a value had no form there, given as %s", async (_, batchOf) => {
    const plan = exports.plan({ write: "overwrite", fields });
    const endless = [null, null, "infinity", "-infinity", null, null, "-infinity"];
    const result = await write(plan, batchOf(plan, [row, endless]));
    expect(result).toMatchObject({ written: 2, changed: 2, quarantined: [] });
    const reason = "DESTINATION_FIELD_SIZE_LIMITATION";
    const [first, second] = await query('SELECT day, "at", said, _airbyte_meta FROM files');
    expect(JSON.parse(first?.[3] ?? "")).toEqual({ sync_id: plan.syncId, changes: [] });
    expect(second?.slice(0, 3)).toEqual([null, null, "-infinity"]);
    expect(JSON.parse(second?.[3] ?? "")).toEqual({
      sync_id: plan.syncId,
      changes: ["day", "at"].map((field) => ({ field, change: "NULLED", reason })),
    });
  });

  it("are one document with raw normalization", async () => {
    const plan = exports.plan({ write: "overwrite", fields, normalization: "raw" });
    await write(plan, rowsOf([row]));
    const [names, document] = await Promise.all([
      query("SELECT column_name FROM (DESCRIBE FROM files)"),
      query("SELECT _airbyte_data FROM files"),
    ]);
    expect(names.flat()).toEqual([
      "_airbyte_raw_id",
      "_airbyte_extracted_at",
      "_airbyte_meta",
      "_airbyte_generation_id",
      "_airbyte_data",
    ]);
    expect(JSON.parse(document[0]?.[0] ?? "")).toMatchObject({ small: 7, price: 12.5, doc: { a: [1] } });
  });

  async function write(plan: StreamPlan, batch: Batch) {
    const feed = exports.feed(plan);
    const writer = await exports.open(feed);
    const result = await writer.write(0, batch);
    await writer.commit(checkpointOf(feed, 1, 2, true));
    await writer.close();
    await exports.finish(plan);
    return result;
  }
});
