import { z } from "zod";
import { defineSpec, type JsonObject, type Spec } from "@/connectors/sdk";
import { defaultPathTemplate, findUnknownPlaceholder } from "./write-path";

const apiKey = z
  .string()
  .trim()
  .min(8, "an API key is needed; it has at least 8 characters")
  .max(8_000)
  .meta({
    title: "API key",
    description:
      "Of the person for whom is written; what the policies give that person is what may be written.",
    airbyte_secret: true,
    order: 1,
  });

const predicate = z
  .string()
  .trim()
  .min(1, "a predicate is needed, such as write")
  .max(100)
  .default("write")
  .meta({ title: "Predicate", description: "What is asked for on a path.", order: 3 });

const pathTemplate = z
  .string()
  .trim()
  .min(1, "a path is needed")
  .max(500)
  .superRefine((template, context) => {
    const unknown = findUnknownPlaceholder(template);
    if (unknown === null) return;
    context.addIssue({
      code: "custom",
      message: `"${unknown}" is not a placeholder. Use \${workspace}, \${destination}, \${namespace}, \${stream}, or plain text.`,
    });
  })
  .default(defaultPathTemplate)
  .meta({
    title: "Path",
    description:
      "What is asked about for each table. Placeholders: ${workspace}, ${destination}, ${namespace} and ${stream}, which is the table's name; _sluice where it is about no one table.",
    order: 4,
  });

const ttlSeconds = z.int().min(1).max(3_600).default(60).meta({
  title: "Decisions hold for (seconds)",
  description: "A revoked key stops a sync within this time; each checkpoint is asked about in any case.",
  order: 5,
});

const asking = {
  predicate,
  path_template: pathTemplate,
  decision_ttl_seconds: ttlSeconds,
};

const none = z
  .object({ type: z.literal("none").meta({ title: "Type" }) })
  .meta({ title: "None", description: "Whoever can start a sync can write." });

const builtin = z
  .object({ type: z.literal("builtin").meta({ title: "Type" }), api_key: apiKey, ...asking })
  .meta({ title: "Built-in", description: "This console decides, by its policies (Settings → Governance)." });

const heimdall = z
  .object({
    type: z.literal("heimdall").meta({ title: "Type" }),
    api_key: apiKey,
    base_url: z
      .string()
      .trim()
      .refine(isBaseUrl, "must be an http or https address without sign-in, query and fragment")
      .meta({
        title: "Address",
        description: "Of Heimdall, up to what stands before /api/v1/authorize.",
        examples: ["https://dataos.example.com/heimdall"],
        order: 2,
      }),
    ...asking,
  })
  .meta({ title: "Heimdall", description: "An external Heimdall decides." });

/** The section that every destination's configuration has beside the connector's own fields. Absent: none. */
export const writeAuthenticationSchema = z.object({
  write_authentication: z
    .discriminatedUnion("type", [none, builtin, heimdall])
    .default({ type: "none" })
    .meta({
      title: "Write authentication",
      description:
        "Who decides whether this destination may be written: asked at each test, at the start of a run, while it goes on and before every checkpoint. Without leave nothing is written.",
      group: "write_authentication",
      always_show: true,
      order: 1_000,
    }),
});

export type WriteAuthentication = z.output<typeof writeAuthenticationSchema>["write_authentication"];

const group = { id: "write_authentication", title: "Who may write" };

/** The section by itself. No connector has it for its spec. */
const section = defineSpec({
  kind: "destination",
  id: "write-authentication",
  definitionId: "0b5fd2a1-5b0e-4a57-9d0c-3d6b1c1f7a60",
  title: "write authentication",
  summary: "Who decides on writes.",
  config: writeAuthenticationSchema,
});

/**
 * A connector's spec with the section: in the form, in the JSON Schema, among the secrets. `parse` judges it too, after the
 * connector's own fields, and gives what the connector's own gives, which knows nothing of it.
 */
export function withWriteAuthentication<Config>(spec: Spec<Config>): Spec<Config> {
  let cached: JsonObject | undefined;
  return {
    ...spec,
    parse(input) {
      const config = spec.parse(input);
      section.parse(input);
      return config;
    },
    jsonSchema: () => (cached ??= joined(spec.jsonSchema(), section.jsonSchema())),
    get secrets() {
      return [...spec.secrets, ...section.secrets];
    },
  };
}

/** Of a whole configuration that the spec with the section has parsed. */
export function writeAuthenticationOf(config: unknown): WriteAuthentication {
  return writeAuthenticationSchema.parse(config).write_authentication;
}

function joined(own: JsonObject, section: JsonObject): JsonObject {
  return {
    ...own,
    groups: [...(Array.isArray(own.groups) ? own.groups : []), group],
    properties: { ...objectOf(own.properties), ...objectOf(section.properties) },
  };
}

function objectOf(value: JsonObject[string] | undefined): JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  const isPlain = [username, password, search, hash].every((part) => part === "");
  return isPlain && (protocol === "http:" || protocol === "https:");
}
