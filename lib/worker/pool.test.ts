import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createLogger } from "@/lib/log";
import { WorkerLostError } from "@/lib/sync/retry";
import { bundleForTest } from "@/tests/support/build";
import { createWorkerPool, type PoolOptions } from "./pool";
import type { TaskEvent, WorkerPool } from "./tasks";

let entry: string;
let localFilesDir: string;
const lines: string[] = [];
const pools: WorkerPool[] = [];

beforeAll(async () => {
  entry = await bundleForTest("tests/support/misbehaving-worker.ts");
  localFilesDir = mkdtempSync(path.join(tmpdir(), "sluice-pool-"));
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.stop(0)));
});
afterAll(() => {
  rmSync(entry, { force: true });
  rmSync(localFilesDir, { recursive: true, force: true });
});

function startPool(options: Partial<PoolOptions> = {}): WorkerPool {
  const pool = createWorkerPool({
    entry,
    settings: { localFilesDir, allowPrivateNetwork: true },
    syncWorkers: 2,
    log: createLogger({ write: (line) => void lines.push(line) }),
    ...options,
  });
  pools.push(pool);
  return pool;
}

function check(
  pool: WorkerPool,
  how: string,
  options: { signal?: AbortSignal; events?: TaskEvent[]; password?: string } = {},
) {
  const { signal, events, password = "" } = options;
  return pool.run(
    "checkSource",
    { source: { connector: "misbehaving", config: { how, password } } },
    { lane: "interactive", onEvent: (event) => events?.push(event), ...(signal ? { signal } : {}) },
  );
}

describe("a connector that", () => {
  it("spins takes down its task alone, with a reason, and the pool goes on", async () => {
    const pool = startPool({ limits: { unresponsiveMs: 1_500 } });
    await expect(check(pool, "spin")).rejects.toThrow(/gave no sign of life/);
    await expect(check(pool, "behave")).resolves.toBeNull();
  });

  it("leaks is ended at its limit, with a reason, and the pool goes on", async () => {
    const pool = startPool({ limits: { maxRssBytes: 300 * 1_048_576 } });
    await expect(check(pool, "leak")).rejects.toThrow(/MB of memory where 300 MB are allowed/);
    await expect(check(pool, "behave")).resolves.toBeNull();
  });

  it("exits loses its task by a WorkerLostError, and the pool goes on", async () => {
    const pool = startPool();
    await expect(check(pool, "exit")).rejects.toBeInstanceOf(WorkerLostError);
    await expect(check(pool, "behave")).resolves.toBeNull();
  });

  it("throws a bug rejects with its name and message and keeps its worker", async () => {
    const events: TaskEvent[] = [];
    const pool = startPool();
    await expect(check(pool, "throw")).rejects.toMatchObject({
      name: "TypeError",
      message: "undefined is not a function",
    });
    await expect(check(pool, "behave", { events })).resolves.toBeNull();
    expect(events).toMatchObject([{ type: "log", message: "fine" }]);
  });

  it("does not listen to an abort is killed after the grace, and the caller gets the abort's reason", async () => {
    const pool = startPool({ limits: { abortGraceMs: 200 } });
    const controller = new AbortController();
    const outcome = check(pool, "ignore-abort", { signal: controller.signal });
    controller.abort(new Error("cancelled by a person"));
    await expect(outcome).rejects.toThrow("cancelled by a person");
  });

  it("tells its secret in a log line or an error has it masked", async () => {
    const events: TaskEvent[] = [];
    const error: unknown = await check(startPool(), "leak-secret", {
      events,
      password: "hunter2-hunter2",
    }).catch((reason: unknown) => reason);
    expect(String((error as Error).stack) + JSON.stringify(events) + lines.join("")).not.toContain(
      "hunter2-hunter2",
    );
    expect(JSON.stringify(events)).toContain("***");
  });
});

describe("the pool", () => {
  it("runs no more interactive tasks at once than it may, and all of them in the end", async () => {
    const pool = startPool({ interactiveWorkers: 2 });
    const all = Array.from({ length: 8 }, () => check(pool, "behave"));
    expect(pool.health().busy).toBeLessThanOrEqual(2);
    await expect(Promise.all(all)).resolves.toHaveLength(8);
    expect(pool.health()).toMatchObject({ ok: true, busy: 0, queued: 0 });
  });

  it("takes a waiting task out of the queue when it is aborted", async () => {
    const pool = startPool({ interactiveWorkers: 1, limits: { abortGraceMs: 50 } });
    const first = new AbortController();
    const blocking = check(pool, "ignore-abort", { signal: first.signal });
    const second = new AbortController();
    const waiting = check(pool, "behave", { signal: second.signal });
    await vi.waitFor(() => expect(pool.health().queued).toBe(1));
    second.abort(new Error("no longer wanted"));
    await expect(waiting).rejects.toThrow("no longer wanted");
    expect(pool.health().queued).toBe(0);
    first.abort(new Error("enough"));
    await expect(blocking).rejects.toThrow("enough");
  });

  it("leaves no worker behind when it stops", async () => {
    const pool = startPool();
    await check(pool, "behave");
    await pool.stop(100);
    expect(pool.health().workers).toBe(0);
    await expect(check(pool, "behave")).rejects.toThrow(/stopping/);
  });

  it.each([
    ["spins", "spin"],
    ["is in a native call that never returns", "stay"],
  ])("leaves no worker behind when its process is killed, even one that %s", async (_, how) => {
    const parentEntry = await bundleForTest("tests/support/pool-parent.ts");
    const parent = spawn(process.execPath, [parentEntry, entry, localFilesDir, how], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pids = await new Promise<number[]>((resolve) => {
      parent.stdout.once("data", (chunk: Buffer) => resolve(JSON.parse(chunk.toString()) as number[]));
    });
    expect(pids.length).toBeGreaterThan(0);
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 10_000, interval: 100 });
    rmSync(parentEntry, { force: true });
  });
});

/** A zombie has ended; it only waits to be collected. */
function isAlive(pid: number): boolean {
  try {
    return !execFileSync("ps", ["-o", "stat=", "-p", String(pid)])
      .toString()
      .trim()
      .startsWith("Z");
  } catch {
    return false;
  }
}
