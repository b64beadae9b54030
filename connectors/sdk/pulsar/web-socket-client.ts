import { ConfigError } from "../errors";
import { createPulsarAdmin } from "./admin";
import type { RegisteredSchema } from "./admin-schemas";
import { openSocket } from "./open-socket";
import { schemaKinds } from "./protocol-values";
import { retrying } from "./retrying";
import { type BrokerAddress, isWebSocketUrl } from "./service-url";
import { checkedTopicName } from "./topic-names";
import type {
  ClientOptions,
  Producer,
  ProducerOptions,
  PulsarClient,
  Reader,
  ReaderOptions,
  SchemaType,
  TopicSchema,
} from "./types";
import { openWebSocketProducer } from "./web-socket";
import { openWebSocketReader } from "./web-socket-reader";

const defaultOperationTimeoutMs = 30_000;
/** Of a topic's producers no two may have the same name: whoever has this one holds the topic. */
const holderName = "holder";

export interface WebSocketClientOptions extends ClientOptions {
  /** Of the admin interface, by which partitions, schemas and ends of topics are asked for. */
  adminUrl: string;
  http: typeof fetch;
}

/**
 * A client for where only the HTTP port is open: producers and readers over the WebSocket interface, the rest over the admin
 * interface. `serviceUrl` is ws://host:8080 or wss://host:8443, one host. What is less than over the binary protocol:
 *
 * - no transactions (ConfigError), no sequence ids of the caller's, nothing that de-duplication recognises;
 * - a schema is registered by the admin interface, and messages do not tell its version;
 * - `access`: whoever comes waits until the former one's connection has ended, for the time of one operation (then
 *   TransientError): nobody is thrown out. With its connection the place is lost, and the producer with it;
 * - readers read what is compacted as a whole, and know producers' names and sequence ids of this client's messages alone, which
 *   tell them as properties; see openWebSocketProducer and openWebSocketReader.
 *
 * Resolves once the port accepts connections. Errors as those of openPulsarClient.
 */
export async function openWebSocketClient(options: WebSocketClientOptions): Promise<PulsarClient> {
  const { authentication, clock, http, adminUrl } = options;
  const leaving = new AbortController();
  const signal = AbortSignal.any([options.signal, leaving.signal]);
  const timeoutMs = options.operationTimeoutMs ?? defaultOperationTimeoutMs;
  const { topics, schemas } = createPulsarAdmin({ adminUrl, authentication, http, clock, signal });
  const own = { ...options, signal, webSocketUrl: options.serviceUrl.trim() };
  const address = addressOf(own.webSocketUrl);
  await retrying(async () => (await openSocket(address, options, signal)).destroy(), {
    ...{ clock, signal },
    timeoutMs: options.openTimeoutMs ?? timeoutMs,
  });

  async function createProducer({
    schema,
    access = "shared",
    ...producer
  }: ProducerOptions): Promise<Producer> {
    if (schema && schema.type !== "bytes") await schemas.upload(producer.topic, schema);
    if (access === "shared")
      return openWebSocketProducer({ routing: "round_robin", ...own, ...producer, isMarked: true });
    return openWebSocketProducer({
      ...own,
      ...producer,
      name: holderName,
      isMarked: true,
      endsWithConnection: true,
    });
  }

  return {
    partitionsOf: async (topic) => (await topics.partitions(checkedTopicName(topic))) ?? 0,
    topicsOf: (namespace) => topics.listParts(namespace),
    async schemaOf(topic, version) {
      const found = await schemas.get(topic, version === null ? undefined : numberOf(version));
      return found === null ? null : toTopicSchema(found, topic);
    },
    schemaVersionsOf: async (topic) =>
      (await schemas.versions(topic)).map((found) => toTopicSchema(found, topic)),
    createProducer,
    createReader: ({ topic, start }: ReaderOptions): Promise<Reader> =>
      openWebSocketReader({ ...own, topic, start, topics, timeoutMs }),
    beginTransaction: () =>
      Promise.reject(
        new ConfigError(
          "Pulsar's WebSocket interface has no transactions: use the binary protocol, or deliver at least once.",
        ),
      ),
    abandonTransaction: () => Promise.resolve(), // nobody can have begun one here, and it ends by its time-out
    close: () => Promise.resolve(leaving.abort(new Error("The Pulsar client is closed."))),
  };
}

function addressOf(webSocketUrl: string): BrokerAddress {
  if (!isWebSocketUrl(webSocketUrl) || !URL.canParse(webSocketUrl))
    throw new ConfigError(
      `"${webSocketUrl}" is no address of a WebSocket interface: write ws://host:8080 or wss://host:8443, one host.`,
    );
  const { protocol, hostname, port } = new URL(webSocketUrl);
  const isTls = protocol === "wss:";
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (isTls ? 443 : 80) : Number(port),
    isTls,
  };
}

function numberOf(version: Uint8Array): bigint {
  return Buffer.from(version).readBigInt64BE();
}

function toTopicSchema({ type, definition, properties }: RegisteredSchema, topic: string): TopicSchema {
  const name = type.toLowerCase();
  if (name !== "bytes" && name !== "none" && !(name in schemaKinds))
    throw new ConfigError(`The schema of ${topic} is of Pulsar's type ${type}, which is not read here.`);
  const known = (name === "none" ? "bytes" : name) as SchemaType;
  return { name: "", type: known, definition: new TextEncoder().encode(definition), properties };
}
