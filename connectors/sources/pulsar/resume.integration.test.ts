import { expect, it } from "vitest";
import type { Position, Value } from "@/connectors/sdk";
import { RestartFeedError } from "@/connectors/sdk";
import { createPulsarAdmin } from "@/connectors/sdk/pulsar/admin";
import { describeWithPulsar } from "@/tests/support/pulsar/broker";
import { positionOf, type Reading, textMessages, useTopics } from "./testing/lab";

/** A checkpoint behind every message. */
const eachMessage = { batchBytes: 1, checkpointEveryBytes: 1 };
const behindRows = ({ checkpoints }: Reading) => checkpoints.filter(({ rowsBefore }) => rowsBefore > 0);
const valuesOf = ({ rows }: Reading): Value[] => rows.map(({ value }) => value ?? null);
const alone = { batching: { maxMessages: 1, maxBytes: 1, maxDelayMs: 1 } };

describeWithPulsar("reading on", () => {
  const topics = useTopics();
  const text = (more: object = {}) => topics.config({ without_schema: "text", ...more });
  const admin = () =>
    createPulsarAdmin({
      adminUrl: topics.broker.adminUrl,
      authentication: { type: "token", token: () => topics.broker.tokenFor("admin") },
      http: fetch,
      clock: topics.ctx.clock,
      signal: topics.ctx.signal,
    });

  it("goes on behind every message: within batches, between chunks, over partitions", async () => {
    await topics.admin("PUT", "orders/partitions", 2);
    await topics.send("orders", textMessages(4));
    await topics.send("orders", textMessages(2, 4), alone);
    const large = [{ value: "x".repeat(6 * 1024 * 1024) }, { value: "behind" }];
    await topics.broker.writeTopic(topics.topic("orders"), large, { isBatched: false, isChunked: true });
    const whole = await topics.read("orders", { config: text(), pace: eachMessage });
    expect(whole.rows).toHaveLength(8);
    const places = whole.checkpoints.map(({ rowsBefore }) => rowsBefore);
    expect([...new Set(places)]).toEqual([0, ...whole.rows.map((_row, index) => index + 1)]);
    // Behind each message, in front of each partition, and at the end.
    expect(places).toHaveLength(8 + 2 + 1);
    for (const { position, rowsBefore } of whole.checkpoints) {
      const rest = await topics.read("orders", {
        config: text(),
        position: JSON.parse(JSON.stringify(position)) as Position,
      });
      expect(rest.rows).toEqual(whole.rows.slice(rowsBefore));
    }
    expect(topics.warnings).toEqual([]);
  });

  it("ends with the last message that was there when the run was planned, however often it is taken up", async () => {
    await topics.send("orders", textMessages(3));
    const feed = await topics.plan("orders", "incremental", text());
    await topics.send("orders", textMessages(2, 3));
    const first = await topics.read("orders", { config: text(), feed, pace: eachMessage });
    expect(valuesOf(first)).toEqual(["m0", "m1", "m2"]);
    const position = behindRows(first)[0]?.position ?? null;
    expect(valuesOf(await topics.read("orders", { config: text(), feed, position }))).toEqual(["m1", "m2"]);
    const next = await topics.read("orders", { config: text(), position: positionOf(first) });
    expect(valuesOf(next)).toEqual(["m3", "m4"]);
  });

  it("reads partitions that were added since from their oldest message", async () => {
    await topics.admin("PUT", "orders/partitions", 1);
    await topics.send("orders", textMessages(2), alone);
    const config = text({ start: { at: "latest" } });
    const first = await topics.read("orders", { config });
    expect(first.rows).toEqual([]);
    await topics.admin("POST", "orders/partitions", 3);
    await topics.send("orders", textMessages(6, 2), alone);
    const second = await topics.read("orders", { config, position: positionOf(first) });
    expect(valuesOf(second).sort()).toEqual(["m2", "m3", "m4", "m5", "m6", "m7"]);
    expect((await topics.read("orders", { config, position: positionOf(second) })).rows).toEqual([]);
    expect(topics.warnings).toEqual([]);
  });

  it("begins where the configuration says, and ends there", async () => {
    await topics.send("orders", textMessages(3));
    const { rows } = await topics.read("orders", {
      config: text({ metadata_columns: ["_pulsar_message_id"] }),
    });
    const message_id = String(rows[1]?._pulsar_message_id);
    const behind = text({ start: { at: "message_id", positions: [{ topic: "orders", message_id }] } });
    expect(valuesOf(await topics.read("orders", { config: behind }))).toEqual(["m2"]);
    // The clock is the producer's: the second begins when a millisecond has passed.
    await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(await publishTime("orders")));
    const start_date = new Date().toISOString();
    await topics.send("orders", textMessages(2, 3));
    const since = text({ start: { at: "timestamp", start_date } });
    expect(valuesOf(await topics.read("orders", { config: since }))).toEqual(["m3", "m4"]);
    const until = await topics.read("orders", { config: text({ end_date: start_date }) });
    expect(valuesOf(until)).toEqual(["m0", "m1", "m2"]);
    const later = await topics.read("orders", { config: text(), position: positionOf(until) });
    expect(valuesOf(later)).toEqual(["m3", "m4"]);
  });

  it("says that messages are gone which retention has removed, and reads what is there", async () => {
    await topics.send("orders", textMessages(3));
    const first = await topics.read("orders", { config: text(), pace: eachMessage });
    await admin().topics.truncate(topics.topic("orders"));
    await topics.send("orders", textMessages(2, 3));
    const position = behindRows(first)[1]?.position ?? null;
    expect(valuesOf(await topics.read("orders", { config: text(), position }))).toEqual(["m3", "m4"]);
    expect(topics.warnings).toEqual([
      expect.stringMatching(/is not there any more: retention has removed it/),
    ]);
    const line = topics.ctx.lines.find(({ level }) => level === "warn");
    expect(line?.facts).toMatchObject({ gaps: 1 });
  });

  it("says that a topic was deleted and made anew, and reads it from its begin", async () => {
    for (const admin_url of [topics.broker.adminUrl, ""]) {
      const config = text({ admin_url });
      await topics.send("orders", textMessages(3));
      const first = await topics.read("orders", { config, pace: eachMessage });
      const position = behindRows(first)[1]?.position ?? null;
      await admin().topics.delete(topics.topic("orders"), { isForced: true });
      await topics.send("orders", textMessages(2, 7));
      expect(valuesOf(await topics.read("orders", { config, position }))).toEqual(["m7", "m8"]);
      const said =
        admin_url === ""
          ? /is not there any more: .* or the topic was made anew/
          : /was deleted and made anew/;
      expect(topics.warnings.at(-1)).toMatch(said);
      if (admin_url !== "")
        await expect(topics.read("orders", { config, position, mode: "full_refresh" })).rejects.toThrow(
          RestartFeedError,
        );
      await admin().topics.delete(topics.topic("orders"), { isForced: true });
    }
  });

  it("says the same where the ids of the new topic are smaller", async () => {
    await topics.send("orders", textMessages(2));
    const position = positionOf(await topics.read("orders", { config: text() }));
    const ahead = JSON.parse(JSON.stringify(position).replace(/"(\d+):0:/, '"9$1:0:')) as Position;
    expect(ahead).not.toEqual(position);
    expect(valuesOf(await topics.read("orders", { config: text(), position: ahead }))).toEqual(["m0", "m1"]);
    expect(topics.warnings).toEqual([expect.stringMatching(/was deleted and made anew/)]);
  });

  it("leaves out what a transaction has not committed, and waits behind one that is open", async () => {
    await topics.admin("PUT", "orders", {});
    const producer = await topics.client.createProducer({ topic: topics.topic("orders") });
    const put = async (name: string, end: "commit" | "abort") => {
      const transaction = await topics.client.beginTransaction({ timeoutMs: 30_000 });
      await producer.send({ value: Buffer.from(name) }, transaction);
      await producer.flush();
      await transaction[end]();
    };
    await put("kept", "commit");
    await put("never", "abort");
    const open = await topics.client.beginTransaction({ timeoutMs: 60_000 });
    await producer.send({ value: Buffer.from("late") }, open);
    await producer.send({ value: Buffer.from("behind") });
    await producer.flush();
    const first = await topics.read("orders", { config: text() });
    expect(valuesOf(first)).toEqual(["kept"]);
    await open.commit();
    const second = await topics.read("orders", { config: text(), position: positionOf(first) });
    expect(valuesOf(second)).toEqual(["late", "behind"]);
    await put("never", "abort");
    expect(valuesOf(await topics.read("orders", { config: text(), position: positionOf(second) }))).toEqual(
      [],
    );
    expect(topics.warnings).toEqual([]);
  });

  it("refuses a topic that is gone, and a position that is none", async () => {
    await topics.send("orders", textMessages(1));
    const { streams } = await topics.plan("orders", "incremental", text());
    const position = { version: 2 };
    await expect(topics.read("orders", { config: text(), position })).rejects.toThrow(
      /not one of this source/,
    );
    await admin().topics.delete(topics.topic("orders"), { isForced: true });
    const feed = { id: "f", streams };
    await expect(topics.read("orders", { config: text(), feed })).rejects.toThrow(/is not there any more/);
    expect((await topics.admin("GET", "")).body).toEqual([]); // asking has not made it
  });

  async function publishTime(name: string): Promise<string> {
    const { rows } = await topics.read(name, {
      config: text({ metadata_columns: ["_pulsar_publish_time"] }),
    });
    return String(rows.at(-1)?._pulsar_publish_time);
  }
});
