import { z } from "zod";
import { ConfigError } from "./errors";
import type { Json, JsonObject } from "./json";

/**
 * What the world knows of a connector before it runs. One zod object; its type, the form, the JSON Schema
 * (draft-07, Airbyte's field names and form vocabulary) and the documentation follow from it.
 */
export interface Spec<Config> {
  kind: "source" | "destination";
  /** Folder name and name in the API ("sourceType"). Never changes. */
  id: string;
  /** Airbyte's definition id for the same connector, or a UUID of our own. Never changes. */
  definitionId: string;
  title: string;
  /** One sentence: what it reads or writes. */
  summary: string;
  /** Slug in simple-icons; a monogram is drawn without one. */
  icon?: string;
  /** The parsed configuration, with defaults; ConfigError names every bad field. Unknown fields are ignored. */
  parse(input: unknown): Config;
  jsonSchema(): JsonObject;
  /** Paths of secret fields; "*" stands for every element of an array. */
  secrets: string[][];
}

export interface SpecOptions<Schema extends z.ZodObject> {
  kind: Spec<unknown>["kind"];
  id: string;
  definitionId: string;
  title: string;
  summary: string;
  icon?: string;
  config: Schema;
}

/** Form vocabulary, carried in a field's `.meta()`; the names are Airbyte's. `title` and `description` are zod's own. */
export interface FieldMeta {
  airbyte_secret?: boolean;
  airbyte_hidden?: boolean;
  always_show?: boolean;
  multiline?: boolean;
  order?: number;
  group?: string;
  pattern_descriptor?: string;
  display_type?: "dropdown" | "radio";
  examples?: Json[];
}

declare module "zod" {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merges into zod's own interface
  interface GlobalMeta extends FieldMeta {}
}

export function defineSpec<Schema extends z.ZodObject>(options: SpecOptions<Schema>): Spec<z.output<Schema>> {
  const { config, ...facts } = options;
  let cached: JsonObject | undefined;
  const jsonSchema = () => (cached ??= toJsonSchema(config, options.title));
  return {
    ...facts,
    parse: (input) => parseConfig(config, input, options.title),
    jsonSchema,
    get secrets() {
      return findSecrets(jsonSchema());
    },
  };
}

function parseConfig<Schema extends z.ZodObject>(
  schema: Schema,
  input: unknown,
  title: string,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "configuration"}: ${issue.message}`,
  );
  throw new ConfigError(`The configuration of ${title} is not usable. ${lines.join("; ")}`, {
    cause: parsed.error,
    field: parsed.error.issues[0]?.path.map(String) ?? [],
  });
}

function toJsonSchema(schema: z.ZodObject, title: string): JsonObject {
  const json = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    unrepresentable: "throw",
    reused: "inline",
  });
  return { title, ...(tidy(json as Json) as JsonObject), $schema: "http://json-schema.org/draft-07/schema#" };
}

/** Forms know `oneOf` only, and integers need no safe-integer bounds spelled out. */
function tidy(node: Json): Json {
  if (Array.isArray(node)) return node.map(tidy);
  if (node === null || typeof node !== "object") return node;
  const entries = Object.entries(node)
    .filter(([key, value]) => !(isSafeIntegerBound(key, value) || key === "~standard"))
    .map(([key, value]): [string, Json] => [key === "anyOf" ? "oneOf" : key, tidy(value)]);
  const result = Object.fromEntries(entries);
  if (Array.isArray(result.oneOf) && result.type === undefined) result.type = "object";
  return result;
}

function isSafeIntegerBound(key: string, value: Json): boolean {
  return (key === "minimum" || key === "maximum") && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
}

function findSecrets(schema: Json, path: string[] = []): string[][] {
  if (schema === null || typeof schema !== "object" || Array.isArray(schema)) return [];
  if (schema.airbyte_secret === true) return [path];
  const found = [
    ...Object.entries(asObject(schema.properties)).flatMap(([key, child]) =>
      findSecrets(child, [...path, key]),
    ),
    ...(Array.isArray(schema.oneOf) ? schema.oneOf.flatMap((branch) => findSecrets(branch, path)) : []),
    ...findSecrets(schema.items ?? null, [...path, "*"]),
  ];
  return [...new Map(found.map((secret) => [secret.join("\0"), secret])).values()];
}

function asObject(value: Json | undefined): JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
}
