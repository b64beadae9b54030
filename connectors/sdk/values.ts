/**
 * The logical types, and the one form in which a value of each travels in a batch of rows.
 *
 * | kind       | value in a row                                                                                   |
 * | ---------- | ------------------------------------------------------------------------------------------------ |
 * | string     | string, any Unicode except lone surrogates                                                         |
 * | boolean    | boolean                                                                                            |
 * | integer    | number if safe (|n| < 2^53), otherwise bigint; destinations take either                            |
 * | number     | number; NaN, Infinity and -Infinity are values                                                     |
 * | decimal    | string: optional sign, digits, optional fraction, no exponent; also "NaN", "Infinity", "-Infinity" |
 * | date       | "YYYY-MM-DD"; years outside 0000–9999 as in ISO 8601 expanded form ("-0043-03-15" is 44 BC,          |
 * |            | "+12345-01-01"); also "infinity", "-infinity"                                                      |
 * | time       | "HH:MM:SS[.ffffff]"; zoned: followed by "Z" or "±HH:MM[:SS]"                                       |
 * | timestamp  | "<date>T<time>"; zoned: always in UTC with a final "Z"; also "infinity", "-infinity"               |
 * | binary     | Uint8Array                                                                                         |
 * | json       | JSON text (a string): exact numbers and key order survive                                          |
 * | array      | JSON text of an array                                                                              |
 * | object     | JSON text of an object                                                                             |
 * | uuid       | string, lower case with hyphens                                                                    |
 *
 * SQL NULL and "absent" are `null`. A JSON null inside a json field is the text "null".
 */
export type LogicalType =
  | { kind: "string"; maxLength?: number }
  | { kind: "boolean" }
  | { kind: "integer"; bits: 16 | 32 | 64 }
  | { kind: "number"; bits: 32 | 64 }
  | { kind: "decimal"; precision?: number; scale?: number }
  | { kind: "date" }
  | { kind: "time"; zoned: boolean }
  | { kind: "timestamp"; zoned: boolean }
  | { kind: "binary" }
  | { kind: "json" }
  | { kind: "array"; of: LogicalType }
  | { kind: "object"; fields: Field[] }
  | { kind: "uuid" };

export type LogicalKind = LogicalType["kind"];

/** A value in a row, in the form of the table above. */
export type Value = null | string | number | bigint | boolean | Uint8Array;

export interface Field {
  name: string;
  type: LogicalType;
  nullable: boolean;
  /**
   * The exact PostgreSQL type that `pg-copy-binary` frames of this field hold (for example "int4", "numeric",
   * "timestamptz"); only sources that offer that encoding set it, and they cast what has no portable type.
   */
  native?: string;
}

/** The destination tells what it had to do to a value; it goes into the row's `_airbyte_meta.changes`. */
export interface Change {
  field: string;
  change: "NULLED" | "TRUNCATED";
  reason: string;
}

/** Whether two types are the same, whatever order their keys came back in from where they were stored. */
export function isSameType(left: LogicalType, right: LogicalType): boolean {
  return canonicalJson(left) === canonicalJson(right);
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
