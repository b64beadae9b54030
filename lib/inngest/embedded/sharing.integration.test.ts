import type { Inngest } from "inngest";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { FakeClock } from "./testing/fake-clock";
import { countLive, gate, listRuns, openLab, until, type Lab, type LabOptions } from "./testing/lab";

describe("executors on one database", () => {
  let database: ConsoleDatabase;
  const labs: Lab[] = [];

  beforeAll(async () => {
    database = await startConsoleDatabase();
  });
  beforeEach(() => database.reset());
  afterEach(async () => {
    for (const lab of labs.splice(0)) await lab.close();
  });
  afterAll(() => database.stop());

  async function open(functions: LabOptions["functions"], options: Partial<LabOptions> = {}): Promise<Lab> {
    const lab = await openLab({ databaseUrl: database.url, functions, ...options });
    labs.push(lab);
    return lab;
  }

  /** Notes which executor ran which body. */
  function counting(name: string, ran: string[]) {
    return (client: Inngest) => [
      client.createFunction(
        { id: "count", triggers: [{ event: "count/requested" }] },
        async ({ event, step }) => {
          await step.run("work", () => void ran.push(`${name} ${event.data.number}`));
          await Promise.all([1, 2].map((part) => step.run(`part ${part}`, () => part)));
          return name;
        },
      ),
    ];
  }

  const requests = (count: number) =>
    Array.from({ length: count }, (_, number) => ({ name: "count/requested", data: { number } }));

  it("share a backlog, and run every body once", async () => {
    const ran: string[] = [];
    const sender = await open(counting("sender", ran));
    await sender.client.send(requests(120));
    const first = await open(counting("first", ran), { maxCalls: 10 });
    const second = await open(counting("second", ran), { maxCalls: 10 });
    await Promise.all([first.executor.start(), second.executor.start()]);
    await until(async () => (await countLive(sender.pool)) === 0);
    expect(ran).toHaveLength(120);
    expect(new Set(ran.map((entry) => entry.split(" ")[1])).size).toBe(120);
    expect(new Set(ran.map((entry) => entry.split(" ")[0]))).toEqual(new Set(["first", "second"]));
    expect([...first.complaints, ...second.complaints]).toEqual([]);
  });

  it("hear of each other's work without waiting for the next poll", async () => {
    const ran: string[] = [];
    const worker = await open(counting("worker", ran), { pollMs: 600_000 });
    await worker.executor.start();
    const sender = await open(counting("sender", ran), { pollMs: 600_000 });
    await sender.client.send(requests(1));
    await until(async () => (await countLive(sender.pool)) === 0);
    expect(ran).toEqual(["worker 0"]);
  });

  it("hold a concurrency limit together", async () => {
    let running = 0;
    let peak = 0;
    const functions = (client: Inngest) => [
      client.createFunction(
        { id: "limited", triggers: [{ event: "limited/requested" }], concurrency: 3 },
        async ({ step }) => {
          for (const name of ["a", "b"]) {
            await step.run(name, async () => {
              running += 1;
              peak = Math.max(peak, running);
              await new Promise((resolve) => setTimeout(resolve, 2));
              running -= 1;
            });
          }
        },
      ),
    ];
    const executors = [];
    for (let index = 0; index < 4; index += 1) executors.push(await open(functions, { pollMs: 20 }));
    await Promise.all(executors.map(({ executor }) => executor.start()));
    const events = Array.from({ length: 25 }, () => ({ name: "limited/requested", data: {} }));
    await Promise.all(executors.map(({ client }) => client.send(events)));
    const pool = executors[0]?.pool ?? expect.fail();
    await until(async () => (await countLive(pool)) === 0);
    expect(await listRuns(pool)).toHaveLength(100);
    expect(peak).toBe(3);
  });

  it("let one of many simultaneous sends start a singleton, and one of each event id", async () => {
    const functions = (client: Inngest) => [
      client.createFunction(
        {
          id: "single",
          triggers: [{ event: "single/requested" }],
          singleton: { key: "event.data.key", mode: "skip" },
        },
        async ({ step }) => {
          await step.sleep("hold", "1h");
        },
      ),
      client.createFunction({ id: "once", triggers: [{ event: "once/requested" }] }, () => null),
    ];
    const senders = [await open(functions), await open(functions)];
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        senders[index % 2]?.executor.send([
          { name: "single/requested", data: { key: index % 4 } },
          { name: "once/requested", id: `same ${index % 4}`, data: {} },
        ]),
      ),
    );
    const { pool } = await open(functions);
    expect(await listRuns(pool, "lab-single")).toHaveLength(4);
    expect(await listRuns(pool, "lab-once")).toHaveLength(4);
  });

  it("keep an event's id free when its singleton kept it from starting a run", async () => {
    const functions = (client: Inngest) => [
      client.createFunction(
        {
          id: "single",
          triggers: [{ event: "single/requested" }],
          singleton: { mode: "skip" },
          cancelOn: [{ event: "single/stopped" }],
        },
        async ({ step }) => {
          await step.sleep("hold", "1h");
        },
      ),
    ];
    const { executor, pool } = await open(functions);
    const request = (id: string) => ({ name: "single/requested", id });
    await executor.send(request("a"));
    await executor.send(request("b"));
    await executor.send({ name: "single/stopped" });
    // "a" has had its run; that it comes first must not cost "b" its own.
    await executor.send([request("a"), request("b")]);
    expect((await listRuns(pool)).map((run) => run.status)).toEqual(["cancelled", "queued"]);
    await executor.send([{ name: "single/stopped" }, request("c")]);
    expect((await listRuns(pool)).map((run) => run.status)).toEqual(["cancelled", "cancelled", "queued"]);
  });

  it("leave one run of a cancelling singleton, whoever sends", async () => {
    const functions = (client: Inngest) => [
      client.createFunction(
        { id: "replaced", triggers: [{ event: "replaced/requested" }], singleton: { mode: "cancel" } },
        async ({ step }) => {
          await step.sleep("hold", "1h");
        },
      ),
    ];
    const senders = [await open(functions), await open(functions)];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        senders[index % 2]?.executor.send({ name: "replaced/requested" }),
      ),
    );
    await senders[0]?.executor.send([{ name: "replaced/requested" }, { name: "replaced/requested" }]);
    const runs = await listRuns((await open(functions)).pool);
    expect(runs).toHaveLength(22);
    expect(runs.filter((run) => run.status !== "cancelled")).toHaveLength(1);
  });

  it("fire each cron tick once, and make up for those that nobody was there to fire by the last of them", async () => {
    const start = Date.UTC(2026, 0, 5, 10, 0, 30);
    const ticks: string[] = [];
    const functions = (client: Inngest) => [
      client.createFunction({ id: "tick", triggers: [{ cron: "*/5 * * * *" }] }, ({ event }) => {
        ticks.push(new Date(event.ts ?? 0).toISOString().slice(11, 16));
      }),
    ];
    const clocks = [new FakeClock(start), new FakeClock(start)];
    const [first, second] = await Promise.all(clocks.map((clock) => open(functions, { clock, pollMs: 50 })));
    await first?.executor.start();
    await second?.executor.start();
    for (const clock of clocks) clock.advanceTo(start + 300_000);
    await until(() => ticks.length === 1);
    for (const lab of labs.splice(0)) await lab.close();
    const later = await open(functions, { clock: new FakeClock(Date.UTC(2026, 0, 5, 11, 2)), pollMs: 50 });
    await later.executor.start();
    await until(() => ticks.length === 2);
    await until(async () => (await countLive(later.pool)) === 0);
    expect(ticks).toEqual(["10:05", "11:00"]);
  });

  it("keep the ticks of a cron in its time zone over a change of summer time", async () => {
    const clock = new FakeClock(Date.UTC(2026, 2, 28, 3));
    const ticks: string[] = [];
    const lab = await open(
      (client) => [
        client.createFunction(
          { id: "daily", triggers: [{ cron: "TZ=Europe/Berlin 0 5 * * *" }] },
          ({ event }) => {
            ticks.push(new Date(event.ts ?? 0).toISOString());
          },
        ),
      ],
      { clock },
    );
    await lab.executor.start();
    for (const [index, hour] of [4, 3].entries()) {
      clock.advanceTo(Date.UTC(2026, 2, 28 + index, hour));
      await until(() => ticks.length === index + 1);
    }
    expect(ticks).toEqual(["2026-03-28T04:00:00.000Z", "2026-03-29T03:00:00.000Z"]);
  });

  it("take over what another one held that no longer beats, and drop its late result", async () => {
    const gates = { stuck: gate(), other: gate() };
    const bodies: string[] = [];
    const functions = (name: keyof typeof gates) => (client: Inngest) => [
      client.createFunction({ id: "late", triggers: [{ event: "late/requested" }] }, async ({ step }) =>
        step.run("work", async () => {
          bodies.push(name);
          await gates[name].opened;
          return name;
        }),
      ),
    ];
    const stuck = await open(functions("stuck"));
    await stuck.executor.start();
    await stuck.client.send({ name: "late/requested", data: {} });
    await until(() => bodies.length === 1);
    // As if it had not beaten for a long time, though it lives.
    await stuck.pool.query(`DELETE FROM inngest_executors`);
    const other = await open(functions("other"));
    await other.executor.start();
    await until(() => bodies.length === 2);
    gates.stuck.release();
    await until(async () => (await stuck.executor.health()).callsInFlight === 0);
    expect((await other.pool.query("SELECT 1 FROM inngest_steps")).rowCount).toBe(0);
    gates.other.release();
    await until(async () => (await countLive(other.pool)) === 0);
    expect(bodies).toEqual(["stuck", "other"]);
    expect((await listRuns(other.pool)).map((run) => run.output)).toEqual(['"other"']);
  });
});
