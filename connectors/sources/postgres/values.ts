import type { Field, LogicalType } from "@/connectors/sdk";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";

/** What pg_type says of a type. */
export interface TypeFacts {
  name: string;
  isBuiltIn: boolean;
  /** b base, c composite, d domain, e enum, r range, m multirange. */
  kind: string;
  category: string;
  notNull: boolean;
  base: string;
  baseMod: number;
  element: string;
  members: { name: string; type: string; mod: number }[] | null;
}

export type TypeTable = Map<string, TypeFacts>;

/** How values of a type are read. */
export interface Mapping {
  type: LogicalType;
  /** What the SELECT gives. */
  wire: WireType;
  /** The SQL that gives it, from a quoted column. */
  expression(column: string): string;
  /** Whether the column is read as it is, so that comparing with its text means comparing with its values. */
  isDirect: boolean;
  nullable: boolean;
}

type Plain = Pick<Mapping, "type" | "wire"> & Partial<Mapping>;

const asIs = (column: string) => column;
const asText = (column: string) => `${column}::text`;
const asJson = (column: string) => `to_jsonb(${column})`;
const string: LogicalType = { kind: "string" };

/**
 * The built-in types that are more than text. Everything that is not here (intervals, networks, bits, geometry,
 * text search, XML, ranges, enums, types of extensions, …) is read as the text that psql would print.
 */
const builtIn: Record<string, (mod: number) => Plain> = {
  bool: () => ({ type: { kind: "boolean" }, wire: "bool" }),
  int2: () => ({ type: { kind: "integer", bits: 16 }, wire: "int2" }),
  int4: () => ({ type: { kind: "integer", bits: 32 }, wire: "int4" }),
  int8: () => ({ type: { kind: "integer", bits: 64 }, wire: "int8" }),
  oid: () => ({
    type: { kind: "integer", bits: 64 },
    wire: "int8",
    expression: (column) => `${column}::int8`,
  }),
  float4: () => ({ type: { kind: "number", bits: 32 }, wire: "float4" }),
  float8: () => ({ type: { kind: "number", bits: 64 }, wire: "float8" }),
  numeric: (mod) => ({ type: { kind: "decimal", ...numericModifier(mod) }, wire: "numeric" }),
  money: () => ({ type: { kind: "decimal" }, wire: "numeric", expression: (column) => `${column}::numeric` }),
  text: () => ({ type: string, wire: "text" }),
  varchar: (mod) => ({ type: limitedString(mod), wire: "varchar" }),
  bpchar: (mod) => ({ type: limitedString(mod), wire: "bpchar" }),
  bytea: () => ({ type: { kind: "binary" }, wire: "bytea" }),
  date: () => ({ type: { kind: "date" }, wire: "date" }),
  time: () => ({ type: { kind: "time", zoned: false }, wire: "time" }),
  timetz: () => ({ type: { kind: "time", zoned: true }, wire: "timetz" }),
  timestamp: () => ({ type: { kind: "timestamp", zoned: false }, wire: "timestamp" }),
  timestamptz: () => ({ type: { kind: "timestamp", zoned: true }, wire: "timestamptz" }),
  uuid: () => ({ type: { kind: "uuid" }, wire: "uuid" }),
  json: () => ({ type: { kind: "json" }, wire: "json" }),
  jsonb: () => ({ type: { kind: "json" }, wire: "jsonb" }),
  // The cast would add the length of the mask where psql shows none.
  inet: () => ({ type: string, wire: "text", expression: (column) => `inet_out(${column})::text` }),
};

/** How a column of this type is read. Domains are read as what they are made of. */
export function mapType(oid: string, mod: number, types: TypeTable): Mapping {
  const facts = types.get(oid);
  if (!facts) throw new Error(`The catalog does not tell of the type ${oid}.`);
  if (facts.kind === "d") {
    const base = mapType(facts.base, facts.baseMod, types);
    return facts.notNull ? { ...base, nullable: false } : base;
  }
  const plain = mapPlain(facts, mod, types);
  const isDirect = plain.expression === undefined;
  return { expression: asIs, isDirect, nullable: true, ...plain };
}

function mapPlain(facts: TypeFacts, mod: number, types: TypeTable): Plain {
  const known = facts.isBuiltIn ? builtIn[facts.name] : undefined;
  if (known) return known(mod);
  if (facts.category === "A" && facts.element !== "0") {
    const of = mapType(facts.element, mod, types).type;
    return { type: { kind: "array", of }, wire: "jsonb", expression: asJson };
  }
  if (facts.kind === "c") {
    const fields = (facts.members ?? []).map((member): Field => {
      const { type, nullable } = mapType(member.type, member.mod, types);
      return { name: member.name, type, nullable };
    });
    return { type: { kind: "object", fields }, wire: "jsonb", expression: asJson };
  }
  if (facts.name === "hstore")
    return { type: { kind: "object", fields: [] }, wire: "jsonb", expression: asJson };
  return { type: string, wire: "text", expression: asText };
}

/** The type that frames of this mapping hold, for destinations that copy them; json has none that jsonb would take. */
export function nativeOf(mapping: Mapping): WireType | undefined {
  return mapping.wire === "json" ? undefined : mapping.wire;
}

const cursorTypes: WireType[] = [
  "int2",
  "int4",
  "int8",
  "numeric",
  "float4",
  "float8",
  "text",
  "varchar",
  "bpchar",
  "date",
  "timestamp",
  "timestamptz",
  "uuid",
];

/** Ordered types whose values have an exact text. */
export function canBeCursor(mapping: Mapping): boolean {
  return mapping.isDirect && cursorTypes.includes(mapping.wire);
}

const modifierHeader = 4;

function limitedString(mod: number): LogicalType {
  return mod > modifierHeader ? { kind: "string", maxLength: mod - modifierHeader } : string;
}

/** numeric(precision, scale); a negative scale rounds before the point, one beyond the precision leaves zeros behind it. */
function numericModifier(mod: number): { precision?: number; scale?: number } {
  if (mod < modifierHeader) return {};
  const bits = mod - modifierHeader;
  const precision = (bits >> 16) & 0xffff;
  const scale = ((bits & 0x7ff) ^ 0x400) - 0x400;
  return scale < 0
    ? { precision: precision - scale, scale: 0 }
    : { precision: Math.max(precision, scale), scale };
}
