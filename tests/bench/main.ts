import { writeFile } from "node:fs/promises";
import os from "node:os";
import { parseArgs } from "node:util";
import { measureCommandLine } from "./command-line";
import { BenchConsole } from "./console";
import { measureExecutor } from "./executor";
import { measureLatency } from "./latency";
import { measureMoves } from "./moves";
import { measurePages } from "./pages";
import { row, toTable, type BenchResult } from "./report";
import { startBenchServer } from "./server";

/**
 * `npm run bench`: everything in one run, each figure beside the one it is held against. `--json FILE` writes the
 * figures there too.
 */
const { values } = parseArgs({ options: { json: { type: "string" } } });
const results = await measureAll();
console.log(toTable(results));
if (values.json !== undefined) {
  const machine = { cores: os.cpus().length, node: process.version, platform: process.platform };
  await writeFile(
    values.json,
    `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`,
  );
}

async function measureAll(): Promise<BenchResult[]> {
  const server = await startBenchServer();
  try {
    return [
      ...(await measureConsole(server)),
      await measureExecutor(server),
      await measureCommandLine(server, process.env.SLUICE_ROOT ?? process.cwd()),
    ];
  } finally {
    await server.stop();
  }
}

async function measureConsole(server: Awaited<ReturnType<typeof startBenchServer>>): Promise<BenchResult[]> {
  const started = await BenchConsole.start();
  try {
    const startUp: BenchResult = {
      name: "Start-up",
      note: "a second start on the embedded database, nothing running",
      rows: [
        row("npm start to the first page", started.startSeconds, "s", { below: 5 }),
        row("console, workers and database, idle", started.idleMegabytes(), "MB", { below: 450 }),
      ],
    };
    const small = await measureLatency(started, server);
    const moves = await measureMoves(started, server);
    const pages = await measurePages(started, moves.connectionId);
    return [startUp, small, ...moves.results, pages];
  } finally {
    await started.stop();
  }
}
