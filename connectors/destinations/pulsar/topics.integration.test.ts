import { expect, it, vi } from "vitest";
import { describeWithPulsar } from "@/tests/support/pulsar/broker";
import { withPulsar } from "./connection";
import { pulsarDestination } from "./index";
import { newest } from "./testing/place";
import { useWriting } from "./testing/writing";

describeWithPulsar("topics of the Pulsar destination", () => {
  const writing = useWriting();

  it("get the partitions, the retention and the compatibility that are asked for", async () => {
    const settings = writing.config({
      ...{ partitions: 8, retention_minutes: 60, retention_megabytes: 100, schema_compatibility: "BACKWARD" },
    });
    await writing.load(writing.plan(), [[1, "one", 1]], settings);
    const ask = async (route: string) => (await writing.admin("GET", `orders/${route}`)).body;
    expect(await ask("partitions")).toMatchObject({ partitions: 8 });
    await vi.waitFor(async () =>
      expect(await ask("retention")).toEqual({ retentionTimeInMinutes: 60, retentionSizeInMB: 100 }),
    );
    expect(await ask("schemaCompatibilityStrategy")).toBe("BACKWARD");
  });

  it("keep rows of one key in order over 8 partitions", async () => {
    const plan = writing.plan({ write: "deduped" });
    const rows = Array.from({ length: 4000 }, (_, index) => [index % 50, `row ${index}`, index]);
    await writing.load(plan, rows, writing.config({ partitions: 8 }));
    const found = await writing.read();
    expect(found).toHaveLength(4000);
    expect(new Set(found.map(({ topic }) => topic)).size).toBe(8);
    const versions = new Map<string, number[]>();
    for (const { key, value } of found) {
      const { version } = value as { version: number };
      versions.set(key ?? "", [...(versions.get(key ?? "") ?? []), version]);
    }
    expect([...versions.keys()].sort()).toEqual(
      Array.from({ length: 50 }, (_, index) => `[${index}]`).sort(),
    );
    for (const [, list] of versions) expect(list).toEqual([...list].sort((one, other) => one - other));
  });

  it("are compacted to the last row of each key without those that are gone, and nothing of an aborted transaction", async () => {
    const plan = writing.plan({ write: "deduped", reportsDeletes: true });
    await writing.load(plan, [
      [1, "old", 1],
      [2, "two", 1],
      [null, "no key", 1],
      [null, "nor here", 1],
    ]);
    await writing.load(
      writing.plan({ write: "deduped", reportsDeletes: true, syncId: 2 }),
      [[1, "new", 2]],
      writing.config(),
      [[2]],
    );
    await withPulsar(writing.config(), writing.ctx, async ({ client }) => {
      const transaction = await client.beginTransaction({ timeoutMs: 10_000 });
      const producer = await client.createProducer({ topic: writing.topic() });
      await producer.send({ key: "[1]", value: new TextEncoder().encode("lost") }, transaction);
      await producer.flush();
      await transaction.abort();
    });
    await writing.admin("PUT", "orders/compaction");
    await vi.waitFor(
      async () =>
        expect((await writing.admin("GET", "orders/compaction")).body).toMatchObject({ status: "SUCCESS" }),
      { timeout: 30_000, interval: 200 },
    );
    const names = (await writing.read("orders", { isCompacted: true }))
      .filter(({ value }) => value !== null)
      .map(({ value }) => (value as { name: string }).name);
    expect(names.sort()).toEqual(["new", "no key", "nor here"]);
    expect(newest(await writing.read())).toHaveLength(3);
    const second = writing.plan({ write: "deduped", reportsDeletes: true, syncId: 2 });
    expect(await writing.finish(second)).toEqual({ rows: 1, superseded: 0, deleted: 1 });
    expect(await writing.measure(second)).toBe(1);
  });

  it("remember fence and checkpoint when their book is compacted", async () => {
    const plan = writing.plan({ mode: "incremental" });
    for (let slice = 0; slice < 5; slice++) await writing.load(plan, [[slice, "one", slice]]);
    const { body } = await writing.broker.admin("GET", `/persistent/${writing.namespace}`);
    const book =
      (body as string[])
        .find((topic) => topic.includes("/sluice-position-"))
        ?.split("/")
        .at(-1) ?? "";
    await writing.admin("PUT", `${book}/compaction`);
    await vi.waitFor(
      async () =>
        expect((await writing.admin("GET", `${book}/compaction`)).body).toMatchObject({ status: "SUCCESS" }),
      { timeout: 30_000, interval: 200 },
    );
    // The fence, the position, and the transaction that was begun last.
    expect(await writing.read(book, { isCompacted: true })).toHaveLength(3);
    const feed = writing.feedOf(plan);
    const writer = await writing.open(feed);
    expect(await writer.checkpoint()).toMatchObject({ position: 1, complete: true });
    await writer.close();
    await expect(writing.open({ ...feed, fence: feed.fence - 1 })).rejects.toMatchObject({
      current: feed.fence,
    });
  });

  it("are emptied once for a generation, before its first row, where that is the way to overwrite", async () => {
    const settings = writing.config({ overwrite: "truncate" });
    const ids = async () => (await writing.read()).map(({ value }) => (value as { id: number }).id);
    const first = writing.plan({ write: "overwrite" });
    await writing.load(first, [[1, "old", 1]], settings);
    await writing.load(first, [[2, "old", 1]], settings);
    expect(await ids()).toEqual([1, 2]);
    const second = writing.plan({ write: "overwrite", syncId: 2, generation: 2 });
    await writing.load(second, [[3, "new", 1]], settings);
    await writing.load(second, [[4, "new", 1]], settings);
    expect(await ids()).toEqual([3, 4]);
    expect(await writing.finish(second, settings)).toEqual({ rows: 2, superseded: 0 });
    expect(await writing.measure(second, settings)).toBe(2);
  });

  it("of the generation before stay, and older ones go", async () => {
    for (let generation = 1; generation <= 3; generation++) {
      const plan = writing.plan({ write: "overwrite", syncId: generation, generation });
      await writing.load(plan, [[generation, "row", 1]]);
      await writing.finish(plan);
    }
    const { body } = await writing.broker.admin("GET", `/persistent/${writing.namespace}`);
    const names = (body as string[])
      .map((topic) => topic.split("/").at(-1) ?? "")
      .filter((name) => name.startsWith("orders"));
    expect(names.sort()).toEqual(["orders.current", "orders.g2", "orders.g3"]);
  });

  it("that lose what nobody waits for are warned of, in the check and in the run", async () => {
    await pulsarDestination.check(writing.config(), writing.ctx);
    const warned = () =>
      writing.ctx.lines.filter(({ level, message }) => level === "warn" && /retention/.test(message)).length;
    expect(warned()).toBe(1);
    await writing.load(writing.plan(), [[1, "one", 1]]);
    expect(warned()).toBe(2);
    await writing.load(
      writing.plan({ name: "kept" }),
      [[1, "one", 1]],
      writing.config({ retention_minutes: 10 }),
    );
    expect(warned()).toBe(2);
  });

  it("are written by a role that may only produce and consume, without the admin URL", async () => {
    const { broker, namespace } = writing;
    for (const granted of [namespace, "pulsar/system"])
      await broker.admin("POST", `/namespaces/${granted}/permissions/writer`, ["produce", "consume"]);
    const settings = writing.config({
      admin_url: "",
      authentication: { type: "token", token: broker.tokenFor("writer") },
    });
    await pulsarDestination.check(settings, writing.ctx);
    const plan = writing.plan();
    await writing.load(plan, [[1, "one", 1]], settings);
    expect(await writing.finish(plan, settings)).toEqual({ rows: 1, superseded: 0 });
    expect(await writing.measure(plan, settings)).toBe(1);
  });

  it("are reached over TLS by whoever is given the authority that signed for the broker, and by nobody else", async () => {
    const { broker } = writing;
    const settings = writing.config({ brokers: broker.tlsServiceUrl, tls_ca: broker.ca });
    await pulsarDestination.check(settings, writing.ctx);
    await expect(pulsarDestination.check({ ...settings, tls_ca: "" }, writing.ctx)).rejects.toMatchObject({
      name: "ConfigError",
      message: expect.stringMatching(/authority|signed/) as string,
    });
  });
});
