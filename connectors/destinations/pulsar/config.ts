import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";
import { adminUrlField, authenticationField, brokerFields, namePart } from "@/connectors/sdk/pulsar/settings";
import { isWebSocketUrl } from "@/connectors/sdk/pulsar/service-url";

const authentication = authenticationField({
  title: "None, or the API key",
  description: "The API key of the write authentication is the token, where one is given.",
});

/** A field of Airbyte's connector that has no meaning here. */
const unused = (title: string, why: string) =>
  z
    .unknown()
    .optional()
    .meta({ title, description: `Accepted and not used: ${why}`, airbyte_hidden: true });

export const compatibilityStrategies = [
  "BACKWARD",
  "FORWARD",
  "FULL",
  "BACKWARD_TRANSITIVE",
  "FORWARD_TRANSITIVE",
  "FULL_TRANSITIVE",
  "ALWAYS_COMPATIBLE",
] as const;

const place = {
  ...brokerFields,
  brokers: brokerFields.brokers.meta({
    title: "Brokers",
    description:
      "host:port, several with commas; or a whole service URL (pulsar:// or pulsar+ssl://). Where only the HTTP port is open: ws://host:8080 or wss://host:8443. WebSocket has no transactions and no exactly-once, is slow, and takes messages of up to 1 MB.",
    examples: [
      "broker1:6650,broker2:6650",
      "pulsar+ssl://tcp.example.com:6651",
      "wss://pulsar.example.com:8443",
    ],
    order: 0,
  }),
  authentication,
  admin_url: adminUrlField(
    "The HTTP address of a broker. With it topics are created with partitions, retention and compaction, truncated and removed; without it the broker must create topics by itself.",
  ),
};

/** Of what the platform asks every destination: whoever may write is known to the broker by the same key. */
const writeAuthentication = z
  .looseObject({ api_key: z.string().optional().meta({ title: "API key", airbyte_secret: true }) })
  .optional()
  .meta({ title: "Write authentication", airbyte_hidden: true });

const topics = {
  topic_type: z
    .enum(["persistent", "non-persistent"])
    .default("persistent")
    .refine((type) => type === "persistent", {
      error:
        "Messages of non-persistent topics are kept nowhere, so that nothing could vouch for them. Choose persistent.",
    })
    .meta({ title: "Topic type", airbyte_hidden: true, order: 7 }),
  topic_tenant: namePart("Tenant").default("public").meta({ title: "Tenant", order: 8 }),
  topic_namespace: namePart("Namespace").default("default").meta({ title: "Namespace", order: 9 }),
  topic_pattern: z
    .string()
    .trim()
    .regex(/^(?:[A-Za-z0-9._~=:-]|\{namespace\}|\{stream\}|\{generation\})+$/, {
      error:
        "A pattern consists of letters, digits, . _ ~ = : - and the variables {namespace}, {stream} and {generation}.",
    })
    .default("{namespace}.{stream}")
    .meta({
      title: "Topic pattern",
      description:
        "Variables: {namespace} and {stream} of the connection, {generation}: the number of refreshes.",
      examples: ["{stream}", "{namespace}.{stream}", "{stream}-v{generation}"],
      order: 10,
    }),
  topic_test: z.string().trim().default("").meta({
    title: "Topic for tests",
    description: "Where the check writes to. Empty: a topic of its own, which is removed.",
    order: 11,
  }),
  partitions: z.int().min(0).max(10_000).default(0).meta({
    title: "Partitions of new topics",
    description: "0: not partitioned. Needs the admin URL.",
    order: 12,
  }),
  retention_minutes: z.int().min(-1).optional().meta({
    title: "Retention of new topics, in minutes",
    description:
      "-1: without end. Empty: the namespace's. A broker removes what no subscription waits for and no retention keeps. Needs the admin URL.",
    order: 13,
  }),
  retention_megabytes: z.int().min(-1).default(-1).meta({
    title: "Retention of new topics, in MB",
    description: "-1: without limit. Counts with the retention in minutes.",
    order: 14,
  }),
  schema_compatibility: z.enum(compatibilityStrategies).optional().meta({
    title: "Schema compatibility of new topics",
    description: "Empty: the namespace's, which is FULL unless somebody changed it. Needs the admin URL.",
    order: 15,
  }),
};

