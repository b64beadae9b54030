import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";
import { csv, jsonl, offered, parquet } from "./formats";
import { findSchemaFault } from "./input-schema";

const stream = z
  .object({
    name: z.string().trim().min(1, "Give the stream a name.").meta({
      title: "Name",
      description: "The name of the stream, and so of the table.",
      order: 0,
    }),
    globs: z
      .array(z.string().min(1))
      .min(1)
      .default(["**"])
      .meta({
        title: "Globs",
        description: "Which objects belong to the stream: * within a folder, ** across folders.",
        examples: [["**"], ["orders/**/*.csv"], ["logs/2024-*/*.jsonl.gz"]],
        order: 1,
      }),
    format: z
      .discriminatedUnion("filetype", [csv, jsonl, parquet], { error: (issue) => notOffered(issue.input) })
      .meta({ title: "Format", order: 2 }),
    days_to_sync_if_history_is_full: z.int().min(0).default(3).meta({
      title: "Days to sync if history is full",
      description: "Accepted for Airbyte's configurations; see the documentation for what replaces it.",
      airbyte_hidden: true,
      order: 3,
    }),
    schemaless: z.boolean().default(false).meta({
      title: "Schemaless",
      description: "Each row becomes one JSON document, in the column data.",
      order: 4,
    }),
    primary_key: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .meta({ title: "Primary key", description: "Names of columns.", airbyte_hidden: true, order: 5 }),
    input_schema: z
      .string()
      .optional()
      .superRefine((text, issues) => {
        const fault = findSchemaFault(text);
        if (fault !== null) issues.addIssue({ code: "custom", message: fault });
      })
      .meta({
        title: "Input schema",
        description: "A JSON object of columns and types, instead of those that the files show.",
        examples: ['{"id": "integer", "name": "string"}'],
        multiline: true,
        order: 6,
      }),
    validation_policy: z
      .literal("Emit Record", {
        error: 'Only "Emit Record" is offered: a value that does not fit becomes null and is counted.',
      })
      .default("Emit Record")
      .meta({ airbyte_hidden: true }),
    legacy_prefix: z.string().optional().meta({ airbyte_hidden: true }),
  })
  .meta({ title: "Stream" });

export const spec = defineSpec({
  kind: "source",
  id: "s3",
  definitionId: "69589781-7828-43c5-9f63-8925b1c1ccc2",
  title: "S3 (CSV, JSONL, Parquet)",
  summary: "Reads CSV, JSONL and Parquet objects of a bucket, new ones by their time of change.",
  config: z
    .object({
      bucket: z.string().trim().min(1).meta({ title: "Bucket", description: "Its name alone.", order: 0 }),
      aws_access_key_id: z.string().trim().optional().meta({
        title: "Access key id",
        description: "Nothing for buckets that anybody may read.",
        airbyte_secret: true,
        always_show: true,
        order: 1,
      }),
      aws_secret_access_key: z.string().trim().optional().meta({
        title: "Secret access key",
        airbyte_secret: true,
        always_show: true,
        order: 2,
      }),
      role_arn: z
        .string()
        .optional()
        .refine((role) => !role, {
          error: "Roles are not offered. Give an access key that may list the bucket and read its objects.",
        })
        .meta({ airbyte_hidden: true, order: 3 }),
      region_name: z
        .string()
        .trim()
        .default("us-east-1")
        .meta({
          title: "Region",
          examples: ["us-east-1", "eu-central-1"],
          order: 4,
        }),
      endpoint: z
        .string()
        .trim()
        .default("")
        .meta({
          title: "Endpoint",
          description: "The address of another server than Amazon's, such as MinIO or R2.",
          examples: ["https://minio.example.com:9000"],
          order: 5,
        }),
      start_date: z.iso
        .datetime({ error: "Give an instant such as 2024-01-01T00:00:00.000000Z." })
        .optional()
        .meta({
          title: "Start date",
          description: "Objects that were changed before are left out.",
          order: 6,
        }),
      streams: z.array(stream).min(1, "Add a stream.").meta({ title: "Streams", order: 7 }),
    })
    .superRefine((config, issues) => {
      if (!config.aws_access_key_id !== !config.aws_secret_access_key)
        issues.addIssue({
          code: "custom",
          path: [config.aws_access_key_id ? "aws_secret_access_key" : "aws_access_key_id"],
          message: "The access key has two halves; one is missing.",
        });
      const names = config.streams.map(({ name }) => name);
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice !== undefined)
        issues.addIssue({ code: "custom", path: ["streams"], message: `Two streams are called "${twice}".` });
    }),
});

export type S3SourceConfig = ReturnType<typeof spec.parse>;
export type S3StreamConfig = S3SourceConfig["streams"][number];

function notOffered(format: unknown): string {
  const filetype =
    format !== null && typeof format === "object" && "filetype" in format ? format.filetype : format;
  return `The format ${JSON.stringify(filetype ?? null)} is not offered; ${offered.slice(0, -1).join(", ")} and ${offered.at(-1)} are.`;
}
