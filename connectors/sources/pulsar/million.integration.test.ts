import { expect, it } from "vitest";
import { describeWithPulsar } from "@/tests/support/pulsar/broker";
import { useTopics } from "./testing/lab";
import { readFeed } from "./read";

const count = 1_000_000;
const megabyte = 1024 * 1024;

describeWithPulsar("a million messages", () => {
  const topics = useTopics();

  it("are read in bounded memory, each once and in order", { timeout: 300_000 }, async () => {
    const definition = JSON.stringify({
      type: "record",
      name: "Row",
      fields: [
        { name: "id", type: "int" },
        { name: "note", type: "string" },
      ],
    });
    const schema = { name: "", type: "json" as const, definition: Buffer.from(definition), properties: {} };
    const producer = await topics.client.createProducer({
      topic: topics.topic("orders"),
      schema,
      compression: "lz4",
      batching: { maxMessages: 1000, maxBytes: 128 * 1024, maxDelayMs: 10 },
    });
    for (let id = 0; id < count; id++)
      await producer.send({ value: Buffer.from(`{"id":${id},"note":"${"n".repeat(100)}"}`) });
    await producer.flush();
    const config = topics.config({ metadata_columns: [] });
    const feed = await topics.plan("orders", "full_refresh", config);
    let next = 0;
    let outOfOrder = 0;
    let mostBytes = 0;
    const begin = memoryOf();
    for await (const event of readFeed(config, feed, null, topics.ctx)) {
      if (event.type !== "batch" || event.batch.encoding !== "rows") continue;
      for (const [id] of event.batch.rows) if (id !== next++) outOfOrder++;
      mostBytes = Math.max(mostBytes, memoryOf() - begin);
    }
    expect([next, outOfOrder]).toEqual([count, 0]);
    // 130 MB of payload, and far more as rows.
    expect(mostBytes / megabyte).toBeLessThan(250);
  });
});

function memoryOf(): number {
  return process.memoryUsage.rss();
}
