import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Batch, Field, StreamPlan } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { framesBatch, int4, text } from "@/connectors/sdk/testing/frames";
import type { FileFormat } from "./config";
import { localFilesDestination } from "./index";
import { Exports } from "./testing/exports";

const csv: FileFormat = { format_type: "CSV", delimiter: ",", header: true, compression: "none" };
const fields: Field[] = [
  { name: "id", type: { kind: "integer", bits: 32 }, nullable: false, native: "int4" },
  { name: "name", type: { kind: "string" }, nullable: true, native: "text" },
];

let exports: Exports;
beforeEach(async () => {
  exports = await Exports.create(csv);
});
afterEach(() => exports.dispose());

function frames(first: number, last: number): Batch {
  const ids = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return framesBatch(ids.map((id) => [int4(id), text(`row "${id}"\n`)]));
}

/** Goes on from the stored position and commits every `step` rows up to `last`; then leaves `left` rows behind. */
async function countTo(plan: StreamPlan, last: number, step: number, left = 0): Promise<void> {
  const feed = { ...exports.feed(plan), encoding: "pg-copy-binary" as const };
  const writer = await exports.open(feed);
  try {
    let at = Number((await writer.checkpoint())?.position ?? 0);
    for (; at < last; at += step) {
      await writer.write(0, frames(at + 1, at + step));
      await writer.commit(checkpointOf(feed, at + step, at + step, at + step === last));
    }
    if (left > 0) await writer.write(0, frames(at + 1, at + left));
  } finally {
    await writer.close();
  }
}

/** The ids in each visible file, in its order. */
async function idsOfFiles(): Promise<number[][]> {
  const files = await Promise.all((await exports.visible()).map((name) => exports.text(name)));
  return files.map((file) => [...file.matchAll(/,(\d+),"row ""\1""\n"\n/g)].map(([, id]) => Number(id)));
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe("frames of PostgreSQL", () => {
  it("are asked for as CSV and Parquet where every field has a form in them, and columns as Parquet", () => {
    const parquet: FileFormat = { format_type: "Parquet", compression_codec: "SNAPPY" };
    const jsonl: FileFormat = { format_type: "JSONL", compression: "none" };
    const encodings = (format: FileFormat, plan: StreamPlan) => {
      exports.changeFormat(format);
      return localFilesDestination.encodings?.(exports.config, plan);
    };
    expect(encodings(csv, exports.plan({ fields }))).toEqual(["pg-copy-binary"]);
    expect(encodings(csv, exports.plan())).toEqual([]);
    expect(encodings(csv, exports.plan({ fields, normalization: "raw" }))).toEqual([]);
    expect(encodings(jsonl, exports.plan({ fields }))).toEqual([]);
    expect(encodings(parquet, exports.plan({ fields }))).toEqual(["pg-copy-binary", "columns"]);
  });

  it.each(["none", "gzip"] as const)(
    "become one file over checkpoints and slices, whose rows are counted by run, compression %s",
    async (compression) => {
      exports.changeFormat({ ...csv, compression });
      const plan = exports.plan({ fields, write: "overwrite" });
      await countTo(plan, 300, 100, 50);
      await countTo(plan, 40_300, 20_000, 1);
      expect(await exports.visible()).toEqual([]);
      expect(await exports.finish(plan)).toEqual({ rows: 40_300, superseded: 0 });
      expect(await exports.measure(plan)).toBe(40_300);
      expect(await exports.measure({ ...plan, syncId: 2, extractedAtMs: 1 })).toBe(0);
      expect(await localFilesDestination.count?.(exports.config, plan, exports.ctx)).toBe(40_300);
      if (compression === "none") expect(await idsOfFiles()).toEqual([upTo(40_300)]);
    },
  );

  it("are cut at a limit of rows exactly, whatever the checkpoints", async () => {
    exports.config = { ...exports.config, max_file_rows: 3000 };
    const plan = exports.plan({ fields, write: "overwrite" });
    await countTo(plan, 2500, 2500);
    await countTo(plan, 10_000, 2500);
    await exports.finish(plan);
    const files = await idsOfFiles();
    expect(files.map(({ length }) => length)).toEqual([3000, 3000, 3000, 1000]);
    expect(files.flat()).toEqual(upTo(10_000));
  });

  it("are cut by size", async () => {
    exports.config = { ...exports.config, max_file_megabytes: 1 };
    const plan = exports.plan({ fields });
    await countTo(plan, 40_000, 20_000);
    await exports.finish(plan);
    const files = await idsOfFiles();
    expect(files.length).toBeGreaterThan(3);
    expect(files.flat()).toEqual(upTo(40_000));
  });

  it("go on in the format that the run began with", async () => {
    exports.changeFormat({ format_type: "JSONL", compression: "none" });
    const plan = exports.plan({ fields, write: "overwrite" });
    await countTo(plan, 10, 10);
    exports.changeFormat(csv);
    await countTo(plan, 20, 10);
    await exports.finish(plan);
    expect(await exports.ids("default/orders.jsonl")).toEqual(upTo(20));
  });
});
