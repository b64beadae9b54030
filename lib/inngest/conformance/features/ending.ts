import assert from "node:assert/strict";
import { subjectOf, type FailureContext, type Feature } from "../feature";

const cancelOn: Feature = {
  name: "cancelOn ends the runs that match, asleep or not, and tells of it; others go on",
  functions: ({ client, note }) => [
    client.createFunction(
      {
        id: "cancellable",
        triggers: [{ event: "ending/cancellable" }],
        cancelOn: [
          { event: "ending/cancel", match: "data.key" },
          { event: "ending/cancel-if", if: "async.data.key == event.data.key && async.data.sure == true" },
        ],
        onFailure: async ({ event, step }: FailureContext) => {
          await step.run("note", () => note(subjectOf(event.data), "failed"));
        },
      },
      async ({ event, step }) => {
        const { subject, key } = event.data;
        await step.run("begin", () => note(subject, "begun"));
        await step.sleep("sleep", "15s");
        await step.run("end", () => note(subject, "ended", key));
      },
    ),
    client.createFunction(
      { id: "cancel-listener", triggers: [{ event: "inngest/function.cancelled" }] },
      async ({ event, step }) => {
        await step.run("note", () =>
          note(subjectOf(event.data), "cancelled", String(event.data.function_id)),
        );
      },
    ),
  ],
  async check({ subject, send, until, elapse, facts }) {
    const key = (name: string) => `${subject}/${name}`;
    await send(
      ["a", "b", "c"].map((name) => ({ name: "ending/cancellable", data: { subject, key: key(name) } })),
    );
    await until("begun", 3);
    await elapse(2_000);
    await send([
      { name: "ending/cancel", data: { key: key("a") } },
      { name: "ending/cancel-if", data: { key: key("b"), sure: true } },
      { name: "ending/cancel-if", data: { key: key("c"), sure: false } },
    ]);
    await until("cancelled", 2);
    await until("ended", 1);
    await elapse(16_000);
    assert.deepEqual(facts("ended"), [key("c")]);
    assert.equal(facts("failed").length, 0);
    for (const id of facts("cancelled")) assert.match(String(id), /-cancellable$/);
  },
};

const cancelInStep: Feature = {
  name: "cancelling does not stop the step that is running, but no later step runs",
  functions: ({ client, note, pass }) => [
    client.createFunction(
      {
        id: "cancelled-in-step",
        triggers: [{ event: "ending/in-step" }],
        cancelOn: [{ event: "ending/stop", match: "data.subject" }],
      },
      async ({ event, step }) => {
        const { subject } = event.data;
        await step.run("hold", async () => {
          note(subject, "holding");
          await pass(subject, "go");
          note(subject, "let go");
        });
        await step.run("later", () => note(subject, "later"));
      },
    ),
  ],
  async check({ subject, send, until, elapse, facts, open }) {
    await send({ name: "ending/in-step", data: { subject } });
    await until("holding", 1);
    await send({ name: "ending/stop", data: { subject } });
    await until("cancelled", 1);
    open("go");
    await until("let go", 1);
    await elapse(3_000);
    assert.equal(facts("later").length, 0);
    assert.equal(facts("holding").length, 1);
  },
};

const startTimeout: Feature = {
  name: "timeouts.start cancels a run that has not begun in time",
  functions: ({ client, note, pass }) => [
    client.createFunction(
      { id: "starts-late", triggers: [{ event: "ending/start" }], concurrency: 1, timeouts: { start: "5s" } },
      async ({ event, step }) => {
        const { subject } = event.data;
        await step.run("work", async () => {
          note(subject, "begun");
          await pass(subject, "go");
        });
        await step.run("end", () => note(subject, "ended"));
      },
    ),
  ],
  async check({ subject, send, until, elapse, facts, open }) {
    await send({ name: "ending/start", data: { subject } });
    await until("begun", 1);
    await send({ name: "ending/start", data: { subject } });
    await until("cancelled", 1);
    open("go");
    await until("ended", 1);
    await elapse(3_000);
    assert.equal(facts("begun").length, 1);
  },
};

const finishTimeout: Feature = {
  name: "timeouts.finish cancels a run that takes too long, also in the middle of a sleep",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "takes-long", triggers: [{ event: "ending/finish" }], timeouts: { finish: "5s" } },
      async ({ event, step }) => {
        const { subject } = event.data;
        await step.run("begin", () => note(subject, "begun"));
        await step.sleep("sleep", "20s");
        await step.run("end", () => note(subject, "ended"));
      },
    ),
  ],
  async check({ subject, now, send, until, elapse, facts }) {
    const begin = now();
    await send({ name: "ending/finish", data: { subject } });
    await until("cancelled", 1);
    assert.ok(now() >= begin + 5_000);
    await elapse(25_000);
    assert.equal(facts("begun").length, 1);
    assert.equal(facts("ended").length, 0);
  },
};

const finished: Feature = {
  name: "the end of a run is told by inngest/function.finished, with its result or its error",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "finishing", triggers: [{ event: "ending/finishing" }], retries: 0 },
      async ({ event, step }) => {
        await step.run("work", () => {
          if (event.data.fails) throw new Error("on purpose");
        });
        return { answer: 42 };
      },
    ),
    client.createFunction(
      {
        id: "finish-listener",
        triggers: [{ event: "inngest/function.finished", if: "event.data.event.name == 'ending/finishing'" }],
      },
      async ({ event, step }) => {
        const { result, error } = event.data as { result?: unknown; error?: { message?: string } };
        await step.run("note", () => {
          if (error?.message) note(subjectOf(event.data), "finished badly", error.message);
          else note(subjectOf(event.data), "finished well", result);
        });
      },
    ),
  ],
  async check({ subject, send, until, facts }) {
    await send([
      { name: "ending/finishing", data: { subject, fails: false } },
      { name: "ending/finishing", data: { subject, fails: true } },
    ]);
    await until("finished well", 1);
    await until("finished badly", 1);
    assert.deepEqual(facts("finished badly"), ["on purpose"]);
  },
};

export const endingFeatures = [cancelOn, cancelInStep, startTimeout, finishTimeout, finished];
