import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";
import { findOptionFault } from "@/connectors/sdk/files/reader-options";

const formats = ["csv", "json", "jsonl", "parquet"] as const;
const storages = ["HTTPS", "local", "S3"] as const;

const https = z.object({
  storage: z.literal("HTTPS"),
  user_agent: z.boolean().default(false).meta({
    title: "User-Agent",
    description: "Sends the name of this program in the User-Agent header.",
  }),
});

const local = z.object({ storage: z.literal("local") });

const s3 = z
  .object({
    storage: z.literal("S3"),
    aws_access_key_id: z.string().trim().optional().meta({
      title: "Access key id",
      description: "Nothing for buckets that anybody may read.",
      airbyte_secret: true,
      always_show: true,
    }),
    aws_secret_access_key: z
      .string()
      .trim()
      .optional()
      .meta({ title: "Secret access key", airbyte_secret: true, always_show: true }),
    region_name: z
      .string()
      .trim()
      .default("us-east-1")
      .meta({ title: "Region", examples: ["us-east-1", "eu-central-1"] }),
    endpoint: z
      .string()
      .trim()
      .default("")
      .meta({
        title: "Endpoint",
        description: "The address of another server than Amazon's, such as MinIO or R2.",
        examples: ["https://minio.example.com:9000"],
      }),
  })
  .refine(({ aws_access_key_id: id, aws_secret_access_key: secret }) => !id === !secret, {
    path: ["aws_secret_access_key"],
    error: "The access key has two halves; one is missing.",
  });

export const spec = defineSpec({
  kind: "source",
  id: "file",
  definitionId: "778daa7c-feaf-4db6-96f3-70fd645acc77",
  title: "File (CSV, JSON, JSONL, Parquet)",
  summary: "Reads CSV, JSON, JSONL and Parquet files: local ones, over HTTP, or of a bucket.",
  config: z
    .object({
      dataset_name: z.string().min(1, "Give the stream a name, for example orders.").meta({
        title: "Dataset name",
        description: "The name of the stream, and so of the table.",
        order: 0,
      }),
      format: z
        .enum(formats, { error: (issue) => notOffered("file format", issue.input, formats) })
        .default("csv")
        .meta({ title: "File format", order: 1, always_show: true }),
      provider: z
        .discriminatedUnion(
          "storage",
          [https.meta({ title: "HTTP(S)" }), local.meta({ title: "Local files" }), s3.meta({ title: "S3" })],
          { error: (issue) => notOffered("storage", storageOf(issue.input), storages) },
        )
        .default({ storage: "HTTPS", user_agent: false })
        .meta({
          title: "Storage",
          description: "Where the file is.",
          order: 2,
          display_type: "radio",
          always_show: true,
        }),
      url: z
        .string()
        .trim()
        .min(1, "Give the address or the path of the file.")
        .meta({
          title: "URL or path",
          description:
            "An address (https://…), a path in the folder for local files, or s3://bucket/path. Paths may be globs (orders/*.csv): then all files are one stream.",
          examples: [
            "https://example.com/orders.csv",
            "/local/orders.csv",
            "orders/**/*.csv.gz",
            "s3://bucket/orders/*.parquet",
          ],
          order: 3,
        }),
      reader_options: z
        .string()
        .optional()
        .meta({
          title: "Reader options",
          description: "A JSON object with options named as in pandas. The documentation lists them.",
          examples: ["{}", '{"sep": ";"}', '{"header": null, "encoding": "windows-1252"}'],
          multiline: true,
          order: 4,
        }),
    })
    .superRefine((config, issues) => {
      const fault = findOptionFault(config.format, config.reader_options);
      if (fault !== null) issues.addIssue({ code: "custom", path: ["reader_options"], message: fault });
    }),
});

export type FileConfig = ReturnType<typeof spec.parse>;

function notOffered(what: string, input: unknown, offered: readonly string[]): string {
  const [last = "", ...others] = [...offered].reverse();
  return `The ${what} ${JSON.stringify(input ?? null)} is not offered; ${others.reverse().join(", ")} and ${last} are.`;
}

function storageOf(provider: unknown): unknown {
  return provider !== null && typeof provider === "object" && "storage" in provider
    ? provider.storage
    : provider;
}
