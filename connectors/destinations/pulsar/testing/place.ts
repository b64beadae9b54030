import type { Json, JsonObject, TableName } from "@/connectors/sdk";
import type { ReadRow } from "@/connectors/sdk/testing";
import type { TestBroker } from "@/tests/support/pulsar/broker";
import type { ReadMessage } from "@/tests/support/pulsar/java-client";
import { spec, type PulsarConfig } from "../config";

export function configOf(broker: TestBroker, namespace: string, more: object = {}): PulsarConfig {
  const [tenant, name] = namespace.split("/");
  return spec.parse({
    brokers: broker.serviceUrl,
    admin_url: broker.adminUrl,
    authentication: { type: "token", token: broker.tokenFor("admin") },
    topic_tenant: tenant,
    topic_namespace: name,
    ...more,
  });
}

/** Full names of what a person would call a topic: not Sluice's own books. */
export async function listTopics(broker: TestBroker, namespace: string): Promise<string[]> {
  const { body } = await broker.admin("GET", `/persistent/${namespace}`);
  return (body as string[]).filter((topic) => !topic.includes("/sluice-")).sort();
}

/** The rows of a stream as Pulsar's Java client reads them, in the words of the conformance suites. */
export async function readRows(
  broker: TestBroker,
  namespace: string,
  table: TableName,
): Promise<ReadRow[] | null> {
  const topics = (await listTopics(broker, namespace)).map((topic) => topic.replace(/-partition-\d+$/, ""));
  const plain = `persistent://${namespace}/${table.namespace}.${table.name}`;
  const pointer = `${plain}.current`;
  const topic = topics.includes(pointer) ? await presentTopic(broker, pointer) : plain;
  if (!topics.includes(topic)) return null;
  return newest(await broker.readTopic(topic, { hasUnionTags: true })).map(toRow);
}

/** What a pointer topic names. */
export async function presentTopic(broker: TestBroker, pointer: string): Promise<string> {
  const last = (await broker.readTopic(pointer)).at(-1);
  const { topic } = JSON.parse(Buffer.from(String(last?.value), "base64").toString()) as { topic: string };
  return topic;
}

/** Of each key the last message, as a compacted topic has it; messages without a key as they are. */
export function newest(messages: ReadMessage[]): ReadMessage[] {
  const byKey = new Map<string, ReadMessage>();
  for (const [index, message] of messages.entries()) {
    const key = message.key ?? `no key ${index}`;
    if (message.value === null) byKey.delete(key);
    else byKey.set(key, message);
  }
  return [...byKey.values()];
}

/** `<prefix>-<feed>-s<sync>-r<round>-g<generation>-f<fence>`. */
export function marksOf(producer: string | null): { syncId: number; generation: number } {
  const [, syncId, generation] = /-s(\d+)-r\d+-g(\d+)-f\d+(?:-partition-\d+)?$/.exec(producer ?? "") ?? [];
  return { syncId: Number(syncId), generation: Number(generation) };
}

function toRow({ value, producer, properties }: ReadMessage): ReadRow {
  const record = value as JsonObject;
  const { syncId, generation } = marksOf(producer);
  const {
    _airbyte_ab_id: id,
    _airbyte_emitted_at: at,
    _airbyte_additional_properties: _,
    ...fields
  } = record;
  return {
    ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, toText(field)])),
    _airbyte_raw_id: String(id),
    _airbyte_extracted_at: new Date(Number(at)).toISOString(),
    _airbyte_meta: properties._airbyte_meta ?? JSON.stringify({ sync_id: syncId, changes: [] }),
    _airbyte_generation_id: String(generation),
  };
}

function toText(value: Json): string | null {
  const found = plain(value);
  if (found === null) return null;
  return typeof found === "object" ? JSON.stringify(found) : String(found);
}

/** Without the names of branches; days and instants as texts, additional properties beside the others. */
function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  const [[branch, inner] = ["", null]] = Object.entries(value);
  switch (branch) {
    case "int.date":
      return new Date(Number(inner) * 86_400_000).toISOString().slice(0, 10);
    case "long.time-micros":
      return timeText(Number(inner));
    case "long.timestamp-micros":
      return instantText(Number(inner));
    case "map":
      return inner;
    default:
      return branch.startsWith("defaultNamespace.") ? recordOf(inner as JsonObject) : plain(inner);
  }
}

function recordOf({ _airbyte_additional_properties: others, ...fields }: JsonObject): JsonObject {
  const known = Object.entries(fields).map(([name, field]) => [name, plain(field)] as const);
  return { ...Object.fromEntries(known), ...(plain(others ?? null) as JsonObject | null) };
}

function timeText(micros: number): string {
  const seconds = new Date(Math.floor(micros / 1000)).toISOString().slice(11, 19);
  return `${seconds}.${String(micros % 1_000_000).padStart(6, "0")}`;
}

function instantText(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = String(micros - seconds * 1_000_000).padStart(6, "0");
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}
