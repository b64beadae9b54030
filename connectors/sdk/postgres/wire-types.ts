/**
 * The types whose binary form is known here, by PostgreSQL's own names. A source casts everything else to one of
 * them; frames of these types mean the same on every server and version.
 */
export const wireTypes = [
  "bool",
  "int2",
  "int4",
  "int8",
  "float4",
  "float8",
  "numeric",
  "text",
  "varchar",
  "bpchar",
  "bytea",
  "date",
  "time",
  "timetz",
  "timestamp",
  "timestamptz",
  "uuid",
  "json",
  "jsonb",
] as const;

export type WireType = (typeof wireTypes)[number];

export function isWireType(name: string | undefined): name is WireType {
  return (wireTypes as readonly (string | undefined)[]).includes(name);
}