const records = {
  record_format: z.enum(["avro", "json"]).default("avro").meta({
    title: "Record format",
    description: "Both register a schema at the broker. Avro is smaller and faster.",
    order: 16,
  }),
  integers: z.enum(["long", "int"]).default("long").meta({
    title: "Integers",
    description: "int is Airbyte's choice: what has more than 32 bits then becomes null, with a reason.",
    order: 17,
  }),
  decimals: z.enum(["string", "double"]).default("string").meta({
    title: "Decimals",
    description: "string keeps every digit. double is Airbyte's choice for numbers of JSON sources.",
    order: 18,
  }),
  additional_properties: z
    .array(z.string().min(1))
    .default([])
    .meta({
      title: "Fields without a column",
      description:
        "These top-level fields become texts in _airbyte_additional_properties, as properties do that Airbyte's schema of a stream does not know.",
      examples: [["attributes"]],
      order: 19,
    }),
  message_properties: z.boolean().default(false).meta({
    title: "Properties in every message",
    description:
      "connection_id, sync_id, generation and op. They cost about as much as a small record; without them all but op can be read off the producer's name.",
    order: 20,
  }),
};

const writing = {
  delivery: z.enum(["transactions", "at_least_once"]).default("transactions").meta({
    title: "Delivery",
    description:
      "transactions: exactly once for consumers of committed messages; the broker needs transactionCoordinatorEnabled. at_least_once: after a crash rows since the last checkpoint come again. From sources that give the same rows again (local and S3 files, Pulsar topics, sample data) the broker knows them and leaves them out, where the admin URL lets Sluice switch de-duplication on for the topic.",
    order: 21,
  }),
  overwrite: z.enum(["new_topic", "truncate"]).default("new_topic").meta({
    title: "Overwrite",
    description:
      "new_topic: every refresh fills a topic of its own, and a pointer topic names the present one. truncate: the topic is emptied before the first row comes, which subscribers see; needs the admin URL.",
    order: 22,
  }),
  compression_type: z
    .enum(["NONE", "LZ4", "ZLIB", "ZSTD", "SNAPPY"])
    .default("LZ4")
    .meta({ title: "Compression", order: 23 }),
  batching_enabled: z.boolean().default(true).meta({ title: "Batches", order: 24 }),
  batching_max_messages: z
    .int()
    .min(1)
    .max(100_000)
    .default(1000)
    .meta({ title: "Most messages in a batch", order: 25 }),
  batching_max_publish_delay: z.int().min(1).max(60_000).default(10).meta({
    title: "Longest wait for a batch, in milliseconds",
    order: 26,
  }),
  producer_name: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_.-]{1,60}$/, {
      error: "A producer's name consists of letters, digits, dots, _ and -.",
    })
    .default("sluice")
    .meta({ title: "Producer name", description: "What the names of producers begin with.", order: 27 }),
  ...{
    producer_sync: unused(
      "Synchronous",
      "a checkpoint always waits until the broker has stored every row before it.",
    ),
    send_timeout_ms: unused("Send timeout", "a row that is given up would be a row that is lost."),
    max_pending_messages: unused("Pending messages", "what is under way is bounded by bytes."),
    max_pending_messages_across_partitions: unused(
      "Pending messages, all partitions",
      "what is under way is bounded by bytes.",
    ),
    block_if_queue_full: unused("Block if full", "sending always waits for room."),
  },
};

export const spec = defineSpec({
  kind: "destination",
  id: "pulsar",
  definitionId: "2340cbba-358e-11ec-8d3d-0242ac130203",
  title: "Pulsar",
  summary: "Writes typed records with a schema to topics of Apache Pulsar.",
  icon: "apachepulsar",
  config: z
    .object({ ...place, ...topics, ...records, ...writing, write_authentication: writeAuthentication })
    .superRefine((config, issues) => {
      if (config.overwrite === "truncate" && config.admin_url === "" && !isWebSocketUrl(config.brokers))
        issues.addIssue({
          code: "custom",
          path: ["admin_url"],
          message: "Emptying topics needs it. Give it, or overwrite by new topics.",
        });
      if (!isWebSocketUrl(config.brokers)) return;
      if (config.delivery === "transactions")
        issues.addIssue({
          code: "custom",
          path: ["delivery"],
          message:
            "WebSocket has no transactions. Choose at_least_once, or give the address of the binary port.",
        });
      if (config.authentication.type === "tls")
        issues.addIssue({
          code: "custom",
          path: ["authentication"],
          message:
            "The HTTP port is not shown a client certificate here. Give a token, or user and password.",
        });
    }),
});

export type PulsarConfig = ReturnType<typeof spec.parse>;
