import assert from "node:assert/strict";
import type { Feature } from "../feature";

const sequence: Feature = {
  name: "a step runs once, and later steps get its result",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "sequence", triggers: [{ event: "steps/sequence" }] },
      async ({ event, step }) => {
        const { subject } = event.data;
        const first = await step.run("first", () => {
          note(subject, "first");
          return { value: 1, text: 'quotes " and \0 and ü', list: [1, null] };
        });
        const second = await step.run("second", () => {
          note(subject, "second", first);
          return first.value + 1;
        });
        await step.run("third", () => note(subject, "third", second));
      },
    ),
  ],
  async check({ subject, send, until, facts }) {
    await send({ name: "steps/sequence", data: { subject } });
    await until("third", 1);
    assert.equal(facts("first").length, 1);
    assert.deepEqual(facts("second"), [{ value: 1, text: 'quotes " and \0 and ü', list: [1, null] }]);
    assert.deepEqual(facts("third"), [2]);
  },
};

const parallel: Feature = {
  name: "parallel steps run once each, and the function goes on with all their results",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "parallel", triggers: [{ event: "steps/parallel" }] },
      async ({ event, step }) => {
        const { subject } = event.data;
        const results = await Promise.all(
          ["a", "b", "c"].map((name) =>
            step.run(name, () => {
              note(subject, "ran", name);
              return name.toUpperCase();
            }),
          ),
        );
        await step.run("after", () => note(subject, "after", results));
      },
    ),
  ],
  async check({ subject, send, until, facts }) {
    await send({ name: "steps/parallel", data: { subject } });
    await until("after", 1);
    assert.deepEqual(facts("ran").toSorted(), ["a", "b", "c"]);
    assert.deepEqual(facts("after"), [["A", "B", "C"]]);
  },
};

const lanes: Feature = {
  name: "chains of steps side by side all come to their end, each step once",
  functions: ({ client, note }) => [
    client.createFunction({ id: "lanes", triggers: [{ event: "steps/lanes" }] }, async ({ event, step }) => {
      const { subject } = event.data;
      const lane = async (name: string) => {
        for (let index = 0; index < 3; index += 1) {
          await step.run(`${name}${index}`, () => note(subject, "ran", `${name}${index}`));
        }
      };
      await Promise.all([lane("a"), lane("b")]);
      await step.run("after", () => note(subject, "after"));
    }),
  ],
  async check({ subject, send, until, facts }) {
    await send({ name: "steps/lanes", data: { subject } });
    await until("after", 1);
    assert.deepEqual(facts("ran").toSorted(), ["a0", "a1", "a2", "b0", "b1", "b2"]);
  },
};

const sendEvent: Feature = {
  name: "an event sent by a step starts the functions it triggers, once each",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "sender", triggers: [{ event: "steps/sender" }] },
      async ({ event, step }) => {
        const { subject } = event.data;
        await step.sendEvent("send", [
          { name: "steps/sent", data: { subject, part: 1 } },
          { name: "steps/sent", data: { subject, part: 2 } },
        ]);
        await step.run("after", () => note(subject, "after"));
      },
    ),
    client.createFunction(
      { id: "receiver", triggers: [{ event: "steps/sent" }] },
      async ({ event, step }) => {
        await step.run("note", () => note(event.data.subject, "received", event.data.part));
      },
    ),
  ],
  async check({ subject, send, until, facts }) {
    await send({ name: "steps/sender", data: { subject } });
    await until("received", 2);
    await until("after", 1);
    assert.deepEqual(facts("received").toSorted(), [1, 2]);
  },
};

export const stepFeatures = [sequence, parallel, lanes, sendEvent];
