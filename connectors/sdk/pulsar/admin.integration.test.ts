import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithPulsar, sharedBroker, type TestBroker } from "@/tests/support/pulsar/broker";
import { AuthError, ConfigError } from "../errors";
import { createTestContext } from "../testing";
import { createPulsarAdmin, type PulsarAdmin } from "./admin";
import { SchemaRefusal } from "./admin-refusal";
import type { Authentication, TopicSchema } from "./types";

describeWithPulsar("Pulsar's admin interface", () => {
  let broker: TestBroker;
  let namespace: string;
  let admin: PulsarAdmin;
  const topicOf = (name: string) => `persistent://${namespace}/${name}`;

  beforeAll(async () => {
    broker = sharedBroker();
    namespace = await broker.createNamespace();
    admin = await adminAs({ type: "token", token: () => broker.tokenFor("admin") });
  });
  afterAll(() => broker.dropNamespace(namespace));

  it("creates tenants and namespaces once", async () => {
    const tenant = `test-${randomBytes(6).toString("hex")}`;
    expect(await admin.namespaces.createTenant(tenant)).toBe(true);
    expect(await admin.namespaces.createTenant(tenant)).toBe(false);
    expect(await admin.namespaces.create(`${tenant}/one`)).toBe(true);
    expect(await admin.namespaces.create(`${tenant}/one`)).toBe(false);
    expect(await admin.namespaces.list(tenant)).toEqual([`${tenant}/one`]);
    await admin.namespaces.delete(`${tenant}/one`, { isForced: false });
    expect(await admin.namespaces.list(tenant)).toEqual([]);
    await broker.admin("DELETE", `/tenants/${tenant}`);
  });

  it("says which tenant is missing for a namespace", async () => {
    await expect(admin.namespaces.create("nobody/nothing")).rejects.toThrow(
      /nobody\/nothing.*Tenant does not exist/,
    );
  });

  it("keeps what is set for a namespace", async () => {
    const own = await broker.createNamespace();
    expect(await admin.namespaces.retention(own)).toBeNull();
    expect(await admin.namespaces.compactionThreshold(own)).toBeNull();
    await admin.namespaces.setRetention(own, { minutes: 60, megabytes: -1 });
    await admin.namespaces.setCompactionThreshold(own, 5000);
    await admin.namespaces.setDeduplication(own, true);
    await admin.namespaces.setCompatibility(own, "BACKWARD_TRANSITIVE");
    expect(await admin.namespaces.retention(own)).toEqual({ minutes: 60, megabytes: -1 });
    expect(await admin.namespaces.compactionThreshold(own)).toBe(5000);
    expect((await broker.admin("GET", `/namespaces/${own}/deduplication`)).body).toBe(true);
    expect(await admin.namespaces.compatibility(own)).toBe("BACKWARD_TRANSITIVE");
    await broker.dropNamespace(own);
  });

  it("creates topics once, partitioned or not, and grows their partitions", async () => {
    const [plain, split] = [topicOf("plain"), topicOf("split")];
    expect(await admin.topics.partitions(plain)).toBeNull();
    expect(await admin.topics.create(plain, { partitions: 0 })).toBe(true);
    expect(await admin.topics.create(plain, { partitions: 3 })).toBe(false);
    expect(await admin.topics.partitions(plain)).toBe(0);
    expect(await admin.topics.create(split, { partitions: 2 })).toBe(true);
    await admin.topics.growPartitions(split, 3);
    expect(await admin.topics.partitions(split)).toBe(3);
    await expect(admin.topics.growPartitions(split, 1)).rejects.toThrow(/can't be less/);
    expect(await admin.topics.list(namespace)).toEqual([plain, split]);
  });

  it("deletes topics, and says where there was none", async () => {
    const [plain, split] = [topicOf("old"), topicOf("old-split")];
    await admin.topics.create(plain, { partitions: 0 });
    await admin.topics.create(split, { partitions: 2 });
    for (const topic of [plain, split]) {
      expect(await admin.topics.delete(topic, { isForced: false })).toBe(true);
      expect(await admin.topics.delete(topic, { isForced: false })).toBe(false);
      expect(await admin.topics.partitions(topic)).toBeNull();
    }
  });

  it("tells figures, and empties, unloads and ends topics", async () => {
    for (const [name, partitions] of [
      ["figures", 0],
      ["figures-split", 2],
    ] as const) {
      const topic = topicOf(name);
      await admin.topics.create(topic, { partitions });
      await broker.writeTopic(topic, [{ value: "1" }, { value: "2" }]);
      const { storedBytes, ...others } = await admin.topics.stats(topic);
      expect(storedBytes).toBeGreaterThan(0);
      expect(others).toEqual({ subscriptions: [], producers: 0, openTransactions: 0 });
      await admin.topics.truncate(topic);
      await expect.poll(async () => (await admin.topics.stats(topic)).storedBytes).toBe(0);
      expect(await broker.readTopic(topic)).toEqual([]);
      await admin.topics.unload(topic);
      await broker.writeTopic(topic, [{ value: "3" }]);
      expect(await broker.readTopic(topic)).toHaveLength(1);
      await admin.topics.terminate(topic);
      await expect(broker.writeTopic(topic, [{ value: "4" }])).rejects.toThrow();
    }
  });

  it("sets retention, de-duplication and compaction for one topic", async () => {
    const topic = topicOf("settings");
    await admin.topics.create(topic, { partitions: 0 });
    expect(await admin.topics.retention(topic)).toEqual({ minutes: 0, megabytes: 0 });
    await admin.topics.setRetention(topic, { minutes: -1, megabytes: 100 });
    await expect.poll(() => admin.topics.retention(topic)).toEqual({ minutes: -1, megabytes: 100 });
    await admin.topics.setDeduplication(topic, true);
    await admin.topics.setCompactionThreshold(topic, 9000);
    const route = `/${topic.replace("://", "/")}`;
    await expect
      .poll(async () => (await broker.admin("GET", `${route}/deduplicationEnabled`)).body)
      .toBe(true);
    await expect
      .poll(async () => (await broker.admin("GET", `${route}/compactionThreshold`)).body)
      .toBe(9000);
  });

  it("compacts a topic: the newest message of each key is left", async () => {
    const topic = topicOf("compacted");
    await admin.topics.create(topic, { partitions: 0 });
    await broker.writeTopic(
      topic,
      [0, 1, 2, 3, 4, 5].map((index) => ({ value: String(index), key: `key-${index % 2}` })),
    );
    expect((await admin.topics.compaction(topic)).status).toBe("NOT_RUN");
    await admin.topics.compact(topic);
    await expect
      .poll(async () => (await admin.topics.compaction(topic)).status, { timeout: 30_000 })
      .toBe("SUCCESS");
    const left = await broker.readTopic(topic, { isCompacted: true });
    expect(left.map(({ key, value }) => [key, value])).toEqual([
      ["key-0", encode("4")],
      ["key-1", encode("5")],
    ]);
  });

  it("keeps versions of schemas, and refuses what breaks the strategy with the broker's reason", async () => {
    const topic = topicOf("schemas");
    await admin.topics.create(topic, { partitions: 2 });
    const [first, second, bad] = [avro(["a"]), avro(["a", "b"]), avro(["a"], "string")];
    expect(await admin.schemas.get(topic)).toBeNull();
    expect(await admin.schemas.upload(topic, first)).toBe(0n);
    expect(await admin.schemas.upload(topic, second)).toBe(1n);
    expect(await admin.schemas.upload(topic, first)).toBe(0n);
    const refused = admin.schemas.upload(topic, bad);
    await expect(refused).rejects.toThrow(SchemaRefusal);
    await expect(refused).rejects.toThrow(/strategy FULL.*Change the schema or the compatibility strategy/);
    expect(await admin.schemas.refusalOf(topic, second)).toBeNull();
    expect(await admin.schemas.refusalOf(topic, bad)).toMatch(/compatibility check with strategy FULL/);
    expect((await admin.schemas.versions(topic)).map(({ version, type }) => [version, type])).toEqual([
      [0n, "AVRO"],
      [1n, "AVRO"],
    ]);
    expect(await admin.schemas.get(`${topic}-partition-1`)).toMatchObject({ version: 1n });
    expect(await admin.schemas.get(topic, 0n)).toMatchObject({
      definition: Buffer.from(first.definition).toString(),
      properties: { made: "by a test" },
    });
    expect(await admin.schemas.get(topic, 9n)).toBeNull();
  });

  it("takes the strategy of a topic before that of its namespace", async () => {
    const topic = topicOf("strategy");
    await admin.topics.create(topic, { partitions: 0 });
    expect(await admin.schemas.compatibility(topic)).toBe("FULL");
    await admin.schemas.setCompatibility(topic, "ALWAYS_COMPATIBLE");
    await expect.poll(() => admin.schemas.compatibility(topic)).toBe("ALWAYS_COMPATIBLE");
    await admin.schemas.upload(topic, avro(["a"]));
    expect(await admin.schemas.upload(topic, avro(["a"], "string"))).toBe(1n);
  });

  it("tells wrong credentials from missing rights", async () => {
    const topic = topicOf("rights");
    await admin.topics.create(topic, { partitions: 0 });
    const guest = await adminAs({ type: "token", token: () => broker.tokenFor("guest") });
    const forged = await adminAs({ type: "token", token: () => "no.to.ken" });
    for (const act of ["compact", "truncate", "terminate", "unload", "stats"] as const) {
      await expect(guest.topics[act](topic)).rejects.toThrow(/Grant this right/);
      await expect(forged.topics[act](topic)).rejects.toThrow(/credentials are missing, wrong or expired/);
    }
    await expect(guest.schemas.refusalOf(topic, avro(["a"]))).rejects.toThrow(AuthError);
  });

  it("knows users by password", async () => {
    const basic = await adminAs({ type: "basic", ...broker.basic });
    await expect(basic.namespaces.list("public")).rejects.toThrow(/Grant this right/);
  });

  it("refuses names that no topic can have", async () => {
    await expect(admin.topics.create(topicOf("a/b"), { partitions: 0 })).rejects.toThrow(ConfigError);
  });

  async function adminAs(authentication: Authentication): Promise<PulsarAdmin> {
    const { http, clock, signal, dispose } = await createTestContext();
    await dispose();
    return createPulsarAdmin({ adminUrl: broker.adminUrl, authentication, http, clock, signal });
  }
});

function avro(fields: string[], type = "long"): TopicSchema {
  const definition = {
    type: "record",
    name: "Row",
    fields: fields.map((name) => ({ name, type: ["null", type], default: null })),
  };
  return {
    name: "",
    type: "avro",
    definition: Buffer.from(JSON.stringify(definition)),
    properties: { made: "by a test" },
  };
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64");
}
