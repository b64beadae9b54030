import type { Inngest } from "inngest";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { FakeClock } from "./testing/fake-clock";
import { countLive, listRuns, openLab, until, type Lab, type LabOptions } from "./testing/lab";

const minuteMs = 60_000;

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

  /** Held open until `release` is called. */
  function gate() {
    let release: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      release = resolve;
    });
    return { opened, release };
  }

  describe("at a restart", () => {
    it("goes on with what was queued, asleep, waiting and to be retried, without running recorded steps again", async () => {
      const bodies: string[] = [];
      const clock = new FakeClock();
      const functions = (client: Inngest) => [
        client.createFunction(
          { id: "sleeper", triggers: [{ event: "work/requested" }] },
          async ({ step }) => {
            await step.run("before", () => void bodies.push("before sleep"));
            await step.sleep("sleep", "10m");
            return "slept";
          },
        ),
        client.createFunction({ id: "waiter", triggers: [{ event: "work/requested" }] }, async ({ step }) => {
          const answer = await step.waitForEvent("wait", { event: "work/answered", timeout: "1h" });
          return answer?.data.text;
        }),
        client.createFunction(
          { id: "flaky", triggers: [{ event: "work/requested" }], retries: 1 },
          async ({ step, attempt }) =>
            step.run("fail first", () => {
              bodies.push(`attempt ${attempt}`);
              if (attempt === 0) throw new Error("not yet");
              return "recovered";
            }),
        ),
      ];
      const first = await open(functions, { clock });
      await first.executor.start();
      await first.client.send({ name: "work/requested", data: {} });
      await until(async () => (await first.executor.counts()).sleeping === 3);
      await first.executor.stop();
      const second = await open(functions, { clock });
      await second.client.send({ name: "work/requested", data: {} });
      expect(await second.executor.counts()).toEqual({ queued: 3, running: 0, sleeping: 3 });
      await second.executor.start();
      await until(async () => (await second.executor.counts()).sleeping === 6);
      await second.client.send({ name: "work/answered", data: { text: "hello" } });
      for (const minutes of [2, 15]) clock.advanceTo(clock.now() + minutes * minuteMs);
      await until(async () => (await countLive(second.pool)) === 0);
      const outputs = (await listRuns(second.pool)).map((run) => `${run.function_id} ${run.output}`);
      expect(outputs.toSorted()).toEqual([
        ...Array(2).fill('lab-flaky "recovered"'),
        ...Array(2).fill('lab-sleeper "slept"'),
        ...Array(2).fill('lab-waiter "hello"'),
      ]);
      expect(bodies.toSorted()).toEqual(
        ["attempt 0", "attempt 1", "before sleep"].flatMap((body) => [body, body]).toSorted(),
      );
    });

    it("waits, when it stops, for the steps in hand, records them, and runs none of the next ones", async () => {
      const bodies: string[] = [];
      const { opened, release } = gate();
      const functions = (client: Inngest) => [
        client.createFunction({ id: "two", triggers: [{ event: "two/requested" }] }, async ({ step }) => {
          await step.run("first", async () => {
            bodies.push("first");
            await opened;
          });
          await step.run("second", () => void bodies.push("second"));
        }),
      ];
      const lab = await open(functions);
      await lab.executor.start();
      await lab.client.send({ name: "two/requested", data: {} });
      await until(() => bodies.length === 1);
      const stopped = lab.executor.stop();
      release();
      await stopped;
      expect(bodies).toEqual(["first"]);
      expect(await lab.executor.counts()).toEqual({ queued: 0, running: 0, sleeping: 1 });
      const next = await open(functions);
      await next.executor.start();
      await until(async () => (await countLive(next.pool)) === 0);
      expect(bodies).toEqual(["first", "second"]);
    });

    it("gives back at once what does not end in time, so that another executor runs it again", async () => {
      const bodies: string[] = [];
      const { opened, release } = gate();
      const functions = (client: Inngest) => [
        client.createFunction({ id: "slow", triggers: [{ event: "slow/requested" }] }, async ({ step }) => {
          await step.run("work", async () => {
            bodies.push("work");
            if (bodies.length === 1) await opened;
          });
        }),
      ];
      const lab = await open(functions, { leaseTtlMs: 600_000 });
      await lab.executor.start();
      await lab.client.send({ name: "slow/requested", data: {} });
      await until(() => bodies.length === 1);
      await lab.executor.stop(20);
      const next = await open(functions);
      await next.executor.start();
      await until(async () => (await countLive(next.pool)) === 0);
      release();
      expect(bodies).toEqual(["work", "work"]);
    });
  });

  it("survives the loss of all its connections without losing or repeating a step", async () => {
    const bodies: number[] = [];
    const functions = (client: Inngest) => [
      client.createFunction(
        { id: "steady", triggers: [{ event: "steady/requested" }] },
        async ({ event, step }) => {
          for (let index = 0; index < 5; index += 1) {
            await step.run(`work ${index}`, async () => {
              bodies.push(event.data.number * 10 + index);
              await new Promise((resolve) => setTimeout(resolve, 10));
            });
          }
        },
      ),
    ];
    const lab = await open(functions);
    await lab.executor.start();
    await lab.client.send(
      Array.from({ length: 20 }, (_, number) => ({ name: "steady/requested", data: { number } })),
    );
    for (const count of [10, 40, 70]) {
      await until(() => bodies.length >= count);
      await lab.pool
        .query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        )
        .catch(() => undefined);
    }
    await until(async () => (await countLive(lab.pool).catch(() => 1)) === 0);
    expect(bodies.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, number) =>
        Array.from({ length: 5 }, (_, index) => number * 10 + index),
      ).flat(),
    );
    expect((await listRuns(lab.pool)).map((run) => run.status)).toEqual(Array(20).fill("completed"));
  });

  describe("refuses", () => {
    it.each([
      ["batchEvents", { batchEvents: { maxSize: 2, timeout: "1s" } }],
      ["debounce", { debounce: { period: "1s" } }],
      ["rateLimit", { rateLimit: { limit: 1, period: "1s" } }],
      ["priority", { priority: { run: "1" } }],
      ["throttle", { throttle: { limit: 1, period: "1s", burst: 2 } }],
    ] as const)("a function with %s, naming both", async (option, config) => {
      const opening = openLab({
        databaseUrl: database.url,
        functions: (client) => [
          client.createFunction({ id: "odd", triggers: [{ event: "odd/requested" }], ...config }, () => null),
        ],
      });
      await expect(opening).rejects.toThrow(new RegExp(`lab-odd.*${option}`));
    });

    it("an expression that it cannot read, at registration", async () => {
      const opening = openLab({
        databaseUrl: database.url,
        functions: (client) => [
          client.createFunction(
            { id: "odd", triggers: [{ event: "odd/requested", if: "event.data ==" }] },
            () => null,
          ),
        ],
      });
      await expect(opening).rejects.toThrow(/lab-odd.*trigger\.if/);
    });

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
      const run = await runOne((client) => [
        client.createFunction({ id: "many", triggers: [{ event: "one/requested" }] }, async ({ step }) => {
          for (let index = 0; index < 1_001; index += 1) await step.run(`step ${index}`, () => null);
        }),
      ]);
      expect(run.output).toMatchObject({ message: expect.stringMatching(/1000 steps/) });
    });
  });

  it("moves a backlog of thousands behind a limit, the oldest first, while other functions go on", async () => {
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
    for (let part = 0; part < 3; part += 1) {
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
    await until(() => order.length >= 300);
    expect(order.slice(0, 300)).toEqual(Array.from({ length: 300 }, (_, index) => index));
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
    const clock = new FakeClock(Date.UTC(2026, 0, 1));
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
