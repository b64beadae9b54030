import assert from "node:assert/strict";
import type { Feature } from "../feature";

const skip: Feature = {
  name: "a skipping singleton runs one at a time per key, until its run has ended, and drops the others",
  functions: ({ client, note, pass }) => [
    client.createFunction(
      {
        id: "singleton-skip",
        triggers: [{ event: "singleton/skip" }],
        singleton: { key: "event.data.key", mode: "skip" },
      },
      async ({ event, step }) => {
        const { subject, key, number } = event.data;
        await step.run("begin", () => note(subject, "begun", { key, number }));
        await step.sleep("hold the place while asleep", "2s");
        await step.run("hold", () => pass(subject, `end ${number}`));
        await step.run("end", () => note(subject, "ended", number));
      },
    ),
  ],
  async check({ subject, send, until, elapse, facts, open }) {
    const event = (key: string, number: number) => ({
      name: "singleton/skip",
      data: { subject, key: `${subject}/${key}`, number },
    });
    await send(event("a", 1));
    await until("begun", 1);
    await send([event("a", 2), event("b", 3)]);
    await until("begun", 2);
    await elapse(3_000);
    await send(event("a", 4));
    await elapse(1_000);
    assert.deepEqual((facts("begun") as { number: number }[]).map(({ number }) => number).toSorted(), [1, 3]);
    open("end 1");
    open("end 3");
    open("end 5");
    await until("ended", 2);
    await elapse(2_000);
    await send(event("a", 5));
    await until("ended", 3);
    assert.deepEqual(facts("ended").toSorted(), [1, 3, 5]);
  },
};

const cancel: Feature = {
  name: "a cancelling singleton ends the run before it, of which no later step runs",
  functions: ({ client, note }) => [
    client.createFunction(
      {
        id: "singleton-cancel",
        triggers: [{ event: "singleton/cancel" }],
        singleton: { key: "event.data.subject", mode: "cancel" },
      },
      async ({ event, step }) => {
        const { subject, number } = event.data;
        await step.run("begin", () => note(subject, "begun", number));
        await step.sleep("sleep", "10s");
        await step.run("end", () => note(subject, "ended", number));
      },
    ),
  ],
  async check({ subject, send, until, elapse, facts }) {
    await send({ name: "singleton/cancel", data: { subject, number: 1 } });
    await until("begun", 1);
    await elapse(2_000);
    await send({ name: "singleton/cancel", data: { subject, number: 2 } });
    await until("ended", 1);
    await elapse(12_000);
    assert.deepEqual(facts("ended"), [2]);
  },
};

export const singletonFeatures = [skip, cancel];
