import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, type Field } from "@/connectors/sdk";
import { planTables } from "@/lib/normalization/tables";
import { spec, type FileFormat } from "./config";
import { localFilesDestination } from "./index";
import { Exports, numbered } from "./testing/exports";
import { listFiles } from "./testing/files";

const csv: FileFormat = { format_type: "CSV", delimiter: ",", header: true, compression: "none" };
const gzipped: FileFormat = { format_type: "JSONL", compression: "gzip" };

let exports: Exports;
beforeEach(async () => {
  exports = await Exports.create();
});
afterEach(() => exports.dispose());

describe("files", () => {
  it("are one for each stream with overwrite, under namespace and stream", async () => {
    await exports.run(exports.plan({ write: "overwrite" }), numbered(1, 2));
    await exports.run(exports.plan({ write: "overwrite", name: "users", namespace: "crm" }), numbered(3, 3));
    expect(await exports.visible()).toEqual(["crm/users.jsonl", "default/orders.jsonl"]);
    expect(await exports.ids("default/orders.jsonl")).toEqual([1, 2]);
  });

  it("are one for each run with append, named by its beginning and its number", async () => {
    await exports.run(exports.plan(), numbered(1, 1));
    await exports.run(exports.plan({ syncId: 2 }), numbered(2, 2));
    expect(await exports.visible()).toEqual([
      "default/orders/2026-01-01T12-00-00-123Z-1.jsonl",
      "default/orders/2026-01-02T12-00-00-123Z-2.jsonl",
    ]);
  });

  it("end as their format says", async () => {
    exports.changeFormat({ ...csv, compression: "gzip" });
    await exports.run(exports.plan({ write: "overwrite" }), numbered(1, 1));
    expect(await exports.visible()).toEqual(["default/orders.csv.gz"]);
    const text = gunzipSync(await readFile(path.join(exports.folder, "default/orders.csv.gz"))).toString();
    expect(text).toMatch(/^_airbyte_raw_id,_airbyte_extracted_at,.*,id,name,version\n.*,1,row 1,1\n$/);
  });

  it("are not there before finish, and nothing but states waits after it", async () => {
    const plan = exports.plan({ write: "overwrite" });
    await exports.load(plan, numbered(1, 3));
    expect(await exports.visible()).toEqual([]);
    await exports.finish(plan);
    expect(await exports.waiting("part")).toEqual([]);
    expect(await listFiles(exports.hidden)).toHaveLength(2);
  });

  it("have lines that begin with Airbyte's columns, then the stream's", async () => {
    await exports.run(exports.plan({ write: "overwrite" }), [[1, null, 7]]);
    expect(await exports.text("default/orders.jsonl")).toMatch(
      /^\{"_airbyte_raw_id":"[0-9a-f-]{36}","_airbyte_extracted_at":"2026-01-01T12:00:00\.123Z","_airbyte_meta":\{"sync_id":1,"changes":\[\]\},"_airbyte_generation_id":1,"id":1,"name":null,"version":7\}\n$/,
    );
  });
});

describe("another format", () => {
  it("replaces the file of the one before, with overwrite", async () => {
    await exports.run(exports.plan({ write: "overwrite" }), numbered(1, 1));
    exports.changeFormat(csv);
    const second = exports.plan({ write: "overwrite", syncId: 2, generation: 2 });
    await exports.load(second, numbered(2, 2));
    expect(await exports.visible()).toEqual(["default/orders.jsonl"]);
    await exports.finish(second);
    expect(await exports.visible()).toEqual(["default/orders.csv"]);
  });

  it("waits for the next run when it is chosen in the middle of one", async () => {
    const plan = exports.plan({ mode: "incremental" });
    await exports.load(plan, numbered(1, 2), 2);
    exports.changeFormat(gzipped);
    await exports.load(plan, numbered(3, 3), 3);
    expect(await exports.finish(plan)).toEqual({ rows: 3, superseded: 0 });
    const [file = ""] = await exports.visible();
    expect(file).toMatch(/-1\.jsonl$/);
    expect(await exports.ids(file)).toEqual([1, 2, 3]);
    expect(await exports.measure(plan)).toBe(3);
  });

  it("leaves to what an unfinished run had loaded the name and the form it was loaded in", async () => {
    await exports.load(exports.plan({ mode: "incremental" }), numbered(1, 2), 2);
    exports.changeFormat(csv);
    const second = exports.plan({ mode: "incremental", syncId: 2 });
    expect(await exports.run(second, numbered(3, 3), 3)).toEqual({ rows: 1, superseded: 0 });
    const [first = "", last = ""] = await exports.visible();
    expect(await exports.ids(first)).toEqual([1, 2]);
    expect(last).toMatch(/-2\.csv$/);
    expect(await exports.measure(second)).toBe(1);
  });
});

