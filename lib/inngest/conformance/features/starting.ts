import assert from "node:assert/strict";
import type { Feature } from "../feature";

const condition: Feature = {
  name: "a trigger's condition decides which events start the function",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "conditional", triggers: [{ event: "starting/condition", if: "event.data.number > 1" }] },
      async ({ event, step }) => {
        await step.run("note", () => note(event.data.subject, "started", event.data.number));
      },
    ),
  ],
  async check({ subject, send, until, elapse, facts }) {
    await send([1, 2, 3].map((number) => ({ name: "starting/condition", data: { subject, number } })));
    await until("started", 2);
    await elapse(2_000);
    assert.deepEqual(facts("started").toSorted(), [2, 3]);
  },
};

const future: Feature = {
  name: "a run of an event with a ts in the future starts at that time, and not before",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "future", triggers: [{ event: "starting/future" }] },
      async ({ event, step }) => {
        await step.run("note", () => note(event.data.subject, "started"));
      },
    ),
  ],
  async check({ subject, now, send, until, elapse, facts }) {
    const ts = now() + 6_000;
    await send({ name: "starting/future", data: { subject }, ts });
    await elapse(2_000);
    assert.equal(facts("started").length, 0);
    await until("started", 1);
    assert.ok(now() >= ts);
  },
};

const sameId: Feature = {
  name: "of events with the same id each function runs one",
  functions: ({ client, note }) =>
    ["same-id-a", "same-id-b"].map((id) =>
      client.createFunction({ id, triggers: [{ event: "starting/same-id" }] }, async ({ event, step }) => {
        await step.run("note", () => note(event.data.subject, "started", id));
      }),
    ),
  async check({ subject, send, until, elapse, facts }) {
    await send({ name: "starting/same-id", id: subject, data: { subject } });
    await until("started", 2);
    await send({ name: "starting/same-id", id: subject, data: { subject } });
    await elapse(3_000);
    assert.deepEqual(facts("started").toSorted(), ["same-id-a", "same-id-b"]);
  },
};

const idempotency: Feature = {
  name: "of events with the same idempotency value one runs",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "idempotent", triggers: [{ event: "starting/idempotent" }], idempotency: "event.data.key" },
      async ({ event, step }) => {
        await step.run("note", () => note(event.data.subject, "started", event.data.key));
      },
    ),
  ],
  async check({ subject, send, until, elapse, facts }) {
    const event = (part: string) => ({
      name: "starting/idempotent",
      data: { subject, key: `${subject}/${part}` },
    });
    await send(event("a"));
    await until("started", 1);
    await send([event("a"), event("b")]);
    await until("started", 2);
    await elapse(3_000);
    assert.deepEqual(facts("started").toSorted(), [`${subject}/a`, `${subject}/b`]);
  },
};

const cron: Feature = {
  name: "a cron starts its function at full minutes, with the tick's time in the event",
  functions: ({ client, note }) => [
    client.createFunction(
      { id: "ticker", triggers: [{ cron: "TZ=Europe/Berlin * * * * *" }] },
      async ({ event, step }) => {
        await step.run("note", () => note("cron", "tick", { name: event.name, ts: event.ts }));
        // The check's subject is not known here: it hears of the tick by an event.
        await step.sendEvent("tell", { name: "starting/ticked", data: { ts: event.ts, name: event.name } });
      },
    ),
    client.createFunction(
      { id: "tick-listener", triggers: [{ event: "starting/listen" }] },
      async ({ event, step }) => {
        const tick = await step.waitForEvent("tick", { event: "starting/ticked", timeout: "3m" });
        await step.run("note", () => note(event.data.subject, "ticked", tick?.data));
      },
    ),
  ],
  async check({ subject, send, until, facts }) {
    await send({ name: "starting/listen", data: { subject } });
    await until("ticked", 1);
    const [tick] = facts("ticked") as { ts: number; name: string }[];
    assert.equal(tick?.name, "inngest/scheduled.timer");
    assert.equal((tick?.ts ?? 1) % 60_000, 0);
  },
};

export const startFeatures = [condition, future, sameId, idempotency, cron];
