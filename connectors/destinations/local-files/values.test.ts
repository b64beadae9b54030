import { readFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { metaColumns, type Field, type LogicalType, type Value } from "@/connectors/sdk";
import type { FileFormat } from "./config";
import { Exports } from "./testing/exports";
import { readRows } from "./testing/files";
import { fitValue, toCsv } from "@/connectors/sdk/files/write/values";

const string = { kind: "string" } as const;
const json = { kind: "json" } as const;
const half = String.raw`\ud83d`;
const pair = String.raw`\ud83d\ude00`;

let exports: Exports;
let runs = 0;
beforeEach(async () => {
  exports = await Exports.create();
});
afterEach(() => exports.dispose());

/** What DuckDB reads of a column that was written with these values. */
async function roundTrip(type: LogicalType, values: Value[], format: FileFormat) {
  exports.changeFormat(format);
  const fields: Field[] = [
    { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
    { name: "v", type, nullable: true },
  ];
  const plan = exports.plan({ fields, write: "overwrite", syncId: ++runs });
  await exports.run(
    plan,
    values.map((value, id) => [id, value]),
  );
  expect(await exports.measure(plan)).toBe(values.length);
  const rows = (await readRows(exports.folder, plan.table)) ?? [];
  return rows.sort((left, right) => Number(left.id) - Number(right.id));
}

/** The whole file of a stream that holds this value alone. */
async function textOf(type: LogicalType, value: Value, format: FileFormat): Promise<string> {
  await roundTrip(type, [value], format);
  const [name = ""] = await exports.visible();
  const file = await readFile(path.join(exports.folder, name));
  return (name.endsWith(".gz") ? gunzipSync(file) : file).toString();
}

const texts: Value[] = [
  "",
  null,
  " spaces around ",
  'a "quoted" word',
  '"',
  '""',
  ",",
  ";\t|",
  "line\nbreak",
  "carriage\rreturn",
  "both\r\n",
  "\\N",
  "NULL",
  "null",
  "007",
  "=1+1",
  "#no comment",
  "Grüße, 世界 🌍",
  "\u2028\u2029\u0085",
  "'",
  "\\",
  '\\"',
  "x".repeat(100_000),
];

const formats: FileFormat[] = [
  { format_type: "CSV", delimiter: ",", header: true, compression: "none" },
  { format_type: "CSV", delimiter: ",", header: true, compression: "gzip" },
  { format_type: "JSONL", compression: "none" },
];

describe.each(formats)("$format_type, compression $compression", (format) => {
  it("gives every text back as it was, and tells null from nothing", async () => {
    const rows = await roundTrip(string, texts, format);
    expect(rows.map((row) => row.v ?? null)).toEqual(texts);
  });

  it("keeps every digit and every byte", async () => {
    const digits = "12345678901234567890.12345678901234567890";
    expect(await textOf({ kind: "decimal" }, digits, format)).toContain(digits);
    expect(await textOf({ kind: "binary" }, Uint8Array.from([0, 255, 10, 34]), format)).toContain("AP8KIg==");
    const integer = 9_223_372_036_854_775_807n;
    expect(await textOf({ kind: "integer", bits: 64 }, integer, format)).toContain(String(integer));
  });

  it("gives JSON back as it was written, on one line of its own or in quotes", async () => {
    const documents = ['{"a" : 1.10,\n "b": "x, \\"y\\""}', "[1,\r\n2]", "{}"];
    const rows = await roundTrip(json, documents, format);
    expect(rows.map((row) => JSON.parse(row.v ?? "") as unknown)).toEqual(
      documents.map((text) => JSON.parse(text) as unknown),
    );
  });

  it("repairs half a surrogate pair, drops JSON that is none, and says so in the row", async () => {
    const rows = await roundTrip(json, [`{"a":"${half}"}`, "{broken"], format);
    expect(JSON.parse(rows[0]?.v ?? "")).toEqual({ a: "\ufffd" });
    expect(rows[1]?.v ?? null).toBeNull();
    const changes = rows.map((row) => JSON.parse(row[metaColumns.meta] ?? "{}") as unknown);
    expect(changes).toMatchObject([
      { changes: [{ field: "v", change: "TRUNCATED" }] },
      { changes: [{ field: "v", change: "NULLED" }] },
    ]);
  });
});

describe("fitValue", () => {
  it.each([
    [`"${pair}"`, `"${pair}"`],
    [`"${half}"`, String.raw`"\ufffd"`],
    [`"${half}${pair}"`, `"${String.raw`\ufffd`}${pair}"`],
    [String.raw`"\ude00\ud83d"`, String.raw`"\ufffd\ufffd"`],
    [String.raw`"\\ud83d"`, String.raw`"\\ud83d"`],
    [String.raw`"\\\ud83d"`, String.raw`"\\\ufffd"`],
    [String.raw`{"\udead":"\u00e4\n"}`, String.raw`{"\ufffd":"\u00e4\n"}`],
  ])("repairs escapes of half a surrogate pair alone: %s", (document, expected) => {
    const misfits: unknown[] = [];
    expect(fitValue(json, document, (misfit) => misfits.push(misfit))).toBe(expected);
    expect(misfits).toHaveLength(document === expected ? 0 : 1);
  });
});

describe("toCsv", () => {
  it("quotes what would be read as something else, and nothing more", () => {
    expect(["a", "", null, "a,b", 'a"b', "a\rb", 5n, true].map((value) => toCsv(value, ","))).toEqual([
      "a",
      '""',
      "",
      '"a,b"',
      '"a""b"',
      '"a\rb"',
      "5",
      "true",
    ]);
  });
});