describe("names", () => {
  it("keep an appended stream's folder apart from another stream's file", async () => {
    await exports.run(exports.plan({ write: "overwrite", name: "a" }), numbered(1, 1));
    await exports.run(exports.plan({ name: "a", syncId: 2 }), numbered(2, 2));
    await exports.run(exports.plan({ name: "a.jsonl" }), numbered(3, 3));
    await exports.run(exports.plan({ name: "a.JSONL_" }), numbered(4, 4));
    expect((await exports.visible()).map((name) => name.replace(/\/2026.*/, "/run"))).toEqual([
      "default/a.JSONL__/run",
      "default/a.jsonl",
      "default/a.jsonl_/run",
      "default/a/run",
    ]);
  });

  it("that differ by case alone become different ones, for file systems that fold it", () => {
    const { capabilities, locations } = localFilesDestination;
    const tables = planTables([{ name: "orders" }, { name: "Orders" }], {
      identifiers: capabilities.identifiers,
      locations: locations(exports.config),
      namespace: { definition: "destination", format: null },
      prefix: "",
      normalization: "basic",
    });
    expect(new Set(tables.map((table) => table.name.toLowerCase())).size).toBe(2);
  });

  it.each(["..", "../x", "a/b", ".sluice", "", "nul\0"])(
    "that leave the folder are refused: %j",
    async (name) => {
      await expect(exports.load(exports.plan({ name }), [])).rejects.toBeInstanceOf(ConfigError);
      await expect(exports.clear(exports.plan({ namespace: name }))).rejects.toBeInstanceOf(ConfigError);
    },
  );

  it("that a folder of somebody else has are refused, and the rows wait until it is moved", async () => {
    const plan = exports.plan({ write: "overwrite" });
    await mkdir(path.join(exports.folder, "default/orders.jsonl"), { recursive: true });
    await expect(exports.run(plan, numbered(1, 2))).rejects.toThrow(
      /orders\.jsonl is a folder.*Move it away/,
    );
    expect(await exports.waiting("part")).toHaveLength(1);
  });
});

describe("links", () => {
  it.each([".sluice", "default", "default/orders.jsonl"])(
    "out of the folder for local files are refused: %s",
    async (name) => {
      const outside = await Exports.create();
      const target = path.join(outside.ctx.localFiles.root, "target");
      await mkdir(path.dirname(path.join(exports.folder, name)), { recursive: true });
      await mkdir(target);
      await symlink(target, path.join(exports.folder, name));
      const plan = exports.plan({ write: "overwrite" });
      await expect(exports.run(plan, numbered(1, 1))).rejects.toThrow(/leads outside the folder/);
      expect(await listFiles(outside.ctx.localFiles.root)).toEqual([]);
      await outside.dispose();
    },
  );

  it("in the place of a part are not followed", async () => {
    const plan = exports.plan();
    await exports.load(plan, numbered(1, 1));
    const [part = ""] = await exports.waiting("part");
    const target = path.join(exports.ctx.localFiles.root, "mine.txt");
    await writeFile(target, "x".repeat(10_000));
    const file = path.join(exports.hidden, part);
    await rm(file);
    await symlink(target, file);
    await expect(exports.load(plan, numbered(2, 2))).rejects.toThrow(/is a link/);
    expect(await readFile(target, "utf8")).toHaveLength(10_000);
  });
});

describe("clear", () => {
  it("leaves files alone that no run has made, whatever their names", async () => {
    const plan = exports.plan();
    const overwriting = exports.plan({ write: "overwrite", syncId: 2, generation: 2 });
    await exports.run(plan, numbered(1, 1));
    await exports.run(overwriting, numbered(1, 1));
    const mine = ["default/orders.csv", "default/orders/notes.txt", "default/orders-2.jsonl"];
    for (const name of mine) await writeFile(path.join(exports.folder, name), "mine");
    await exports.clear(overwriting);
    await exports.clear(overwriting);
    expect(await exports.visible()).toEqual([...mine].sort());
  });

  it("takes what waits for the stream too, and its position", async () => {
    const plan = exports.plan({ mode: "incremental" });
    await exports.load(plan, numbered(1, 1));
    await exports.clear(plan);
    expect(await exports.waiting("part")).toEqual([]);
    const writer = await exports.open(exports.feed(exports.plan({ mode: "incremental", syncId: 2 })));
    expect(await writer.checkpoint()).toBeNull();
    await writer.close();
  });
});

describe("check", () => {
  it("leaves no folder behind that was not there before", async () => {
    const config = spec.parse({ destination_path: "a/b/c" });
    await localFilesDestination.check(config, exports.ctx);
    await expect(readFile(path.join(exports.ctx.localFiles.root, "a"))).rejects.toThrow(/ENOENT/);
  });
});

describe("delimiters", () => {
  const fields: Field[] = [{ name: "v", type: { kind: "string" }, nullable: true }];

  it.each(["-", ":", ".", "\t", " ", "§"])(
    "may be part of the meta columns, and rows are counted: %j",
    async (delimiter) => {
      exports.changeFormat({ ...csv, delimiter });
      const plan = exports.plan({ fields });
      await exports.run(plan, [["a"], [`b${delimiter}\n"`], [null]]);
      expect(await exports.measure(plan)).toBe(3);
    },
  );

  it.each(['"', "\n", "a", "4", "é", ";;", "\ud800"])(
    "that a reader could not tell from values are refused: %j",
    (delimiter) => {
      expect(() => spec.parse({ destination_path: "x", format: { ...csv, delimiter } })).toThrow(ConfigError);
    },
  );
});
