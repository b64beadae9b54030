import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  expectNoneLeft,
  guardsOf,
  openWorkshop,
  postmasterOf,
  query,
  serverProcesses,
  type Holder,
  type Workshop,
} from "./testing/harness";
import { isAlive } from "./postmaster";

/** One that has just ended by itself will do too. */
function kill(pids: number[]): void {
  for (const pid of pids) {
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  }
}

describe("the embedded database under kill -9", () => {
  let workshop: Workshop;
  let dataDir: string;
  let count = 0;

  beforeAll(async () => {
    workshop = await openWorkshop({ packages: "linked" });
  });
  afterAll(() => workshop.remove());
  beforeEach(() => {
    dataDir = path.join(workshop.folder, `data-${count++}`);
  });

  it("of the process that started it, ends the server", async () => {
    const holder = await workshop.hold(dataDir);
    expect(serverProcesses(dataDir).length).toBeGreaterThan(1);
    await holder.kill();
    await expectNoneLeft(dataDir);
  });

  it("of one of two processes, goes on for the other and ends with it", async () => {
    const starter = await workshop.hold(dataDir);
    const joiner = await workshop.hold(dataDir);
    await starter.kill();
    expect(await query(joiner.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await joiner.kill();
    await expectNoneLeft(dataDir);
  });

  it.each(["starter", "joiner"])("of the server, comes back under the same url for a %s", async (role) => {
    const starter = await workshop.hold(dataDir);
    const holder = role === "joiner" ? await workshop.hold(dataDir) : starter;
    if (role === "joiner") await starter.end();
    await query(holder.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    kill([postmasterOf(dataDir)]);
    await expect
      .poll(() => query(holder.url, "SELECT answer FROM kept").catch(() => []), { timeout: 20_000 })
      .toEqual([{ answer: 42 }]);
    await holder.end();
    await expectNoneLeft(dataDir);
  });

  it("of the guard, gets a new guard", async () => {
    const holder = await workshop.hold(dataDir);
    const postmaster = postmasterOf(dataDir);
    const guards = guardsOf(dataDir);
    kill(guards);
    await expect
      .poll(() => guardsOf(dataDir).filter((pid) => !guards.includes(pid)), { timeout: 20_000 })
      .toHaveLength(1);
    expect(postmasterOf(dataDir)).toBe(postmaster);
    await holder.kill();
    await expectNoneLeft(dataDir);
  });

  it("of guard and starter at once, is found by the next start and ends with it", async () => {
    const holder = await workshop.hold(dataDir);
    const postmaster = postmasterOf(dataDir);
    kill(guardsOf(dataDir));
    await holder.kill();
    const next = await workshop.hold(dataDir);
    expect(postmasterOf(dataDir)).toBe(postmaster);
    await next.end();
    await expectNoneLeft(dataDir);
  });

  it("in the middle of the very first start, leaves nothing half made", async () => {
    const started = workshop.hold(dataDir).then(
      (holder) => holder.kill(),
      () => undefined,
    );
    const atWork = () => {
      try {
        return serverProcesses(dataDir).some(({ command }) => command.includes("initdb"));
      } catch {
        return false; // the folder is not there yet
      }
    };
    await expect.poll(atWork, { interval: 5, timeout: 20_000 }).toBe(true);
    kill(serverProcesses(dataDir).map(({ pid }) => pid));
    await started;
    await expectNoneLeft(dataDir);
    const next = await workshop.hold(dataDir);
    expect(await query(next.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await next.end();
  });

  it("at 20 moments of a write load, loses no acknowledged transaction and leaves no process", async () => {
    const random = seeded(20_261_122);
    const acknowledged = new Set<number>();
    let nextId = 0;
    for (let round = 0; round < 20; round++) {
      const holder = await workshop.hold(dataDir);
      await query(holder.url, "CREATE TABLE IF NOT EXISTS written (id int PRIMARY KEY, filler text)");
      await expectAllThere(holder.url, acknowledged);
      const goal = acknowledged.size + 20 + Math.floor(random() * 300);
      const victims = round % 3;
      await writeUntilCut(holder.url, {
        next: () => nextId++,
        acknowledge: (id) => {
          acknowledged.add(id);
          if (acknowledged.size === goal) killSome(victims, holder);
        },
      });
      await holder.kill();
      if (victims < 2) await expectNoneLeft(dataDir);
    }
    const last = await workshop.hold(dataDir);
    await expectAllThere(last.url, acknowledged);
    await last.end();
    await expectNoneLeft(dataDir);
    expect(acknowledged.size).toBeGreaterThan(20 * 20);
  }, 300_000);

  /** Round by round: the console alone; the server and all its parts with it; the guard too. */
  function killSome(victims: number, holder: Holder): void {
    if (victims === 1) kill([holder.pid, postmasterOf(dataDir)]);
    else if (victims === 2) kill([holder.pid, ...serverProcesses(dataDir).map(({ pid }) => pid)]);
    else kill([holder.pid]);
  }
});

async function expectAllThere(url: string, acknowledged: Set<number>): Promise<void> {
  const rows = await query(url, "SELECT id FROM written");
  const found = new Set(rows.map((row) => row.id));
  expect([...acknowledged].filter((id) => !found.has(id))).toEqual([]);
}

/** Four clients, each transaction acknowledged before the next, until the server cuts them off. */
async function writeUntilCut(
  url: string,
  load: { next: () => number; acknowledge: (id: number) => void },
): Promise<void> {
  const writers = [1, 2, 3, 4].map(async () => {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    await client.connect();
    for (;;) {
      const id = load.next();
      await client.query("INSERT INTO written VALUES ($1, repeat('x', 200))", [id]);
      load.acknowledge(id);
    }
  });
  await Promise.allSettled(writers);
}

/** Random moments that a failing run repeats (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
