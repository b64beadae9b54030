import { z } from "zod";
import { ConfigError } from "../errors";
import { type CompatibilityStrategy, compatibilityStrategySchema } from "./admin-namespaces";
import { SchemaRefusal, unlessMissing } from "./admin-refusal";
import type { AdminRequest, AdminRequests } from "./admin-requests";
import { parentOf, topicRoute } from "./topic-names";
import type { TopicSchema } from "./types";

/** A version of a topic's schema as the registry has it. */
export interface RegisteredSchema {
  /** Counted from 0. */
  version: bigint;
  /** As the broker names it: "AVRO", "JSON", "KEY_VALUE"… */
  type: string;
  /** The Avro definition of AVRO and JSON, as JSON text. */
  definition: string;
  properties: Record<string, string>;
}

/** The schema registry, by topics' full names; partitions have their parent's. */
export class AdminSchemas {
  constructor(private readonly requests: AdminRequests) {}

  /** The newest version, or the one asked for. null where there is none. */
  async get(topic: string, version?: bigint): Promise<RegisteredSchema | null> {
    const behind = version === undefined ? "schema" : `schema/${version}`;
    const asking = this.requests.read(
      request("GET", topic, behind, `show the schema of ${topic}`),
      registeredSchema,
    );
    const found = await unlessMissing(asking);
    return found === null ? null : registered(found);
  }

  /** All versions, oldest first. */
  async versions(topic: string): Promise<RegisteredSchema[]> {
    const asking = this.requests.read(
      request("GET", topic, "schemas", `list the schemas of ${topic}`),
      z.object({ getSchemaResponses: z.array(registeredSchema) }),
    );
    const found = (await unlessMissing(asking))?.getSchemaResponses ?? [];
    return found.map(registered);
  }

  /**
   * The version that it has from now on; a schema that was there keeps its own. SchemaRefusal where the topic's compatibility
   * strategy is against it.
   */
  async upload(topic: string, schema: TopicSchema): Promise<bigint> {
    const act = `take the new schema of ${topic}`;
    const { version } = await this.requests.read(
      { ...request("POST", topic, "schema", act), body: payloadOf(schema) },
      z.object({ version: z.object({ version: z.number() }) }),
    );
    return BigInt(version.version);
  }

  /** null where the topic would take it, else the broker's reason. Asks for more rights than writing does. */
  async refusalOf(topic: string, schema: TopicSchema): Promise<string | null> {
    const act = `say whether ${topic} takes a schema`;
    try {
      const answer = await this.requests.read(
        { ...request("POST", topic, "compatibility", act), body: payloadOf(schema) },
        z.object({ compatibility: z.boolean(), schemaCompatibilityStrategy: z.string() }),
      );
      return answer.compatibility ? null : `it breaks the strategy ${answer.schemaCompatibilityStrategy}`;
    } catch (error) {
      // Brokers tell it as an error of their own.
      if (error instanceof SchemaRefusal) return error.reason;
      throw error;
    }
  }

  /** What holds for the topic: its own, else its namespace's, else the broker's. */
  async compatibility(topic: string): Promise<CompatibilityStrategy> {
    const route = `${topicRoute(topic)}/schemaCompatibilityStrategy?applied=true`;
    const act = `tell the schema compatibility of ${topic}`;
    return this.requests.read({ method: "GET", route, act }, compatibilityStrategySchema);
  }

  async setCompatibility(topic: string, strategy: CompatibilityStrategy): Promise<void> {
    const route = `${topicRoute(topic)}/schemaCompatibilityStrategy`;
    const act = `set the schema compatibility of ${topic} to ${strategy}`;
    await this.requests.do({ method: "PUT", route, act, body: strategy });
  }
}

const registeredSchema = z.object({
  version: z.number(),
  type: z.string(),
  data: z.string().default(""),
  properties: z.record(z.string(), z.string()).default({}),
});

function registered({ version, type, data, properties }: z.infer<typeof registeredSchema>): RegisteredSchema {
  return { version: BigInt(version), type, definition: data, properties };
}

/** Text only: the pair of a KeyValue schema goes with its producer. */
function payloadOf({ type, definition, properties }: TopicSchema): object {
  if (type === "key_value") {
    throw new ConfigError("A KeyValue schema is registered by a producer, not by the admin interface.");
  }
  return { type: type.toUpperCase(), schema: Buffer.from(definition).toString("utf8"), properties };
}

function request(method: AdminRequest["method"], topic: string, behind: string, act: string): AdminRequest {
  const [, ...place] = topicRoute(parentOf(topic)).split("/");
  return { method, route: `schemas/${place.join("/")}/${behind}`, act };
}
