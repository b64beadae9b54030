import { expect, it, onTestFinished } from "vitest";
import { FencedError, TransientError, type FeedPlan, type JsonObject, type Value } from "@/connectors/sdk";
import { decodePlain } from "@/connectors/sdk/avro/testing/decode";
import { checkpointOf } from "@/connectors/sdk/testing";
import { rowsBatch } from "@/connectors/sdk/testing/destination-harness";
import { describeWithPulsar } from "@/tests/support/pulsar/broker";
import { pulsarDestination } from "./index";
import { TcpProxy } from "@/tests/support/tcp-proxy";
import { useWriting } from "./testing/writing";

const rowsOf = (first: number, count: number): Value[][] =>
  Array.from({ length: count }, (_, index) => [first + index, `row ${first + index}`, 1]);

describeWithPulsar("a broker of which only the HTTP port is open", () => {
  const writing = useWriting();
  const settings = (more: object = {}) =>
    writing.config({
      ...{ brokers: writing.broker.webSocketUrl, admin_url: "", delivery: "at_least_once" },
      ...more,
    });
  /** Java gives the bytes of messages that do not tell their schema; who reads them knows it from the registry. */
  async function recordsIn(name = "orders", options = {}): Promise<JsonObject[]> {
    const { body } = await writing.broker.admin("GET", `/schemas/${writing.namespace}/${name}/schema`);
    const { type, data } = body as { type: string; data: string };
    return (await writing.read(name, options)).map(({ value, schemaVersion }) => {
      expect(schemaVersion).toBeNull();
      const bytes = Buffer.from(String(value), "base64");
      return type === "AVRO" ? decodePlain(data, bytes) : (JSON.parse(bytes.toString()) as JsonObject);
    });
  }
  const idsIn = (records: JsonObject[]) => records.map(({ id }) => id);
  const said = () => writing.ctx.lines.map(({ message }) => message).join("\n");

  it("is accepted by the check, which says what is less", async () => {
    await pulsarDestination.check(settings(), writing.ctx);
    expect(said()).toMatch(/Over WebSocket rows since the last checkpoint come again/);
  });

  it.each([
    ["avro", "basic", 0],
    ["json", "basic", 0],
    ["avro", "raw", 0],
    ["avro", "basic", 3],
  ] as const)(
    "gets records with a registered schema: %s, %s, %i partitions",
    async (format, normalization, partitions) => {
      const plan = writing.plan({ normalization });
      const config = settings({ record_format: format, partitions });
      await writing.load(plan, rowsOf(0, 1500), config);
      const records = await recordsIn();
      const rows = records.map((record) =>
        normalization === "raw" ? (JSON.parse(String(record._airbyte_data)) as JsonObject) : record,
      );
      const ids = idsIn(rows).map(Number);
      expect(ids.sort((one, other) => one - other)).toEqual(rowsOf(0, 1500).map(([id]) => id));
      const { body } = await writing.broker.admin("GET", `/schemas/${writing.namespace}/orders/schema`);
      expect(body).toMatchObject({ type: format.toUpperCase() });
      expect(await writing.finish(plan, config)).toEqual({ rows: 1500, superseded: 0 });
      expect(await writing.measure(plan, config)).toBe(1500);
    },
  );

  it("goes on at the checkpoint, in slices, and repeats nothing where nothing crashed", async () => {
    const plan = writing.plan();
    for (let slice = 0; slice < 3; slice++) {
      const feed = writing.feedOf(plan);
      const writer = await writing.open(feed, settings());
      expect((await writer.checkpoint())?.position ?? null).toBe(slice === 0 ? null : slice - 1);
      await writer.write(0, rowsBatch(rowsOf(slice * 100, 100)));
      await writer.commit(checkpointOf(feed, slice, (slice + 1) * 100, slice === 2));
      await writer.close();
    }
    expect(idsIn(await recordsIn())).toEqual(rowsOf(0, 300).map(([id]) => id));
    expect(await writing.measure(plan, settings())).toBe(300);
  });

  it("removes by tombstones, and overwrites by new topics", async () => {
    const deduped = writing.plan({ write: "deduped", reportsDeletes: true });
    await writing.load(deduped, rowsOf(0, 3), settings(), [[1]]);
    await writing.admin("PUT", "orders/compaction");
    const compacted = async () => (await writing.read("orders", { isCompacted: true })).map(({ key }) => key);
    await expect.poll(compacted, { timeout: 30_000 }).toEqual(["[0]", "[2]"]);
    const whole = writing.plan({ name: "whole", write: "overwrite" });
    await writing.load(whole, rowsOf(0, 5), settings());
    await writing.finish(whole, settings());
    expect(idsIn(await recordsIn("whole.g1"))).toEqual([0, 1, 2, 3, 4]);
    expect(await pulsarDestination.count?.(settings(), whole, writing.ctx)).toBe(5);
  });

  it("puts into the quarantine what no frame can carry, and goes on", async () => {
    const plan = writing.plan();
    const large: Value[] = [1, "x".repeat(900_000), 1];
    const result = await writing.load(plan, [[0, "a", 1], large, [2, "b", 1]], settings());
    expect(result).toMatchObject({ written: 2 });
    expect(result.quarantined.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/webSocketMaxTextFrameSize/),
    ]);
    expect(idsIn(await recordsIn())).toEqual([0, 2]);
  });

  it("lets one writer have a feed at a time, and none with a lower fence", async () => {
    const plan = writing.plan();
    const [first, second, third] = [1, 2, 3].map(() => writing.feedOf(plan)) as [
      FeedPlan,
      FeedPlan,
      FeedPlan,
    ];
    const writer = await writing.open(second, settings());
    const opening = writing.open(third, settings());
    await writer.write(0, rowsBatch(rowsOf(0, 10)));
    await writer.commit(checkpointOf(second, 1, 10));
    await writer.close();
    const next = await opening;
    expect((await next.checkpoint())?.position).toBe(1);
    await next.close();
    await expect(writing.open(first, settings())).rejects.toThrow(FencedError);
  });

  it("commits nothing more once the connection of its place is lost, and goes on with the next writer", async () => {
    const plan = writing.plan();
    const [first, second] = [writing.feedOf(plan), writing.feedOf(plan)];
    const proxy = await TcpProxy.start(writing.broker.webSocketUrl);
    onTestFinished(() => proxy.stop());
    const brokers = proxy.urlOf(writing.broker.webSocketUrl).href;
    const writer = await writing.open(first, settings({ brokers }));
    await writer.commit(checkpointOf(first, 1, 0));
    await writer.write(0, rowsBatch(rowsOf(0, 10)));
    proxy.cut();
    await expect(writer.commit(checkpointOf(first, 2, 10))).rejects.toThrow(TransientError);
    await writer.close();
    const next = await writing.open(second, settings());
    expect((await next.checkpoint())?.position).toBe(1);
    await next.write(0, rowsBatch(rowsOf(0, 10)));
    await next.commit(checkpointOf(second, 3, 10, true));
    await next.close();
    expect([...new Set(idsIn(await recordsIn()))]).toEqual(rowsOf(0, 10).map(([id]) => id));
    expect(await writing.measure(plan, settings())).toBe(10);
  });

  it("tells soon that nothing is there, and what to do", async () => {
    const proxy = await TcpProxy.start(writing.broker.webSocketUrl);
    const brokers = proxy.urlOf(writing.broker.webSocketUrl).href;
    await proxy.stop();
    await expect(pulsarDestination.check(settings({ brokers }), writing.ctx)).rejects.toThrow(
      /Nothing accepts connections there: check host and port/,
    );
  });
});
