import assert from "node:assert/strict";
import { NonRetriableError } from "inngest";
import type { Feature } from "../feature";

const sleeping: Feature = {
  name: "sleep and sleepUntil go on after their time, and not before",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "sleeper", triggers: [{ event: "waiting/sleep" }] },
      async ({ event, step }) => {
        const { subject, until } = event.data;
        await step.run("before", () => note(subject, "before"));
        await step.sleep("nap", "2s");
        await step.run("between", () => note(subject, "between"));
        await step.sleepUntil("rest", new Date(until));
        await step.run("after", () => note(subject, "after"));
      },
    ),
  ],
  async check({ subject, now, send, until, facts }) {
    const begin = now();
    await send({ name: "waiting/sleep", data: { subject, until: begin + 8_000 } });
    await until("between", 1);
    assert.ok(now() >= begin + 2_000, "the sleep lasted");
    await until("after", 1);
    assert.ok(now() >= begin + 8_000, "the second sleep lasted until its instant");
    assert.equal(facts("before").length, 1);
  },
};

const eventMatch: Feature = {
  name: "waitForEvent goes on with the first event whose value matches, not with others",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "waiter", triggers: [{ event: "waiting/match" }] },
      async ({ event, step }) => {
        const { subject } = event.data;
        await step.run("ready", () => note(subject, "ready"));
        const [byMatch, byIf] = await Promise.all([
          step.waitForEvent("by match", { event: "waiting/answer", match: "data.subject", timeout: "1h" }),
          step.waitForEvent("by if", {
            event: "waiting/answer",
            if: "async.data.subject == event.data.subject && async.data.number > 1",
            timeout: "1h",
          }),
        ]);
        await step.run("after", () => note(subject, "after", [byMatch?.data.number, byIf?.data.number]));
      },
    ),
  ],
  async check({ subject, send, until, elapse, facts }) {
    await send({ name: "waiting/match", data: { subject } });
    await until("ready", 1);
    await elapse(3_000);
    await send({ name: "waiting/answer", data: { subject: "another", number: 9 } });
    await send({ name: "waiting/answer", data: { subject, number: 1 } });
    await elapse(2_000);
    assert.equal(facts("after").length, 0);
    await send({ name: "waiting/answer", data: { subject, number: 2 } });
    await until("after", 1);
    assert.deepEqual(facts("after"), [[1, 2]]);
  },
};

const eventTimeout: Feature = {
  name: "waitForEvent gives null when its time is up",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "impatient", triggers: [{ event: "waiting/timeout" }] },
      async ({ event, step }) => {
        const { subject } = event.data;
        const answer = await step.waitForEvent("wait", {
          event: "waiting/never",
          match: "data.subject",
          timeout: "3s",
        });
        await step.run("after", () => note(subject, "after", answer));
      },
    ),
  ],
  async check({ subject, now, send, until, facts }) {
    const begin = now();
    await send({ name: "waiting/timeout", data: { subject } });
    await until("after", 1);
    assert.deepEqual(facts("after"), [null]);
    assert.ok(now() >= begin + 3_000);
  },
};

const invoking: Feature = {
  name: "invoke passes data, waits for the other function's result, and throws when that function fails",
  functions: ({ client, note }) => {
    const child = client.createFunction(
      { id: "child", triggers: [], retries: 0 },
      async ({ event, step }) => {
        const { number } = event.data as { number: number };
        if (number < 0) throw new NonRetriableError("negative");
        return step.run("double", () => number * 2);
      },
    );
    const parent = client.createFunction(
      { id: "parent", triggers: [{ event: "waiting/invoke" }], retries: 0 },
      async ({ event, step }) => {
        const { subject } = event.data;
        const doubled = await step.invoke("good", { function: child, data: { number: 21 } });
        const failure = await step
          .invoke("bad", { function: child, data: { number: -1 } })
          .catch((error: unknown) => (error instanceof Error ? "thrown" : "odd"));
        await step.run("after", () => note(subject, "after", { doubled, failure }));
      },
    );
    return [child, parent];
  },
  async check({ subject, send, until, facts }) {
    await send({ name: "waiting/invoke", data: { subject } });
    await until("after", 1);
    assert.deepEqual(facts("after"), [{ doubled: 42, failure: "thrown" }]);
  },
};

const invokeTimeout: Feature = {
  name: "invoke throws when the other function does not end in time",
  functions: ({ client, note }) => {
    const slow = client.createFunction({ id: "slow-child", triggers: [] }, async ({ step }) => {
      await step.sleep("long", "10m");
    });
    const parent = client.createFunction(
      { id: "hasty-parent", triggers: [{ event: "waiting/hasty" }], retries: 0 },
      async ({ event, step }) => {
        const outcome = await step.invoke("slow", { function: slow, timeout: "3s" }).then(
          () => "ended",
          () => "thrown",
        );
        await step.run("after", () => note(event.data.subject, "after", outcome));
      },
    );
    return [slow, parent];
  },
  async check({ subject, send, until, facts }) {
    await send({ name: "waiting/hasty", data: { subject } });
    await until("after", 1);
    assert.deepEqual(facts("after"), ["thrown"]);
  },
};

export const waitFeatures = [sleeping, eventMatch, eventTimeout, invoking, invokeTimeout];
