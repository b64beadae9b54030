import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";
import { isSafePath } from "@/connectors/sdk/files/write/name-template";
import { parquetCodecs, type WrittenFormat } from "@/connectors/sdk/files/write/format";

const flattening = z.enum(["No flattening", "Root level flattening"]).default("No flattening").meta({
  title: "Flattening",
  description: "Root level: a column for each field. Otherwise the row is one JSON document, _airbyte_data.",
});

const compression = z
  .discriminatedUnion("compression_type", [
    z.object({ compression_type: z.literal("GZIP") }).meta({ title: "GZIP" }),
    z.object({ compression_type: z.literal("No Compression") }).meta({ title: "No compression" }),
  ])
  .default({ compression_type: "GZIP" })
  .meta({ title: "Compression", display_type: "radio" });

const jsonl = z
  .object({ format_type: z.literal("JSONL").meta({ title: "Format" }), flattening, compression })
  .meta({ title: "JSONL: one JSON object a line" });

const csv = z
  .object({ format_type: z.literal("CSV").meta({ title: "Format" }), flattening, compression })
  .meta({ title: "CSV: comma-separated values" });

const parquet = z
  .object({
    format_type: z.literal("Parquet").meta({ title: "Format" }),
    compression_codec: z
      .enum(parquetCodecs, { error: (issue) => codecNotOffered(issue.input) })
      .default("SNAPPY")
      .meta({
        title: "Compression",
        description: "ZSTD makes objects smaller, SNAPPY is faster; every reader knows both.",
      }),
  })
  .meta({ title: "Parquet: typed columns" });

export const spec = defineSpec({
  kind: "destination",
  id: "s3",
  definitionId: "4816b78f-1489-44c1-9060-4b19d5fa9362",
  title: "S3 (CSV, JSONL, Parquet)",
  summary: "Writes CSV, JSONL or Parquet objects into a bucket, visible when a run is complete.",
  config: z
    .object({
      access_key_id: z.string().trim().optional().meta({
        title: "Access key id",
        airbyte_secret: true,
        always_show: true,
        order: 0,
      }),
      secret_access_key: z.string().trim().optional().meta({
        title: "Secret access key",
        airbyte_secret: true,
        always_show: true,
        order: 1,
      }),
      role_arn: z
        .string()
        .optional()
        .refine((role) => !role, {
          error:
            "Roles are not offered. Give an access key that may write, read and list the bucket's objects.",
        })
        .meta({ airbyte_hidden: true, title: "Role", order: 2 }),
      s3_bucket_name: z
        .string()
        .trim()
        .min(1)
        .meta({ title: "Bucket", description: "Its name alone.", order: 3 }),
      s3_bucket_path: z
        .string()
        .trim()
        .transform((path) => path.replace(/^\/+|\/+$/g, ""))
        .refine(isSafePath, { error: 'A path must not have "." or ".." as a part.' })
        .default("")
        .meta({ title: "Path", description: "The folder in the bucket.", examples: ["exports"], order: 4 }),
      s3_bucket_region: z
        .string()
        .trim()
        .transform((region) => region || "us-east-1")
        .default("us-east-1")
        .meta({ title: "Region", examples: ["us-east-1", "eu-central-1"], order: 5 }),
      s3_endpoint: z
        .string()
        .trim()
        .default("")
        .meta({
          title: "Endpoint",
          description: "The address of another server than Amazon's, such as MinIO or R2.",
          examples: ["https://minio.example.com:9000"],
          order: 6,
        }),
      s3_path_format: z
        .string()
        .trim()
        .refine(isSafePath, { error: 'A path must not have "." or ".." as a part.' })
        .default("${NAMESPACE}/${STREAM_NAME}/${YEAR}_${MONTH}_${DAY}_${EPOCH}_")
        .meta({
          title: "Path format",
          description:
            "Variables: ${NAMESPACE}, ${STREAM_NAME}, ${YEAR}, ${MONTH}, ${DAY}, ${HOUR}, ${MINUTE}, ${SECOND}, ${MILLISECOND}, ${EPOCH}, ${UUID}; the instant is the beginning of the run.",
          order: 7,
        }),
      file_name_pattern: z
        .string()
        .trim()
        .refine((pattern) => !pattern.includes("/"), {
          error: "A name has no slashes; folders belong to the path.",
        })
        .default("{part_number}{format_extension}")
        .meta({
          title: "File name pattern",
          description:
            "Variables: {date}, {date:yyyy_MM}, {timestamp}, {part_number}, {sync_id}, {format_extension}.",
          order: 8,
        }),
      format: z
        .discriminatedUnion("format_type", [jsonl, csv, parquet], {
          error: (issue) => notOffered(issue.input),
        })
        .default({
          format_type: "JSONL",
          flattening: "No flattening",
          compression: { compression_type: "GZIP" },
        })
        .meta({ title: "Format", description: "How rows are written.", order: 9 }),
      max_file_megabytes: z.int().min(1).max(50_000).default(200).meta({
        title: "Largest object, in MB",
        description: "Then the next one begins.",
        order: 10,
      }),
      max_file_rows: z.int().min(1).optional().meta({
        title: "Most rows in an object",
        description: "Then the next one begins.",
        order: 11,
      }),
    })
    .superRefine((config, issues) => {
      if (!config.access_key_id !== !config.secret_access_key)
        issues.addIssue({
          code: "custom",
          path: [config.access_key_id ? "secret_access_key" : "access_key_id"],
          message: "The access key has two halves; one is missing.",
        });
    }),
});

export type S3Config = ReturnType<typeof spec.parse>;

/** The format as files know it; delimiter and header of CSV are Airbyte's, which has no choice here. */
export function formatOf({ format }: S3Config): WrittenFormat {
  if (format.format_type === "Parquet") return format;
  const packing = format.compression.compression_type === "GZIP" ? "gzip" : "none";
  if (format.format_type === "JSONL") return { format_type: "JSONL", compression: packing };
  return { format_type: "CSV", compression: packing, delimiter: ",", header: true };
}

function codecNotOffered(codec: unknown): string {
  return `The compression ${JSON.stringify(codec ?? null)} is not offered for Parquet; ${parquetCodecs.join(", ")} are.`;
}

function notOffered(format: unknown): string {
  const type =
    format !== null && typeof format === "object" && "format_type" in format ? format.format_type : format;
  return `The format ${JSON.stringify(type ?? null)} is not offered; JSONL, CSV and Parquet are.`;
}

/** Whether a row is one document, `_airbyte_data`, whatever the connection wants. */
export function isDocument({ format }: S3Config): boolean {
  return format.format_type !== "Parquet" && format.flattening === "No flattening";
}
