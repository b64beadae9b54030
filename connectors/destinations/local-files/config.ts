import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";
import { isSafePath } from "@/connectors/sdk/files/write/name-template";
import { parquetCodecs } from "@/connectors/sdk/files/write/format";

const compression = z.enum(["none", "gzip"]).default("none").meta({
  title: "Compression",
  description: "gzip makes files a few times smaller; their names end in .gz.",
});

const jsonl = z
  .object({ format_type: z.literal("JSONL").meta({ title: "Format" }), compression })
  .meta({ title: "JSONL: one JSON object a line" });

const csv = z
  .object({
    format_type: z.literal("CSV").meta({ title: "Format" }),
    delimiter: z
      .string()
      .length(1, "Give one character.")
      .refine((text) => !/["\r\n\p{L}\p{N}\p{Cs}]/u.test(text), {
        error: "A letter, a digit, a quote or a line break cannot be a delimiter.",
      })
      .default(",")
      .meta({
        title: "Delimiter",
        description: "The character between two values.",
        examples: [",", ";", "\t"],
      }),
    header: z
      .boolean()
      .default(true)
      .meta({ title: "Header", description: "Each file begins with the names of its columns." }),
    compression,
  })
  .meta({ title: "CSV: comma-separated values" });

const parquet = z
  .object({
    format_type: z.literal("Parquet").meta({ title: "Format" }),
    compression_codec: z.enum(parquetCodecs).default("SNAPPY").meta({
      title: "Compression",
      description: "ZSTD makes files smaller, SNAPPY is faster; every reader knows both.",
    }),
  })
  .meta({ title: "Parquet: typed columns" });

export const spec = defineSpec({
  kind: "destination",
  id: "local-files",
  definitionId: "a625d593-bba5-4a1c-a53d-2d246268a816",
  title: "Local files (CSV, JSONL, Parquet)",
  summary: "Writes one CSV, JSONL or Parquet file for each stream.",
  config: z.object({
    destination_path: z
      .string()
      .trim()
      .min(1)
      .meta({
        title: "Destination path",
        description:
          "A folder inside the folder for local files. It is created if it is not there. Files are named after namespace and stream.",
        examples: ["exports", "/local/exports"],
        order: 0,
      }),
    format: z
      .discriminatedUnion("format_type", [jsonl, csv, parquet])
      .default({ format_type: "JSONL", compression: "none" })
      .meta({ title: "Format", description: "How rows are written.", order: 1 }),
    path_format: z
      .string()
      .trim()
      .refine((path) => isSafePath(path) && !path.split("/").some((part) => part.startsWith(".")), {
        error: "No part of the path may begin with a dot.",
      })
      .refine((path) => /\$\{NAMESPACE\}/i.test(path) && /\$\{STREAM_NAME\}/i.test(path), {
        error: "The path needs ${NAMESPACE} and ${STREAM_NAME}, so that no stream writes over another.",
      })
      .optional()
      .meta({
        title: "Path format",
        description:
          "Where a stream's files go, instead of a file named after the stream. Variables: ${NAMESPACE}, ${STREAM_NAME}, ${YEAR}, ${MONTH}, ${DAY}, ${HOUR}, ${MINUTE}, ${SECOND}, ${MILLISECOND}, ${EPOCH}, ${UUID}; the instant is the beginning of the run.",
        examples: ["${NAMESPACE}/${STREAM_NAME}/${YEAR}/${MONTH}/${DAY}/"],
        order: 4,
      }),
    file_name_pattern: z
      .string()
      .trim()
      .refine((pattern) => !pattern.includes("/") && !pattern.startsWith("."), {
        error: "A name has no slashes, and no dot at its beginning; folders belong to the path.",
      })
      .default("{part_number}{format_extension}")
      .meta({
        title: "File name pattern",
        description:
          "The names of files where there is a path format. Variables: {date}, {date:yyyy_MM}, {timestamp}, {part_number}, {sync_id}, {format_extension}.",
        order: 5,
      }),
    max_file_megabytes: z.int().min(1).max(50_000).optional().meta({
      title: "Largest file, in MB",
      description: "Then the next one begins, in a folder named after the stream.",
      order: 2,
    }),
    max_file_rows: z.int().min(1).optional().meta({
      title: "Most rows in a file",
      description: "Then the next one begins, in a folder named after the stream.",
      order: 3,
    }),
  }),
});

export type LocalFilesConfig = ReturnType<typeof spec.parse>;
export type FileFormat = LocalFilesConfig["format"];

/** Where the next file begins; null where a stream's rows are one file. */
export function limitsOf(config: LocalFilesConfig): { bytes: number; rows: number } | null {
  const { max_file_megabytes: megabytes, max_file_rows: rows } = config;
  if (megabytes === undefined && rows === undefined) return null;
  return { bytes: (megabytes ?? Infinity) * 1_000_000, rows: rows ?? Infinity };
}
