import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleForTest } from "@/tests/support/build";
import { query } from "./testing/file";

const totalRows = 14_000;
let child: string;
let folder: string;

beforeAll(async () => {
  child = await bundleForTest("connectors/destinations/duckdb/testing/kill-child.ts");
  folder = await mkdtemp(path.join(tmpdir(), "sluice-kills-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(child, { force: true });
});

/** Runs the loading process until it says a line that `at` picks, kills it some time later, and gives all it said. */
async function runUntil(write: string, fence: number, at: (line: string) => boolean, laterMs: number) {
  const running = spawn(process.execPath, [child, folder, write, String(totalRows), String(fence)]);
  const said: string[] = [];
  let errors = "";
  running.stderr.on("data", (data: Buffer) => (errors += data.toString()));
  for await (const line of createInterface(running.stdout)) {
    said.push(line);
    if (at(line)) setTimeout(() => running.kill("SIGKILL"), laterMs);
  }
  if (running.exitCode === null && running.signalCode === null) await once(running, "exit");
  expect(errors).toBe("");
  return { said, wasKilled: running.signalCode === "SIGKILL" };
}

const lastOf = (said: string[], word: string) =>
  Math.max(
    0,
    ...said.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(" ")[1])),
  );

/** What the file itself says after it was opened by somebody else. */
async function stored(file: string, table: string) {
  const [checkpoint] = await query(
    file,
    "SELECT coalesce((checkpoint->>'position')::INTEGER, 0) FROM _sluice_checkpoints",
  );
  const tables = await query(file, `SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '${table}'`);
  const name = tables[0]?.[0];
  const [rows] = name
    ? await query(
        file,
        `SELECT count(*), coalesce(max(regexp_extract(name, '\\d+')::INTEGER) + 1, 0) FROM "${name}"`,
      )
    : [["0", "0"]];
  return { position: Number(checkpoint?.[0] ?? 0), rows: Number(rows?.[0]), next: Number(rows?.[1]) };
}

describe.each([
  ["append", "orders"],
  ["overwrite", "_sluice_stage_%"],
  ["deduped", "_sluice_stage_%"],
])("a process that is killed while it loads with %s", (write, table) => {
  it("leaves exactly the rows of its last checkpoint, at whatever moment, and the next one goes on from there", async () => {
    const file = path.join(folder, "killed.duckdb");
    for (const name of [file, `${file}.wal`]) await rm(name, { force: true });
    const moments: [at: (line: string, count: number) => boolean, laterMs: number][] = [
      [(_, count) => count === 1, 0],
      [(line) => line.startsWith("committing"), 1],
      [(line) => line.startsWith("committing"), 4],
      [(line) => line.startsWith("committed"), 0],
      [(line) => line === "closing", 0],
      [(line) => line === "closing", 3],
      [(line) => line === "closing", 8],
      [(line) => line === "closing", 15],
    ];
    let fence = 1;
    let committed = 0;
    for (const [at, laterMs] of moments) {
      let count = 0;
      const { said, wasKilled } = await runUntil(write, fence, (line) => at(line, ++count), laterMs);
      expect(wasKilled).toBe(true);
      fence += 100;
      const now = await stored(file, table);
      expect(now.rows).toBe(now.position);
      expect(now.next).toBe(now.position);
      committed = Math.max(committed, lastOf(said, "committed"));
      expect(now.position).toBeGreaterThanOrEqual(committed);
      expect(now.position).toBeLessThanOrEqual(Math.max(committed, lastOf(said, "committing")));
    }
    for (const laterMs of [0, 5, 20]) {
      await runUntil(write, fence, (line) => line === "finishing", laterMs);
      fence += 100;
    }
    const { said } = await runUntil(write, fence, () => false, 0);
    expect(said.at(-1)).toBe(
      `finished ${JSON.stringify(write === "deduped" ? { rows: 1000, superseded: 13_000 } : { rows: totalRows, superseded: 0 })}`,
    );
    const [result] = await query(
      file,
      "SELECT count(*), count(DISTINCT id), count(DISTINCT _airbyte_raw_id), min(regexp_extract(name, '\\d+')::INTEGER) FROM orders",
    );
    const expected = write === "deduped" ? [1000, 1000, 1000, 13_000] : [totalRows, totalRows, totalRows, 0];
    expect(result?.map(Number)).toEqual(expected);
  }, 120_000);
});
