import { z } from "zod";
import { ConfigError } from "@/connectors/sdk";
import { canDecode } from "./content/encodings";

/** Options named and meant as in pandas, because that is what Airbyte's configurations hold. */
const oneCharacter = z.string().length(1, "must be one character");
const columnType = z.enum(["string", "integer", "number", "decimal", "boolean", "date", "timestamp"]);

const pandasTypes: Record<string, z.output<typeof columnType>> = {
  str: "string",
  object: "string",
  category: "string",
  int: "integer",
  int64: "integer",
  Int64: "integer",
  int32: "integer",
  float: "number",
  float64: "number",
  Float64: "number",
  bool: "boolean",
};
const dtype = z.preprocess(
  (value) => (typeof value === "string" ? (pandasTypes[value] ?? value) : value),
  columnType,
);

const anyFormat = {
  encoding: z
    .string()
    .refine(canDecode, "is not a known encoding, for example utf-8 or windows-1252")
    .optional(),
  encoding_errors: z.enum(["strict", "replace"]).default("strict"),
  compression: z.enum(["infer", "gzip", "zstd"]).nullable().default("infer"),
  nrows: z.int().min(0).optional(),
};

/** Accepted because configurations hold them; they only tune how pandas works. */
const tuning = {
  engine: z.unknown().optional(),
  low_memory: z.unknown().optional(),
  memory_map: z.unknown().optional(),
  chunksize: z.unknown().optional(),
  parse_dates: z.unknown().optional(),
};

const csvSchema = z.strictObject({
  ...anyFormat,
  ...tuning,
  sep: oneCharacter.optional(),
  delimiter: oneCharacter.optional(),
  quotechar: oneCharacter.default('"'),
  /** As in Python's csv module; 3 is "no quoting". */
  quoting: z.int().min(0).max(3).default(0),
  doublequote: z.boolean().default(true),
  escapechar: oneCharacter.nullable().default(null),
  comment: oneCharacter.nullable().default(null),
  header: z
    .union([z.int().min(0), z.null(), z.literal("infer")], 'must be a row number, null or "infer"')
    .default("infer"),
  names: z.array(z.string()).min(1).optional(),
  skiprows: z.int().min(0).default(0),
  skip_blank_lines: z.boolean().default(true),
  skipinitialspace: z.boolean().default(false),
  na_values: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  keep_default_na: z.boolean().default(false),
  decimal: oneCharacter.default("."),
  thousands: oneCharacter.nullable().default(null),
  dtype: z
    .union([dtype, z.record(z.string(), dtype)], "must be one of the known types, or an object of them")
    .optional(),
});

const jsonSchema = z.strictObject({
  ...anyFormat,
  chunksize: z.unknown().optional(),
  orient: z.literal("records").optional(),
  lines: z.boolean().default(false),
});

/** Parquet says itself what it holds. */
const parquetSchema = z.strictObject({
  nrows: z.int().min(0).optional(),
  engine: z.unknown().optional(),
});

export type ColumnType = z.output<typeof columnType>;
export type CsvOptions = z.output<typeof csvSchema>;
export type JsonOptions = z.output<typeof jsonSchema>;
export type ParquetOptions = z.output<typeof parquetSchema>;

export function parseCsvOptions(text: string | undefined): CsvOptions {
  return parseOptions(csvSchema, text);
}

export function parseJsonOptions(text: string | undefined): JsonOptions {
  return parseOptions(jsonSchema, text);
}

export function parseParquetOptions(text: string | undefined): ParquetOptions {
  return parseOptions(parquetSchema, text);
}

/** What is wrong with the options of a configuration; null where nothing is. */
export function findOptionFault(
  format: "csv" | "json" | "jsonl" | "parquet",
  text: string | undefined,
): string | null {
  try {
    if (format === "csv") parseCsvOptions(text);
    else if (format === "parquet") parseParquetOptions(text);
    else parseJsonOptions(text);
    return null;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

function parseOptions<Schema extends z.ZodObject>(
  schema: Schema,
  text: string | undefined,
): z.output<Schema> {
  const parsed = schema.safeParse(text === undefined || text.trim() === "" ? {} : jsonObject(text));
  if (parsed.success) return parsed.data;
  const known = Object.keys(schema.shape).sort().join(", ");
  const faults = parsed.error.issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? `${issue.keys.join(", ")} is not offered (known are ${known})`
      : `${issue.path.join(".") || "the options"}: ${issue.message}`,
  );
  throw new ConfigError(`${faults.join("; ")}.`, {
    cause: parsed.error,
    field: ["reader_options"],
  });
}

function jsonObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(
      `Must be a JSON object such as {"sep": ";"}, with double quotes: ${String(cause)}`,
      { cause, field: ["reader_options"] },
    );
  }
}
