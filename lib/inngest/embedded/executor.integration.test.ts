import type { Inngest } from "inngest";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { FakeClock } from "./testing/fake-clock";
import { countLive, gate, listRuns, openLab, until, type Lab, type LabOptions } from "./testing/lab";

describe("the embedded executor", () => {
  let database: ConsoleDatabase;
  const labs: Lab[] = [];

  beforeAll(async () => {
    database = await startConsoleDatabase();
  });
  beforeEach(() => database.reset());
  afterEach(async () => {
    for (const lab of labs.splice(0)) await lab.close(1_000);
  });
  afterAll(() => database.stop());

  async function open(functions: LabOptions["functions"], options: Partial<LabOptions> = {}): Promise<Lab> {
    const lab = await openLab({ databaseUrl: database.url, functions, ...options });
    labs.push(lab);
    return lab;
  }

  async function runOne(functions: LabOptions["functions"]) {
    const lab = await open(functions);
    await lab.executor.start();
    await lab.client.send({ name: "one/requested", data: {} });
    await until(async () => (await countLive(lab.pool)) === 0);
    const [run] = await listRuns(lab.pool);
    return { ...run, output: JSON.parse(run?.output ?? "null") as unknown };
  }

  describe("refuses", () => {
    it("at run time what it does not carry, by failing the run with the step's name", async () => {
      const run = await runOne((client) => [
        client.createFunction({ id: "signal", triggers: [{ event: "one/requested" }] }, async ({ step }) => {
          await step.waitForSignal("for a signal", { signal: "x", timeout: "1h" });
        }),
      ]);
      expect(run.status).toBe("failed");
      expect(run.output).toMatchObject({
        message: expect.stringMatching(/"for a signal" needs WaitForSignal/),
      });
    });

    it("events without a name and events that are too large, with the reason", async () => {
      const { executor, pool } = await open(() => []);
      await expect(executor.send([{ name: "fine", data: {} }, { data: {} }])).rejects.toThrow(
        /Event 1 of the send: name/,
      );
      const large = { name: "large", data: { text: "x".repeat(3 * 1024 * 1024) } };
      await expect(executor.send(large)).rejects.toThrow(/"large".*3145728/);
      expect((await pool.query("SELECT 1 FROM inngest_events")).rowCount).toBe(0);
    });
  });

  describe("ends a run with a clear error", () => {
    it("when a step returns more than 4 MB", async () => {
      const run = await runOne((client) => [
        client.createFunction({ id: "large", triggers: [{ event: "one/requested" }] }, async ({ step }) => {
          await step.run("too much", () => "x".repeat(4 * 1024 * 1024));
        }),
      ]);
      expect(run.status).toBe("failed");
      expect(run.output).toMatchObject({ message: expect.stringMatching(/"too much".*4194304/) });
    });

    it("when its steps return more than 32 MB together", async () => {
      const run = await runOne((client) => [
        client.createFunction({ id: "large", triggers: [{ event: "one/requested" }] }, async ({ step }) => {
          for (let index = 0; index < 12; index += 1)
            await step.run(`part ${index}`, () => "x".repeat(3_000_000));
        }),
      ]);
      expect(run.output).toMatchObject({ message: expect.stringMatching(/"part 11".*33554432/) });
    });

    it("when it has more than 1,000 steps", async () => {
      const { opened, release } = gate();
      const lab = await open((client) => [
        client.createFunction({ id: "many", triggers: [{ event: "one/requested" }] }, async ({ step }) => {
          await step.run("first", () => opened);
          for (let index = 0; index < 5; index += 1) await step.run(`step ${index}`, () => null);
        }),
      ]);
      await lab.executor.start();
      await lab.client.send({ name: "one/requested", data: {} });
      await until(async () => (await lab.executor.counts()).running === 1);
      await lab.pool.query(`UPDATE inngest_runs SET settled_steps = 997`);
      release();
      await until(async () => (await countLive(lab.pool)) === 0);
      const [run] = await listRuns(lab.pool);
      expect(JSON.parse(run?.output ?? "null")).toMatchObject({
        message: expect.stringMatching(/1000 steps, which is the limit, before step "step 2"/),
      });
    });
  });

  it("moves a long backlog behind a limit, the oldest first, while other functions go on", async () => {
    const order: number[] = [];
    const { opened, release } = gate();
    const functions = (client: Inngest) => [
      client.createFunction(
        { id: "narrow", triggers: [{ event: "narrow/requested" }], concurrency: 1 },
        async ({ event, step }) => {
          await step.run("work", async () => {
            await opened;
            order.push(event.data.number);
          });
        },
      ),
      client.createFunction({ id: "free", triggers: [{ event: "free/requested" }] }, () => "free"),
    ];
    const lab = await open(functions, { maxCalls: 5 });
    await lab.executor.start();
    for (let part = 0; part < 2; part += 1) {
      await lab.client.send(
        Array.from({ length: 1_000 }, (_, index) => ({
          name: "narrow/requested",
          data: { number: part * 1_000 + index },
        })),
      );
    }
    await lab.client.send({ name: "free/requested", data: {} });
    await until(async () => (await listRuns(lab.pool, "lab-free"))[0]?.status === "completed");
    release();
    await until(() => order.length >= 100);
    expect(order.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it("lets functions take turns, so that a backlog of one does not hold up another", async () => {
    const functions = (client: Inngest) => [
      client.createFunction({ id: "bulk", triggers: [{ event: "bulk/requested" }] }, () => null),
      client.createFunction({ id: "urgent", triggers: [{ event: "urgent/requested" }] }, async ({ step }) =>
        step.run(
          "look",
          async () => (await listRuns(lab.pool, "lab-bulk")).filter((run) => run.output === null).length,
        ),
      ),
    ];
    const lab = await open(functions, { maxCalls: 4 });
    await lab.executor.send(Array.from({ length: 300 }, () => ({ name: "bulk/requested" })));
    await lab.executor.send({ name: "urgent/requested" });
    await lab.executor.start();
    await until(async () => (await countLive(lab.pool)) === 0);
    const [urgent] = await listRuns(lab.pool, "lab-urgent");
    expect(Number(urgent?.output)).toBeGreaterThan(250);
  });

  it("lets no more runs through a throttle after a pause than at any other time", async () => {
    const clock = new FakeClock();
    const started: number[] = [];
    const functions = (client: Inngest) => [
      client.createFunction(
        {
          id: "throttled",
          triggers: [{ event: "throttled/requested" }],
          throttle: { limit: 2, period: "10s" },
        },
        () => void started.push(clock.now()),
      ),
    ];
    const lab = await open(functions, { clock });
    await lab.executor.send(Array.from({ length: 8 }, () => ({ name: "throttled/requested" })));
    await lab.executor.start();
    await until(() => started.length === 2);
    await lab.executor.stop();
    clock.advanceTo(clock.now() + 60_000);
    const later = await open(functions, { clock });
    await later.executor.start();
    for (let count = 4; count < 8; count += 1) {
      await until(() => started.length === count && clock.isAwaited);
      clock.advanceTo(clock.now() + 5_000);
    }
    await until(() => started.length === 8);
    const begin = started[2] ?? 0;
    expect(started.slice(2).map((ms) => ms - begin)).toEqual([0, 0, 5_000, 10_000, 15_000, 20_000]);
  });

  it("stores nothing twice when a send is repeated with the same seed", async () => {
    const lab = await open((client) => [
      client.createFunction({ id: "one", triggers: [{ event: "one/requested" }] }, () => null),
    ]);
    const send = () =>
      lab.client.fetch(`${lab.client.eventBaseUrl}e/key`, {
        method: "POST",
        headers: { "x-inngest-event-id-seed": "1700000000000,c2VlZA==" },
        body: JSON.stringify([{ name: "one/requested", data: {} }]),
      });
    const answers = await Promise.all([send(), send()].map(async (sending) => (await sending).json()));
    expect(answers[0]).toEqual(answers[1]);
    expect(await listRuns(lab.pool)).toHaveLength(1);
  });

  it("lets an event from the future compete for its singleton when it is due", async () => {
    const clock = new FakeClock();
    const lab = await open(
      (client) => [
        client.createFunction(
          { id: "next", triggers: [{ event: "next/requested" }], singleton: { mode: "skip" } },
          async ({ event, step }) => {
            const { left } = event.data as { left: number };
            if (left > 0) {
              const ts = clock.now() + 2_000;
              await step.sendEvent("continue", { name: "next/requested", data: { left: left - 1 }, ts });
            }
            return left;
          },
        ),
      ],
      { clock },
    );
    await lab.executor.start();
    await lab.client.send({ name: "next/requested", data: { left: 2 } });
    for (let ended = 1; ended <= 3; ended += 1) {
      await until(
        async () => (await listRuns(lab.pool)).filter((run) => run.status === "completed").length === ended,
      );
      clock.advanceTo(clock.now() + 2_000);
    }
    expect((await listRuns(lab.pool)).map((run) => run.output)).toEqual(["2", "1", "0"]);
  });

  it("tells how it is doing, and of a run with its steps", async () => {
    const { opened, release } = gate();
    const lab = await open((client) => [
      client.createFunction({ id: "shown", triggers: [{ event: "shown/requested" }] }, async ({ step }) => {
        await step.run("quick", () => ({ value: 1 }));
        await step.run("held", () => opened);
        return "end";
      }),
    ]);
    expect(await lab.executor.health()).toMatchObject({ ok: false, callsInFlight: 0 });
    await lab.executor.start();
    await lab.client.send({ name: "shown/requested", data: { text: "why" } });
    await until(async () => (await lab.pool.query("SELECT 1 FROM inngest_steps")).rowCount === 1);
    expect(await lab.executor.health()).toMatchObject({ ok: true, lagMs: 0, callsInFlight: 1 });
    expect(await lab.executor.counts()).toEqual({ queued: 0, running: 1, sleeping: 0 });
    const [run] = await listRuns(lab.pool);
    expect(await lab.executor.inspect(run?.id ?? "")).toMatchObject({
      functionId: "lab-shown",
      status: "running",
      event: { name: "shown/requested", data: { text: "why" } },
      steps: [{ name: "quick", kind: "run", state: "completed", output: { value: 1 } }],
      jobs: [{ attempt: 0, isRunning: true, waitsFor: null }],
    });
    release();
    await until(async () => (await countLive(lab.pool)) === 0);
    expect(await lab.executor.inspect(run?.id ?? "")).toMatchObject({
      status: "completed",
      output: "end",
      jobs: [],
    });
    expect(await lab.executor.inspect("unknown")).toBeUndefined();
  });

  it("lets go of old history, and of nothing that is live or still to come", async () => {
    const clock = new FakeClock();
    const lab = await open(
      (client) => [
        client.createFunction({ id: "quick", triggers: [{ event: "quick/requested" }] }, () => null),
        client.createFunction(
          { id: "asleep", triggers: [{ event: "asleep/requested" }] },
          async ({ step }) => {
            await step.sleep("long", "30d");
          },
        ),
        client.createFunction(
          { id: "later", triggers: [{ event: "later/requested" }], singleton: { mode: "skip" } },
          () => null,
        ),
      ],
      { clock },
    );
    await lab.executor.start();
    await lab.executor.send([
      { name: "quick/requested" },
      { name: "asleep/requested" },
      { name: "later/requested", ts: clock.now() + 90 * 86_400_000 },
      { name: "heard by nobody" },
    ]);
    await until(
      async () => (await lab.executor.counts()).sleeping === 1 && (await countLive(lab.pool)) === 1,
    );
    clock.advanceTo(clock.now() + 10 * 86_400_000);
    await lab.executor.send({ name: "quick/requested" });
    await until(async () => (await countLive(lab.pool)) === 1);
    expect(await lab.executor.prune(new Date(clock.now() - 86_400_000))).toEqual({ runs: 1, events: 2 });
    expect(await listRuns(lab.pool)).toHaveLength(2);
    expect(await lab.executor.prune(new Date(clock.now() - 86_400_000))).toEqual({ runs: 0, events: 0 });
  });
});
