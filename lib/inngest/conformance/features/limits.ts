import assert from "node:assert/strict";
import type { Feature } from "../feature";

/** How many were running at once at most, from facts "in" and "out" in the order they were noted. */
function peak(moves: unknown[]): number {
  let running = 0;
  let most = 0;
  for (const move of moves) {
    running += move === "in" ? 1 : -1;
    most = Math.max(most, running);
  }
  return most;
}

const concurrency: Feature = {
  name: "concurrency limits the steps that run at once, and every run comes to its turn",
  functions: ({ client, note, pass }) => [
    client.createFunction(
      { id: "limited", triggers: [{ event: "limits/concurrency" }], concurrency: 2 },
      async ({ event, step }) => {
        const { subject } = event.data;
        await step.run("work", async () => {
          note(subject, "move", "in");
          await pass(subject, "go");
          note(subject, "move", "out");
        });
        await step.run("end", () => note(subject, "ended"));
      },
    ),
  ],
  async check({ subject, send, until, elapse, facts, open }) {
    await send(Array.from({ length: 6 }, () => ({ name: "limits/concurrency", data: { subject } })));
    await until("move", 2);
    await elapse(1_000);
    assert.deepEqual(facts("move"), ["in", "in"]);
    open("go");
    await until("ended", 6);
    assert.equal(peak(facts("move")), 2);
  },
};

const concurrencyKeys: Feature = {
  name: "a concurrency key limits each of its values by itself, beside a limit for all",
  functions: ({ client, note, pass }) => [
    client.createFunction(
      {
        id: "limited-by-key",
        triggers: [{ event: "limits/keys" }],
        concurrency: [{ limit: 1, key: "event.data.key" }, { limit: 2 }],
      },
      async ({ event, step }) => {
        const { subject, key } = event.data;
        await step.run("work", async () => {
          note(subject, "move", "in");
          note(subject, `move ${key}`, "in");
          await pass(subject, "go");
          note(subject, `move ${key}`, "out");
          note(subject, "move", "out");
        });
        await step.run("end", () => note(subject, "ended"));
      },
    ),
  ],
  async check({ subject, send, until, elapse, facts, open }) {
    const keys = ["a", "a", "a", "b", "b", "c"];
    await send(keys.map((key) => ({ name: "limits/keys", data: { subject, key } })));
    await until("move", 2);
    await elapse(1_000);
    assert.equal(facts("move").length, 2);
    open("go");
    await until("ended", keys.length);
    assert.ok(peak(facts("move")) <= 2);
    for (const key of ["a", "b", "c"]) assert.equal(peak(facts(`move ${key}`)), 1);
  },
};

const sleepersAreFree: Feature = {
  name: "a sleeping run leaves its place under a concurrency limit to others",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "limited-sleeper", triggers: [{ event: "limits/sleep" }], concurrency: 1 },
      async ({ event, step }) => {
        const { subject } = event.data;
        await step.run("begin", () => note(subject, "begun"));
        await step.sleep("sleep", "30s");
        await step.run("end", () => note(subject, "ended"));
      },
    ),
  ],
  async check({ subject, now, send, until, facts }) {
    const begin = now();
    await send(Array.from({ length: 3 }, () => ({ name: "limits/sleep", data: { subject } })));
    await until("begun", 3);
    assert.equal(facts("ended").length, 0);
    await until("ended", 3);
    assert.ok(now() < begin + 80_000, "they slept side by side");
  },
};

const throttle: Feature = {
  name: "a throttle lets as many runs start as it says per period and key, and drops none",
  functions: ({ client, note }) => [
    client.createFunction(
      {
        id: "throttled",
        triggers: [{ event: "limits/throttle" }],
        throttle: { limit: 2, period: "20s", key: "event.data.key" },
      },
      async ({ event, step }) => {
        await step.run("note", () => note(event.data.subject, `started ${event.data.key}`));
      },
    ),
  ],
  async check({ subject, now, send, until }) {
    const begin = now();
    const event = (key: string) => ({
      name: "limits/throttle",
      data: { subject, key, group: `${subject}/${key}` },
    });
    await send([..."aaaab"].map(event));
    await until("started b", 1);
    await until("started a", 2);
    assert.ok(now() < begin + 20_000, "the first two of a key, and the other key, did not wait");
    await until("started a", 4);
    assert.ok(now() >= begin + 19_000, "four runs took a period");
  },
};

export const limitFeatures = [concurrency, concurrencyKeys, sleepersAreFree, throttle];
