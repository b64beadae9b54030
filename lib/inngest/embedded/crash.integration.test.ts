import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleForTest } from "@/tests/support/build";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { createCrashFunctions, type BodyRun } from "./testing/crash-functions";
import { countLive, listRuns, openLab, type Lab } from "./testing/lab";

const runs = 200;
const leastKills = 6;

describe("kill -9 of the executor's process", () => {
  let database: ConsoleDatabase;
  let lab: Lab;
  let folder: string;
  let logFile: string;
  let kills = 0;

  beforeAll(async () => {
    database = await startConsoleDatabase();
    folder = mkdtempSync(path.join(os.tmpdir(), "sluice-crash-"));
    logFile = path.join(folder, "bodies.jsonl");
    // Not started: it only sends.
    lab = await openLab({
      databaseUrl: database.url,
      functions: (client) => createCrashFunctions(client, logFile),
    });
    await lab.client.send(
      Array.from({ length: runs }, (_, number) => ({ name: "crash/requested", data: { number } })),
    );
    kills = await runUntilDone();
  }, 240_000);

  afterAll(async () => {
    await lab.pool.end();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts processes one after the other and kills each at a random moment, until one has brought everything to its end. */
  async function runUntilDone(): Promise<number> {
    const entry = await bundleForTest("lib/inngest/embedded/testing/crash-child.ts");
    for (let killed = 0; ; killed += 1) {
      const child = spawn(process.execPath, [entry, database.url, logFile], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const exited = new Promise((resolve) => child.once("exit", resolve));
      await new Promise((resolve) => child.stdout.once("data", resolve));
      const isLast = killed >= leastKills;
      if (isLast) while ((await countLive(lab.pool)) > 0) await delay(50);
      else await delay(50 + Math.random() * 400);
      child.kill("SIGKILL");
      await exited;
      if (isLast) return killed;
    }
  }

  it("lets every run end, once", async () => {
    const ended = await listRuns(lab.pool, "lab-crash");
    expect(ended.map((run) => run.status)).toEqual(Array(runs).fill("completed"));
    const { rows } = await lab.pool.query<{ run_id: string }>(
      `SELECT payload::json->'data'->>'run_id' AS run_id FROM inngest_events
       WHERE name = 'inngest/function.finished' AND payload::json->'data'->>'function_id' = 'lab-crash'`,
    );
    expect(rows.map((row) => row.run_id).toSorted()).toEqual(ended.map((run) => run.id).toSorted());
    expect(kills).toBeGreaterThanOrEqual(leastKills);
  });

  it("keeps every recorded result, and runs a body again only where there was none", async () => {
    const bodies = readFileSync(logFile, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as BodyRun);
    const lastMark = new Map(bodies.map(({ number, step, mark }) => [`${number}/${step}`, mark]));
    const { rows } = await lab.pool.query<{ number: number; name: string; output: string }>(
      `SELECT (e.payload::json->'data'->>'number')::int AS number, s.name, s.output
       FROM inngest_steps s JOIN inngest_runs r ON r.id = s.run_id JOIN inngest_events e ON e.id = r.event_id
       WHERE s.kind = 'run' AND r.function_id = 'lab-crash'`,
    );
    const recorded = new Map(
      rows.map((row) => [`${row.number}/${row.name}`, JSON.parse(row.output) as string]),
    );
    expect(recorded.size).toBe(runs * 4);
    // Had a body run after its result was recorded, its last mark would not be the recorded one.
    expect(recorded).toEqual(lastMark);
    expect(bodies.length).toBeGreaterThanOrEqual(runs * 4);
  });

  it("gives the function the recorded results", async () => {
    const { rows } = await lab.pool.query<{ output: string; marks: Record<string, string> }>(
      `SELECT r.output, json_object_agg(s.name, s.output::json) FILTER (WHERE s.kind = 'run') AS marks
       FROM inngest_runs r JOIN inngest_steps s ON s.run_id = r.id WHERE r.function_id = 'lab-crash' GROUP BY r.id`,
    );
    expect(rows.map((row) => JSON.parse(row.output) as unknown)).toEqual(rows.map((row) => row.marks));
  });
});
