import { afterAll, beforeAll, expect, it } from "vitest";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { isDuckJson } from "./json";

let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const documents = [
  "{}",
  '[1, 2.5e10, -0, "x", null, true]',
  "12345678901234567890123.000000001",
  "1e999",
  '"\\u0000 \\ud83d\\ude00 \\\\ud800"',
  '{"a":1,"a":2}',
  " [ ] ",
  "[".repeat(500) + "]".repeat(500),
  '"\\ud800"',
  '{"\\udc00":1}',
  '{"a":["\\ud800x"]}',
  "",
  "nul",
  "{'a':1}",
  "[1] x",
  "[1,]",
  "NaN",
  '"\n"',
  "01",
  '\ufeff"bom"',
];

it.each(documents)(
  "takes what the standard allows and DuckDB can read, and nothing else: %s",
  async (text) => {
    const [row] = (await connection.runAndReadAll("SELECT json_valid($1)", [text])).getRows();
    expect(isDuckJson(text)).toBe(isStandard(text) && row?.[0] === true);
  },
);

function isStandard(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
