import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { JsonObject } from "@/connectors/sdk";
import { configuredStreamSchema } from "@/lib/catalog/schema";
import { UsageError } from "../usage-error";
import { expandAll, type Variables } from "./variables";

const endSchema = z.strictObject({
  /** Id or definition id. */
  connector: z.string().min(1),
  config: z.record(z.string(), z.unknown()).default({}),
});

const streamSchema = configuredStreamSchema.extend({
  /** Only rows for which this holds, in the language of the source's filters. */
  where: z.string().optional(),
});

/** What `--config FILE` holds. Options of the command go before what is written here. */
const fileSchema = z.strictObject({
  source: endSchema.optional(),
  destination: endSchema.optional(),
  /** Absent: all streams, or those of --streams, in the mode of --mode. */
  streams: z.array(streamSchema).optional(),
  namespace: z.string().optional(),
  prefix: z.string().optional(),
  normalization: z.enum(["basic", "raw"]).optional(),
  policies: z
    .strictObject({
      objects: z.enum(["json", "flatten"]).optional(),
      quarantineLimit: z.int().min(0).optional(),
      verification: z.enum(["counts", "checksums"]).optional(),
    })
    .optional(),
  /** Keys of encrypting mappers, by the mapper's id. */
  mapperKeys: z.record(z.string(), z.string()).optional(),
});

export type ConfigFile = z.infer<typeof fileSchema>;
export type ConfigFileEnd = { connector: string; config: JsonObject };

/** `${NAME}` in any text stands for a variable of the environment. */
export function readConfigFile(name: string, folder: string, variables: Variables): ConfigFile {
  const file = path.resolve(folder, name);
  const parsed = fileSchema.safeParse(expandAll(parseJson(file), variables));
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "the whole"}: ${issue.message}`,
  );
  throw new UsageError(`${file} is not usable. ${lines.join("; ")}`);
}

function parseJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`The configuration cannot be read: ${String(error)}`, { cause: error });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own words would quote what stands there, which may be a password.
    throw new UsageError(`${file} is no JSON.`);
  }
}
