import { expect, it } from "vitest";
import { describeWithPulsar } from "@/tests/support/pulsar/broker";
import { textMessages, useTopics } from "./testing/lab";

const bytes = (text: string) => ({ value: Buffer.from(text) });

describeWithPulsar("a topic without a schema", () => {
  const topics = useTopics();
  const settings = (without_schema = "detect") => topics.config({ without_schema, metadata_columns: [] });
  const kindOf = async (name: string, config = settings()) =>
    (await topics.discover(name, config)).fields.map((field) => `${field.name}: ${field.type.kind}`);

  it("is JSON or text where all its newest messages are, and binary otherwise", async () => {
    await topics.send("json", [bytes('{"a": 1.10}'), bytes("[1]"), bytes("5")]);
    await topics.send("text", [bytes('{"a": 1}'), bytes("ä")]);
    await topics.send("binary", [bytes("text"), { value: Buffer.from([0xff, 0]) }]);
    await topics.admin("PUT", "empty", {});
    expect(await Promise.all(["json", "text", "binary", "empty"].map((name) => kindOf(name)))).toEqual([
      ["value: json"],
      ["value: string"],
      ["value: binary"],
      ["value: binary"],
    ]);
    const values = async (name: string) =>
      (await topics.read(name, { config: settings() })).rows.map(({ value }) => value);
    expect(await values("json")).toEqual(['{"a": 1.10}', "[1]", "5"]);
    expect(await values("text")).toEqual(['{"a": 1}', "ä"]);
    expect(await values("binary")).toEqual([new Uint8Array(Buffer.from("text")), new Uint8Array([0xff, 0])]);
  });

  it("is what the configuration says, and what does not fit is null with its reason", async () => {
    await topics.send("mixed", [bytes('{"a": 1}'), bytes("plain"), { value: Buffer.from([0xff]) }]);
    expect(await kindOf("mixed", settings("binary"))).toEqual(["value: binary"]);
    const json = await topics.read("mixed", { config: settings("json") });
    expect(json.rows.map(({ value }) => value)).toEqual(['{"a": 1}', null, null]);
    expect(json.changes.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/cannot be read: it is no JSON/),
      expect.stringMatching(/cannot be read: its bytes are no UTF-8/),
    ]);
    const text = await topics.read("mixed", { config: settings("text") });
    expect(text.rows.map(({ value }) => value)).toEqual(['{"a": 1}', "plain", null]);
  });

  it("has the columns of the message that are chosen", async () => {
    await topics.admin("PUT", "orders/partitions", 1);
    await topics.send(
      "orders",
      [{ value: Buffer.from("x"), key: "k", properties: { a: "ä" }, eventTimeMs: 1_653_473_786_001 }],
      { name: "writer" },
    );
    await topics.send("orders", [{ value: Buffer.from("y") }]);
    const metadata_columns = [
      ...["_pulsar_message_id", "_pulsar_publish_time", "_pulsar_event_time", "_pulsar_key"],
      ...["_pulsar_properties", "_pulsar_producer", "_pulsar_topic", "_pulsar_partition"],
    ];
    const { rows } = await topics.read("orders", { config: topics.config({ metadata_columns }) });
    const theirs = await topics.broker.readTopic(topics.topic("orders"));
    expect(rows.map((row) => row._pulsar_message_id)).toEqual(theirs.map(({ id }) => id));
    expect(rows.map((row) => Date.parse(String(row._pulsar_publish_time)))).toEqual(
      theirs.map(({ publishTimeMs }) => publishTimeMs),
    );
    expect(rows[0]).toMatchObject({
      ...{ value: "x", _pulsar_key: "k", _pulsar_properties: '{"a":"ä"}', _pulsar_partition: 0 },
      ...{ _pulsar_event_time: "2022-05-25T10:16:26.001Z", _pulsar_topic: topics.topic("orders") },
      _pulsar_producer: "writer-partition-0",
    });
    expect(rows[1]).toMatchObject({ _pulsar_key: null, _pulsar_event_time: null, _pulsar_properties: "{}" });
  });

  it("is read with every compression, batched and not, and in chunks", async () => {
    const large = Buffer.alloc(6 * 1024 * 1024, "x").toString();
    for (const compression of ["NONE", "LZ4", "ZLIB", "ZSTD", "SNAPPY"] as const) {
      const messages = textMessages(3).map(({ value }) => ({ value }));
      await topics.broker.writeTopic(topics.topic("all"), messages, { compression });
      await topics.broker.writeTopic(topics.topic("all"), messages, { compression, isBatched: false });
    }
    await topics.broker.writeTopic(topics.topic("all"), [{ value: large }], {
      isBatched: false,
      isChunked: true,
    });
    const { rows, changes } = await topics.read("all", { config: settings("text") });
    expect(changes).toEqual([]);
    expect(rows.map(({ value }) => String(value).length)).toEqual([
      ...Array<number>(30).fill(2),
      large.length,
    ]);
  });

  it("gives tombstones as rows of nulls, or as keys that are gone where that is chosen", async () => {
    const messages = [
      { value: Buffer.from("1"), key: "a" },
      { value: Buffer.from("2"), key: "b" },
      { value: null, key: "a" },
      { value: null, key: "never" },
      { value: Buffer.from("3"), key: "a" },
      { value: null, key: "b" },
    ];
    await topics.send("keyed", messages);
    const asRows = await topics.read("keyed");
    expect(asRows.rows.map((row) => [row._pulsar_key, row.value])).toEqual([
      ["a", "1"],
      ["b", "2"],
      ["a", null],
      ["never", null],
      ["a", "3"],
      ["b", null],
    ]);
    const config = topics.config({ primary_key: "message_key", tombstones: "delete", metadata_columns: [] });
    const stream = await topics.discover("keyed", config);
    expect(stream).toMatchObject({ primaryKey: [["_pulsar_key"]], supports: { deletes: true } });
    const order: unknown[] = [];
    const { deleted } = await topics.read("keyed", {
      config,
      onEvent(event) {
        if (event.type === "deleted") order.push({ gone: event.keys });
        if (event.type === "batch" && event.batch.encoding === "rows") order.push(...event.batch.rows);
      },
    });
    expect(deleted).toEqual([["a"], ["never"], ["b"]]);
    // What is gone comes behind the rows of the same key that were before, and in front of those that came after.
    expect(order).toEqual([
      ["1", "a"],
      ["2", "b"],
      { gone: [["a"], ["never"]] },
      ["3", "a"],
      { gone: [["b"]] },
    ]);
  });
});
