import { writeFile } from "node:fs/promises";
import os from "node:os";
import { parseArgs } from "node:util";
import { measureCommandLine } from "./command-line";
import { BenchConsole } from "./console";
import { measureCrowd } from "./crowd";
import { measureExecutor } from "./executor";
import { measureFootprint } from "./footprint";
import { measureLatency } from "./latency";
import { measureLimits } from "./limits";
import { connectPostgres, createLineitemTable, measureDuckdb, measurePostgres, type Move } from "./moves";
import { measurePages } from "./pages";
import { measurePulsar } from "./pulsar";
import { measurePulsarSource } from "./pulsar-source";
import { row, toTable, type BenchReport, type BenchResult } from "./report";
import { toHtml } from "./report-html";
import { startBenchServer, type BenchServer } from "./server";

const parts = [
  "start-up",
  "small",
  "postgres",
  "duckdb",
  "pages",
  "crowd",
  "footprint",
  "executor",
  "command-line",
  "limits",
  "pulsar",
] as const;
type Part = (typeof parts)[number];
/** They need no console, or have one of their own. */
const alone = new Set<Part>(["crowd", "executor", "command-line", "limits", "pulsar"]);

/**
 * `npm run bench`: everything in one run, each figure beside the one it is held against. `--only postgres` (or another
 * of the parts, as often as wanted) measures that alone, `--job merge` of the limits those with that word in their name;
 * `--json FILE` writes the figures there too, `--report FILE.html` draws them.
 */
const { values } = parseArgs({
  options: {
    json: { type: "string" },
    report: { type: "string" },
    only: { type: "string", multiple: true },
    job: { type: "string", multiple: true },
  },
});
const root = process.env.SLUICE_ROOT ?? process.cwd();
const chosen = choose(values.only ?? [...parts]);
const results = await measureAll();
console.log(toTable(results));
const machine = { cores: os.cpus().length, node: process.version, platform: process.platform };
const report: BenchReport = { at: new Date().toISOString(), machine, results };
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
if (values.report !== undefined) await writeFile(values.report, toHtml(report));

function isJobChosen(name: string): boolean {
  return values.job?.some((word) => name.toLowerCase().includes(word.toLowerCase())) ?? true;
}

function choose(names: string[]): Set<Part> {
  return new Set(
    names.map((name) => {
      const part = parts.find((known) => known === name);
      if (!part) throw new Error(`There is no part "${name}" to measure. Choose from: ${parts.join(", ")}.`);
      return part;
    }),
  );
}

async function measureAll(): Promise<BenchResult[]> {
  const server = await startBenchServer();
  try {
    const results = parts.some((part) => !alone.has(part) && chosen.has(part))
      ? await measureConsole(server)
      : [];
    if (chosen.has("crowd")) results.push(...(await measureCrowd(server)));
    if (chosen.has("executor")) results.push(await measureExecutor(server));
    if (chosen.has("command-line")) results.push(await measureCommandLine(server, root));
    if (chosen.has("limits")) results.push(...(await measureLimits(server, root, isJobChosen)));
    if (chosen.has("pulsar")) results.push(...(await measurePulsar()), ...(await measurePulsarSource()));
    return results;
  } finally {
    await server.stop();
  }
}

async function measureConsole(server: BenchServer): Promise<BenchResult[]> {
  const started = await BenchConsole.start();
  try {
    const results: BenchResult[] = [];
    if (chosen.has("start-up")) results.push(describeStartUp(started));
    if (chosen.has("small")) results.push(await measureLatency(started, server));
    if (chosen.has("footprint")) results.push(await measureFootprint(started, server, root));
    if (!chosen.has("postgres") && !chosen.has("duckdb") && !chosen.has("pages")) return results;
    results.push(...(await measureLarge(await createLineitemTable(started, server))));
    return results;
  } finally {
    await started.stop();
  }
}

async function measureLarge(move: Move): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  const connectionId = await connectPostgres(move);
  if (chosen.has("postgres")) results.push(await measurePostgres(move, connectionId));
  if (chosen.has("duckdb")) results.push(await measureDuckdb(move));
  if (chosen.has("pages")) results.push(await measurePages(move.console, connectionId));
  return results;
}

function describeStartUp(started: BenchConsole): BenchResult {
  return {
    name: "Start-up",
    note: "a second start on the embedded database, nothing running",
    rows: [
      row("npm start to the first page", started.startSeconds, "s", { below: 5 }),
      row("console, workers and database, idle", started.megabytesOfAll(), "MB", { below: 450 }),
    ],
  };
}
