import type { Inngest } from "inngest";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { FakeClock } from "./testing/fake-clock";
import { countLive, gate, listRuns, openLab, until, type Lab, type LabOptions } from "./testing/lab";

const minuteMs = 60_000;

describe("an executor that starts, stops and loses its database", () => {
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

  it("goes on with what was queued, asleep, waiting and to be retried, without running recorded steps again", async () => {
    const bodies: string[] = [];
    const clock = new FakeClock();
    const functions = (client: Inngest) => [
      client.createFunction({ id: "sleeper", triggers: [{ event: "work/requested" }] }, async ({ step }) => {
        await step.run("before", () => void bodies.push("before sleep"));
        await step.sleep("sleep", "10m");
        return "slept";
      }),
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
});
