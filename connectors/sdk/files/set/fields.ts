import type { Field, LogicalType } from "../../values";
import { isSameType } from "../../values";

/** Columns that tell of each row which file it is from, named and typed as Airbyte's file sources have them. */
export const fileUrlField = "_ab_source_file_url";
export const lastModifiedField = "_ab_source_file_last_modified";

export const fileFields: Field[] = [
  { name: lastModifiedField, type: { kind: "string" }, nullable: false },
  { name: fileUrlField, type: { kind: "string" }, nullable: false },
];

/** As Airbyte writes it. */
export function lastModifiedText(modifiedMs: number): string {
  return new Date(modifiedMs).toISOString().replace(/\.(\d{3})Z$/, ".$1000Z");
}

/**
 * The fields of several files together, those of the first one first. A column of two types gets the narrower one that holds
 * both: integers and decimals are decimals, numbers of any kind beside doubles are decimals too, which are exact; anything
 * else that differs is a string, or JSON where one of the two is.
 */
export function mergeFields(files: Field[][]): Field[] {
  const merged = new Map<string, Field>();
  for (const field of files.flat()) {
    const known = merged.get(field.name);
    const type = known ? mergeTypes(known.type, field.type) : field.type;
    merged.set(field.name, { name: field.name, type, nullable: true });
  }
  return [...merged.values()];
}

function mergeTypes(one: LogicalType, other: LogicalType): LogicalType {
  if (isSameType(one, other)) return one;
  if (one.kind === "integer" && other.kind === "integer")
    return { kind: "integer", bits: Math.max(one.bits, other.bits) as 16 | 32 | 64 };
  if (one.kind === "number" && other.kind === "number") return { kind: "number", bits: 64 };
  if (isNumeric(one) && isNumeric(other)) return { kind: "decimal" };
  if (isNested(one) || isNested(other)) return { kind: "json" };
  return { kind: "string" };
}

function isNumeric({ kind }: LogicalType): boolean {
  return kind === "integer" || kind === "number" || kind === "decimal";
}

function isNested({ kind }: LogicalType): boolean {
  return kind === "json" || kind === "array" || kind === "object";
}
