import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";
import { adminUrlField, authenticationField, brokerFields, namePart } from "@/connectors/sdk/pulsar/settings";
import { isWebSocketUrl } from "@/connectors/sdk/pulsar/service-url";
import { isMessageId } from "./message-ids";
import { metadataColumns } from "./metadata";

const instant = (title: string, description: string) =>
  z.iso
    .datetime({ offset: true, error: "Give an instant such as 2026-01-31T00:00:00Z." })
    .meta({ title, description, format: "date-time" });

const place = {
  ...brokerFields,
  authentication: authenticationField({ title: "None" }),
  admin_url: adminUrlField(
    "The HTTP address of a broker. With it a topic that was deleted and made anew is told from one whose old messages were removed.",
  ),
  topic_tenant: namePart("Tenant").default("public").meta({ title: "Tenant", order: 7 }),
  topic_namespace: namePart("Namespace").default("default").meta({ title: "Namespace", order: 8 }),
};

const topics = z
  .discriminatedUnion("select", [
    z.object({ select: z.literal("all") }).meta({ title: "All topics of the namespace" }),
    z
      .object({
        select: z.literal("pattern"),
        topic_pattern: z
          .string()
          .trim()
          .regex(/^[^/\s]+$/, { error: "A pattern has no slash and no white space." })
          .meta({
            title: "Topic pattern",
            description:
              "A glob, no regular expression: * stands for any text, ? for one character, {a,b} for either.",
            examples: ["orders-*", "{orders,payments}.eu-?"],
          }),
      })
      .meta({ title: "Topics by a pattern" }),
    z
      .object({
        select: z.literal("list"),
        topic_names: z
          .array(z.string().trim().min(1))
          .min(1, "Name a topic.")
          .meta({ title: "Topics", description: "Their names in the namespace.", examples: [["orders"]] }),
      })
      .meta({ title: "Topics by name" }),
  ])
  .default({ select: "all" })
  .meta({ title: "Topics", description: "Each is a stream, its partitions together.", order: 9 });

const placeInTopic = z.object({
  topic: z
    .string()
    .trim()
    .min(1)
    .meta({
      title: "Topic",
      description: "Its name in the namespace; of a partitioned topic that of a partition.",
      examples: ["orders", "orders-partition-0"],
      order: 0,
    }),
  message_id: z
    .string()
    .trim()
    .refine(isMessageId, {
      error: "A message's id is ledger:entry, ledger:entry:partition or ledger:entry:partition:index.",
    })
    .meta({
      title: "Message id",
      description: "Reading begins behind this message.",
      examples: ["1234:56", "1234:56:0:3"],
      order: 1,
    }),
});

const start = z
  .discriminatedUnion("at", [
    z.object({ at: z.literal("earliest") }).meta({ title: "With the oldest message" }),
    z.object({ at: z.literal("latest") }).meta({
      title: "With what comes from now on",
      description: "The first sync gives no row; it notes where the topics end.",
    }),
    z
      .object({
        at: z.literal("timestamp"),
        start_date: instant("Start date", "Messages that were published before are left out."),
      })
      .meta({ title: "With a date" }),
    z
      .object({
        at: z.literal("message_id"),
        positions: z.array(placeInTopic).min(1, "Name a topic and a message.").meta({
          title: "Positions",
          description: "Topics that are not named are read from their oldest message.",
        }),
      })
      .meta({ title: "Behind a message" }),
  ])
  .default({ at: "earliest" })
  .meta({
    title: "Start",
    description: "Where a stream begins that was never read. Later syncs go on where the last one ended.",
    order: 10,
  });

const rows = {
  end_date: instant(
    "End date",
    "A partition is read up to its first message that was published then or later.",
  )
    .optional()
    .meta({ order: 11 }),
  metadata_columns: z
    .array(z.enum(metadataColumns))
    .default(["_pulsar_message_id", "_pulsar_publish_time", "_pulsar_key"])
    .meta({
      title: "Columns of the message",
      description: "What rows have beside what is in the message.",
      order: 12,
    }),
  primary_key: z.enum(["none", "message_key"]).default("none").meta({
    title: "Primary key",
    description:
      "message_key: of messages with the same key the later one counts. Rows then have _pulsar_key.",
    order: 13,
  }),
  tombstones: z.enum(["row", "delete"]).default("row").meta({
    title: "Messages without a value",
    description:
      "row: a row of nulls beside its key. delete: the row of that key is gone, in streams whose primary key is the message key.",
    order: 14,
  }),
  without_schema: z.enum(["detect", "text", "json", "binary"]).default("detect").meta({
    title: "Topics without a schema",
    description:
      "How the column value is read. detect: JSON or text where all of the newest messages are, else binary.",
    order: 15,
  }),
};

export const spec = defineSpec({
  kind: "source",
  id: "pulsar",
  definitionId: "0d8f4c5e-6a0b-4f6e-9d35-7b1f2c9a8e41",
  title: "Pulsar",
  summary: "Reads topics of Apache Pulsar by their schemas, new messages by their ids.",
  icon: "apachepulsar",
  config: z.object({ ...place, topics, start, ...rows }).superRefine((config, issues) => {
    if (isWebSocketUrl(config.brokers))
      issues.addIssue({
        code: "custom",
        path: ["brokers"],
        message: "WebSocket does not tell a message's schema. Give the address of the binary port (6650).",
      });
    if (config.tombstones === "delete" && config.primary_key === "none")
      issues.addIssue({
        code: "custom",
        path: ["tombstones"],
        message: "Rows are deleted by the message's key. Choose message_key as the primary key, or row.",
      });
  }),
});

export type PulsarSourceConfig = ReturnType<typeof spec.parse>;
