import { expect, it } from "vitest";
import type { Position, Value } from "@/connectors/sdk";
import { createPulsarAdmin } from "@/connectors/sdk/pulsar/admin";
import { describeWithPulsar } from "@/tests/support/pulsar/broker";
import { type Reading, textMessages, useTopics } from "./testing/lab";

const valuesOf = ({ rows }: Reading): Value[] => rows.map(({ value }) => value ?? null);
const placesOf = ({ checkpoints }: Reading): number[] => checkpoints.map(({ rowsBefore }) => rowsBefore);
const firstOf = ({ checkpoints }: Reading): Position => checkpoints[0]?.position ?? null;

/** That of unchanged topics the same comes again, the conformance suite holds. */
describeWithPulsar("a topic that is read again after it has changed", () => {
  const topics = useTopics();
  const text = (more: object = {}) => topics.config({ without_schema: "text", ...more });
  const read = (position: Position, more: object = {}) =>
    topics.read("orders", { config: text(more), position });
  const truncate = () =>
    createPulsarAdmin({
      adminUrl: topics.broker.adminUrl,
      authentication: { type: "token", token: () => topics.broker.tokenFor("admin") },
      http: fetch,
      clock: topics.ctx.clock,
      signal: topics.ctx.signal,
    }).topics.truncate(topics.topic("orders"));

  it("names the message that is first now, before it gives a row, where retention has removed the one that was", async () => {
    await topics.send("orders", textMessages(3));
    const whole = await topics.read("orders", {
      config: text(),
      pace: { batchBytes: 1, checkpointEveryBytes: 1 },
    });
    await truncate();
    await topics.send("orders", textMessages(5, 3));
    for (const { position } of whole.checkpoints.slice(0, 3)) {
      const again = await read(position);
      expect(valuesOf(again)).toEqual(["m3", "m4", "m5", "m6", "m7"]);
      expect(placesOf(again)).toEqual([0, 5]);
      expect(firstOf(again)).not.toEqual(position);
      expect(valuesOf(await read(firstOf(again)))).toEqual(valuesOf(again));
      expect(placesOf(await read(firstOf(again)))).toEqual([5]);
    }
    expect(topics.warnings.join("\n")).toMatch(/was to be read next, is not there any more/);
  });

  it("has a checkpoint in front of each ledger, of which retention removes whole ones", async () => {
    await topics.send("orders", textMessages(2));
    await topics.admin("PUT", "orders/unload");
    await topics.send("orders", textMessages(3, 2));
    const whole = await read(null);
    expect(placesOf(whole)).toEqual([0, 2, 5]);
    const behind = await read(whole.checkpoints[1]?.position ?? null);
    expect([valuesOf(behind), placesOf(behind)]).toEqual([["m2", "m3", "m4"], [3]]);
  });

  it("goes on in the partition that it was in, though an earlier one shows more by then", async () => {
    await topics.admin("PUT", "orders/partitions", 2);
    const [first, second] = ["orders-partition-0", "orders-partition-1"] as const;
    const producer = await topics.client.createProducer({ topic: topics.topic(first) });
    await producer.send({ value: Buffer.from("kept") });
    await producer.flush();
    const open = await topics.client.beginTransaction({ timeoutMs: 60_000 });
    await producer.send({ value: Buffer.from("late") }, open);
    await producer.flush();
    await topics.send(second, textMessages(3));
    const feed = await topics.plan("orders", "incremental", text());
    const before = await topics.read("orders", { config: text(), feed });
    expect([valuesOf(before), placesOf(before)]).toEqual([
      ["kept", "m0", "m1", "m2"],
      [0, 1, 4],
    ]);
    await open.commit();
    const position = before.checkpoints[1]?.position ?? null;
    const again = await topics.read("orders", { config: text(), position });
    expect([valuesOf(again), placesOf(again)]).toEqual([
      ["m0", "m1", "m2", "late"],
      [3, 4],
    ]);
  });

  it("says anew what it reads where the settings decide otherwise", async () => {
    await topics.send("orders", textMessages(3));
    const named = firstOf(await read(null));
    expect(placesOf(await read(named))).toEqual([3]);
    const windowed = await read(named, { end_date: new Date(Date.now() + 3_600_000).toISOString() });
    expect([valuesOf(windowed), placesOf(windowed)]).toEqual([
      ["m0", "m1", "m2"],
      [0, 3],
    ]);
  });

  it("goes on from a position of an earlier version, and names what it reads first", async () => {
    await topics.send("orders", textMessages(3));
    const pace = { batchBytes: 1, checkpointEveryBytes: 1 };
    const whole = await topics.read("orders", { config: text(), pace });
    const { at: _, reads: __, ...earlier } = whole.checkpoints[2]?.position as { at: string; reads: string };
    const rest = await read(earlier as Position);
    expect([valuesOf(rest), placesOf(rest)]).toEqual([["m2"], [0, 1]]);
  });
});
