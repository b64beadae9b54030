import assert from "node:assert/strict";
import { NonRetriableError, RetryAfterError } from "inngest";
import { subjectOf, type FailureContext, type Feature } from "../feature";

const stepRetries: Feature = {
  name: "a step that fails is tried again, counting attempts from 0, and the steps before it are not run again",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "step-retries", triggers: [{ event: "retries/step" }], retries: 2 },
      async ({ event, step, attempt }) => {
        const { subject } = event.data;
        await step.run("before", () => note(subject, "before"));
        const value = await step.run("flaky", () => {
          note(subject, "attempt", attempt);
          if (attempt < 2) throw new Error("not yet");
          return "at last";
        });
        await step.run("after", () => note(subject, "after", { value, attempt }));
      },
    ),
  ],
  async check({ subject, send, until, facts }) {
    await send({ name: "retries/step", data: { subject } });
    await until("after", 1);
    assert.equal(facts("before").length, 1);
    assert.deepEqual(facts("attempt"), [0, 1, 2]);
    assert.deepEqual(facts("after"), [{ value: "at last", attempt: 0 }]);
  },
};

const functionRetries: Feature = {
  name: "a function that fails between steps is tried again with the results it has",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "function-retries", triggers: [{ event: "retries/function" }], retries: 1 },
      async ({ event, step, attempt }) => {
        const { subject } = event.data;
        const kept = await step.run("before", () => {
          note(subject, "before");
          return "kept";
        });
        if (attempt === 0) throw new Error("between steps");
        await step.run("after", () => note(subject, "after", kept));
      },
    ),
  ],
  async check({ subject, send, until, facts }) {
    await send({ name: "retries/function", data: { subject } });
    await until("after", 1);
    assert.equal(facts("before").length, 1);
    assert.deepEqual(facts("after"), ["kept"]);
  },
};

const caught: Feature = {
  name: "when a step's retries are used up its error is thrown into the function, which may go on",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "caught", triggers: [{ event: "retries/caught" }], retries: 1 },
      async ({ event, step }) => {
        const { subject } = event.data;
        const error = await step
          .run("fail", () => {
            note(subject, "tried");
            throw new TypeError("no good");
          })
          .catch((thrown: unknown) => thrown as Error);
        await step.run("after", () => note(subject, "after", { name: error.name, message: error.message }));
      },
    ),
  ],
  async check({ subject, send, until, facts }) {
    await send({ name: "retries/caught", data: { subject } });
    await until("after", 1);
    assert.equal(facts("tried").length, 2);
    assert.deepEqual(facts("after"), [{ name: "TypeError", message: "no good" }]);
  },
};

const parallelRetries: Feature = {
  name: "a parallel step that fails is tried again by itself",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "parallel-retries", triggers: [{ event: "retries/parallel" }], retries: 1 },
      async ({ event, step, attempt }) => {
        const { subject } = event.data;
        const results = await Promise.all([
          step.run("steady", () => {
            note(subject, "steady");
            return "a";
          }),
          step.run("flaky", () => {
            note(subject, "flaky", attempt);
            if (attempt === 0) throw new Error("not yet");
            return "b";
          }),
        ]);
        await step.run("after", () => note(subject, "after", results));
      },
    ),
  ],
  async check({ subject, send, until, facts }) {
    await send({ name: "retries/parallel", data: { subject } });
    await until("after", 1);
    assert.equal(facts("steady").length, 1);
    assert.deepEqual(facts("flaky"), [0, 1]);
    assert.deepEqual(facts("after"), [["a", "b"]]);
  },
};

const nonRetriable: Feature = {
  name: "a NonRetriableError fails the run at once, and onFailure learns of it",
  functions: ({ client, note }) => [
    client.createFunction(
      {
        id: "non-retriable",
        triggers: [{ event: "retries/none" }],
        retries: 5,
        onFailure: async ({ event, error, step }: FailureContext) => {
          const { data } = event;
          await step.run("note", () =>
            note(subjectOf(data), "failed", {
              message: error.message,
              functionId: data.function_id,
              eventName: data.event.name,
              hasRunId: typeof data.run_id === "string",
            }),
          );
        },
      },
      async ({ event, step }) => {
        await step.run("fail", () => {
          note(event.data.subject, "tried");
          throw new NonRetriableError("never");
        });
      },
    ),
  ],
  async check({ subject, send, until, facts }) {
    await send({ name: "retries/none", data: { subject } });
    await until("failed", 1);
    assert.equal(facts("tried").length, 1);
    const [failure] = facts("failed") as { functionId: string }[];
    assert.match(failure?.functionId ?? "", /-non-retriable$/);
    const { functionId: _, ...rest } = failure ?? {};
    assert.deepEqual(rest, { message: "never", eventName: "retries/none", hasRunId: true });
  },
};

const exhausted: Feature = {
  name: "retries: 0 means one attempt; without the option there are five",
  functions: ({ client, note }) => [
    client.createFunction(
      {
        id: "no-retries",
        triggers: [{ event: "retries/zero" }],
        retries: 0,
        onFailure: async ({ event, step }: FailureContext) => {
          await step.run("note", () => note(subjectOf(event.data), "failed"));
        },
      },
      async ({ event, step }) => {
        await step.run("fail", () => {
          note(event.data.subject, "tried");
          throw new Error("once");
        });
      },
    ),
    client.createFunction(
      { id: "default-retries", triggers: [{ event: "retries/zero" }] },
      async ({ event, step, maxAttempts }) => {
        await step.run("note", () => note(event.data.subject, "maxAttempts", maxAttempts));
      },
    ),
  ],
  async check({ subject, send, until, facts }) {
    await send({ name: "retries/zero", data: { subject } });
    await until("failed", 1);
    await until("maxAttempts", 1);
    assert.equal(facts("tried").length, 1);
    assert.deepEqual(facts("maxAttempts"), [5]);
  },
};

const retryAfter: Feature = {
  name: "a RetryAfterError is tried again after the time it names, given in milliseconds or as a date",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "retry-after", triggers: [{ event: "retries/after" }], retries: 2 },
      async ({ event, step, attempt }) => {
        const { subject, until } = event.data;
        await step.run("limited", () => {
          note(subject, "attempt", attempt);
          if (attempt === 0) throw new RetryAfterError("later", 3_000);
          if (attempt === 1) throw new RetryAfterError("at a date", new Date(until));
        });
        await step.run("after", () => note(subject, "after"));
      },
    ),
  ],
  async check({ subject, now, send, until, facts }) {
    const date = now() + 20_000;
    await send({ name: "retries/after", data: { subject, until: date } });
    await until("after", 1);
    assert.deepEqual(facts("attempt"), [0, 1, 2]);
    assert.ok(now() >= date - 1_000, "the last attempt was not made before the date it named");
    assert.ok(now() < date + 60_000, "the dates were used, not the table of backoffs");
  },
};

export const retryFeatures = [
  stepRetries,
  functionRetries,
  caught,
  parallelRetries,
  nonRetriable,
  exhausted,
  retryAfter,
];
