import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Column } from "@/connectors/sdk";
import { bundleForTest } from "../support/build";
import type { LoadResult } from "./duckdb-load";
import type { BenchResult, BenchRow } from "./executor";
import { lineitemFields, makeBatch, rowsPerBatch } from "./lineitem";

const rounds = 3;
/** A load goes through its batches in turns; the file has the same rows. */
const distinctBatches = 8;
const kinds = ["integer", "decimal", "date", "string"];

/**
 * Loads a table like TPC-H's lineitem into DuckDB from batches of columns, with meta columns, checkpoint and swap,
 * beside what DuckDB itself takes for a CSV file of the same rows. Rounds are interleaved; medians are given.
 */
export async function run({ rows = 1_800_000 } = {}): Promise<BenchResult> {
  const folder = await mkdtemp(path.join(tmpdir(), "sluice-bench-"));
  try {
    await writeCsv(path.join(folder, "lineitem.csv"), rows);
    const child = await bundleForTest("tests/bench/duckdb-load.ts");
    const start = async (task: string, kind = "all"): Promise<LoadResult> => {
      for (const name of ["load", "csv"]) await rm(path.join(folder, `${name}.duckdb`), { force: true });
      const { stdout } = await promisify(execFile)(process.execPath, [child, task, folder, `${rows}`, kind]);
      return JSON.parse(stdout) as LoadResult;
    };
    const loads: LoadResult[] = [];
    const csvs: LoadResult[] = [];
    for (let round = 0; round < rounds; round++) {
      loads.push(await start("load"));
      csvs.push(await start("csv"));
    }
    const memory = await start("generate");
    const perKind: BenchRow[] = [];
    for (const kind of kinds)
      perKind.push(row(`CPU, ${kind} columns alone`, (await start("load", kind)).cpuSeconds, "s"));
    await rm(child, { force: true });
    return { name: `DuckDB, ${rows} rows`, rows: [...report(loads, csvs, memory), ...perKind] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function report(loads: LoadResult[], csvs: LoadResult[], memory: LoadResult): BenchRow[] {
  const load = median(loads.map((result) => result.seconds));
  const csv = median(csvs.map((result) => result.seconds));
  return [
    row("load with meta columns, commit and swap", load, "s"),
    row("DuckDB's own reader, CSV of the same rows, no meta columns", csv, "s"),
    { ...row("load against DuckDB's own reader", load / csv, "times"), goal: "≤ 1.25" },
    row("CPU of the load", median(loads.map((result) => result.cpuSeconds)), "s"),
    row("CPU of DuckDB's own reader", median(csvs.map((result) => result.cpuSeconds)), "s"),
    { ...row("peak memory of the load", memory.peakMegabytes, "MB"), goal: "< 256" },
    row("peak memory of DuckDB's own reader", median(csvs.map((result) => result.peakMegabytes)), "MB"),
  ];
}

function row(what: string, value: number, unit: string): BenchRow {
  return { what, value: Math.round(value * 100) / 100, unit };
}

function median(values: number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function writeCsv(file: string, rows: number): Promise<void> {
  const stream = createWriteStream(file);
  stream.write(`${lineitemFields.map((field) => field.name).join(",")}\n`);
  const pool = Array.from({ length: distinctBatches }, (_, index) => csvLines(makeBatch(index).columns));
  for (let written = 0, index = 0; written < rows; index++, written += rowsPerBatch) {
    const lines = pool[index % distinctBatches] ?? [];
    if (!stream.write(lines.slice(0, rows - written).join(""))) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
}

function csvLines(columns: Column[]): string[] {
  return Array.from(
    { length: rowsPerBatch },
    (_, row) => `${columns.map((column) => csvText(column, row)).join(",")}\n`,
  );
}

function csvText(column: Column, row: number): string {
  const value = column.values[row];
  switch (column.as) {
    case "decimal64":
      return (Number(value) / 100).toFixed(2);
    case "date32":
      return new Date(Number(value) * 86_400_000).toISOString().slice(0, 10);
    default:
      return String(value);
  }
}
