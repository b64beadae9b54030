import { z } from "zod";
import { ConfigError } from "../errors";
import type { Json, JsonObject } from "../json";

/** A type of an Avro schema. References to named types are the type itself, which may hold itself. */
export type AvroType =
  | { as: "null" | "boolean" | "int" | "long" | "float" | "double" | "bytes" | "string" }
  | { as: "date" | "time-millis"; of: "int" }
  | { as: "time-micros"; of: "long" }
  | { as: "timestamp"; of: "long"; unit: "millis" | "micros" | "nanos"; isZoned: boolean }
  | { as: "uuid"; of: "string" }
  | { as: "decimal"; of: "bytes" | "fixed"; size: number; precision: number; scale: number }
  | { as: "fixed"; size: number }
  | { as: "enum"; symbols: string[] }
  | { as: "array"; items: AvroType }
  | { as: "map"; values: AvroType }
  | { as: "union"; branches: AvroType[] }
  | AvroRecord;

export interface AvroRecord {
  as: "record";
  /** With its namespace. */
  name: string;
  fields: { name: string; type: AvroType }[];
}

/** A schema as JSON text, whoever wrote it. ConfigError where it is none. */
export function readAvroSchema(definition: string): AvroType {
  try {
    return new SchemaReader().type(JSON.parse(definition) as Json, "");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`The schema is none of Avro's that can be read here: ${why}.`, { cause });
  }
}

const primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"] as const;
type Primitive = (typeof primitives)[number];

const namedSchema = z.looseObject({ name: z.string(), namespace: z.string().optional() });
const fieldsSchema = z.array(z.looseObject({ name: z.string(), type: z.json() }));

class SchemaReader {
  private readonly named = new Map<string, AvroType>();

  type(node: Json, namespace: string): AvroType {
    if (typeof node === "string") return this.byName(node, namespace);
    if (Array.isArray(node))
      return { as: "union", branches: node.map((branch) => this.type(branch, namespace)) };
    if (node === null || typeof node !== "object") throw new Error(`${JSON.stringify(node)} is no type`);
    switch (node.type) {
      case "record":
      case "error":
        return this.record(node, namespace);
      case "enum": {
        const type: AvroType = { as: "enum", symbols: z.array(z.string()).parse(node.symbols) };
        return this.register(node, namespace, type).type;
      }
      case "fixed": {
        const size = z.int().min(0).parse(node.size);
        return this.register(node, namespace, decimalOf(node, "fixed", size) ?? { as: "fixed", size }).type;
      }
      case "array":
        return { as: "array", items: this.type(node.items ?? null, namespace) };
      case "map":
        return { as: "map", values: this.type(node.values ?? null, namespace) };
      default:
        return typeof node.type === "string"
          ? this.annotated(node, node.type, namespace)
          : this.type(node.type ?? null, namespace);
    }
  }

  private byName(name: string, namespace: string): AvroType {
    if (isPrimitive(name)) return { as: name };
    const found = this.named.get(fullName(name, namespace)) ?? this.named.get(name);
    if (found) return found;
    throw new Error(`the type "${name}" is not defined`);
  }

  private annotated(node: JsonObject, base: string, namespace: string): AvroType {
    return logicalOf(node, base) ?? this.byName(base, namespace);
  }

  private record(node: JsonObject, outer: string): AvroType {
    const record: AvroRecord = { as: "record", name: "", fields: [] };
    const { name, namespace } = this.register(node, outer, record);
    record.name = name;
    record.fields = fieldsSchema
      .parse(node.fields)
      .map((field) => ({ name: field.name, type: this.type(field.type, namespace) }));
    return record;
  }

  private register(
    node: JsonObject,
    outer: string,
    type: AvroType,
  ): { name: string; namespace: string; type: AvroType } {
    const named = namedSchema.parse(node);
    const name = fullName(named.name, named.namespace ?? outer);
    this.named.set(name, type);
    return { name, namespace: name.slice(0, Math.max(name.lastIndexOf("."), 0)), type };
  }
}

function isPrimitive(name: string): name is Primitive {
  return (primitives as readonly string[]).includes(name);
}

function fullName(name: string, namespace: string): string {
  return name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
}

/** null for a logical type that is not known here, or not on this type: then the type alone counts, as Avro says. */
function logicalOf(node: JsonObject, base: string): AvroType | null {
  switch (`${base} ${String(node.logicalType)}`) {
    case "int date":
      return { as: "date", of: "int" };
    case "int time-millis":
      return { as: "time-millis", of: "int" };
    case "long time-micros":
      return { as: "time-micros", of: "long" };
    case "string uuid":
      return { as: "uuid", of: "string" };
    default:
      return base === "bytes" ? decimalOf(node, "bytes", 0) : base === "long" ? timestampOf(node) : null;
  }
}

function timestampOf({ logicalType }: JsonObject): AvroType | null {
  const [, local, unit] = /^(local-)?timestamp-(millis|micros|nanos)$/.exec(String(logicalType)) ?? [];
  if (unit === undefined) return null;
  return {
    as: "timestamp",
    of: "long",
    unit: unit as "millis" | "micros" | "nanos",
    isZoned: local === undefined,
  };
}

function decimalOf(node: JsonObject, of: "bytes" | "fixed", size: number): AvroType | null {
  if (node.logicalType !== "decimal") return null;
  const parsed = z.object({ precision: z.int().min(1), scale: z.int().min(0).default(0) }).safeParse(node);
  if (!parsed.success || parsed.data.scale > parsed.data.precision) return null;
  return { as: "decimal", of, size, ...parsed.data };
}
