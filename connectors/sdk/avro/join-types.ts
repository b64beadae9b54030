import { isSameType, type Field, type LogicalType } from "../values";

/**
 * The type that holds what either holds, without loss: integers and numbers widen, objects and arrays join what they are
 * made of, and what has nothing in common is JSON.
 */
export function joinTypes(one: LogicalType, other: LogicalType): LogicalType {
  if (isSameType(one, other)) return one;
  if (one.kind === "integer" && other.kind === "integer") return one.bits > other.bits ? one : other;
  if (one.kind === "number" && other.kind === "number") return { kind: "number", bits: 64 };
  if (isNumber(one) && isNumber(other)) return joinNumbers(one, other);
  if (one.kind === "decimal" && other.kind === "decimal") return joinDecimals(one, other);
  if (one.kind === "string" && other.kind === "uuid") return one;
  if (one.kind === "uuid" && other.kind === "string") return other;
  if (one.kind === "array" && other.kind === "array")
    return { kind: "array", of: joinTypes(one.of, other.of) };
  if (one.kind === "object" && other.kind === "object") {
    const isOpen = one.fields.length === 0 || other.fields.length === 0;
    return { kind: "object", fields: isOpen ? [] : joinFields(one.fields, other.fields) };
  }
  return { kind: "json" };
}

/** All fields of either, those of `one` first; nullable where the other has none of that name. */
export function joinFields(one: Field[], other: Field[]): Field[] {
  const byName = new Map(other.map((field) => [field.name, field]));
  const joined = one.map((field): Field => {
    const match = byName.get(field.name);
    byName.delete(field.name);
    if (match === undefined) return { ...field, nullable: true };
    return { ...field, type: joinTypes(field.type, match.type), nullable: field.nullable || match.nullable };
  });
  return [...joined, ...[...byName.values()].map((field) => ({ ...field, nullable: true }))];
}

type Numeric = Extract<LogicalType, { kind: "integer" | "number" }>;

function isNumber(type: LogicalType): type is Numeric {
  return type.kind === "integer" || type.kind === "number";
}

/** A double has every whole number of 32 bits, but not of 64. */
function joinNumbers(one: Numeric, other: Numeric): LogicalType {
  const bits = one.kind === "integer" ? one.bits : other.bits;
  return bits < 64 || one.kind === other.kind ? { kind: "number", bits: 64 } : { kind: "json" };
}

type Decimal = Extract<LogicalType, { kind: "decimal" }>;

function joinDecimals(one: Decimal, other: Decimal): LogicalType {
  if (one.precision === undefined || other.precision === undefined) return { kind: "decimal" };
  const scale = Math.max(one.scale ?? 0, other.scale ?? 0);
  const whole = Math.max(one.precision - (one.scale ?? 0), other.precision - (other.scale ?? 0));
  return { kind: "decimal", precision: whole + scale, scale };
}
