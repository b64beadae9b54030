import type { Field, LogicalType } from "../values";
import type { AvroRecord, AvroType } from "./read-schema";
import { joinTypes } from "./join-types";

/** What values of an Avro type are here, and whether there may be none. */
export interface Typed {
  type: LogicalType;
  nullable: boolean;
}

/** The fields of a record, in its order. */
export function fieldsOfRecord(record: AvroRecord): Field[] {
  return fieldsWithin(record, []);
}

/**
 * | Avro                        | here                                                        |
 * | --------------------------- | ------------------------------------------------------------ |
 * | int, long, float, double    | integer of 32 and 64 bits, number of 32 and 64 bits          |
 * | bytes, fixed                | binary                                                       |
 * | enum                        | string                                                       |
 * | map                         | object without known fields                                  |
 * | record                      | object; one that holds itself is JSON from there on          |
 * | union                       | nullable where null is among it; of several others what they have in common, else JSON |
 * | timestamp-…, local-…        | timestamp with and without zone; of nanoseconds microseconds stay |
 * | date, time-…, decimal, uuid | the same                                                     |
 */
export function logicalTypeOf(type: AvroType): Typed {
  return typedWithin(type, []);
}

function fieldsWithin(record: AvroRecord, around: AvroRecord[]): Field[] {
  return record.fields.map(({ name, type }) => ({ name, ...typedWithin(type, [...around, record]) }));
}

function typedWithin(type: AvroType, around: AvroRecord[]): Typed {
  if (type.as === "null") return { type: { kind: "json" }, nullable: true };
  if (type.as !== "union") return { type: plainType(type, around), nullable: false };
  const branches = type.branches.filter(({ as }) => as !== "null");
  const nullable = branches.length < type.branches.length;
  const [first, ...others] = branches.map((branch) => typedWithin(branch, around).type);
  if (first === undefined) return { type: { kind: "json" }, nullable: true };
  return { type: others.reduce(joinTypes, first), nullable };
}

function plainType(type: Exclude<AvroType, { as: "union" | "null" }>, around: AvroRecord[]): LogicalType {
  switch (type.as) {
    case "boolean":
      return { kind: "boolean" };
    case "int":
      return { kind: "integer", bits: 32 };
    case "long":
      return { kind: "integer", bits: 64 };
    case "float":
      return { kind: "number", bits: 32 };
    case "double":
      return { kind: "number", bits: 64 };
    case "bytes":
    case "fixed":
      return { kind: "binary" };
    case "string":
    case "enum":
      return { kind: "string" };
    case "date":
      return { kind: "date" };
    case "time-millis":
    case "time-micros":
      return { kind: "time", zoned: false };
    case "timestamp":
      return { kind: "timestamp", zoned: type.isZoned };
    case "uuid":
      return { kind: "uuid" };
    case "decimal":
      return { kind: "decimal", precision: type.precision, scale: type.scale };
    case "array":
      return { kind: "array", of: typedWithin(type.items, around).type };
    case "map":
      return { kind: "object", fields: [] };
    case "record":
      return around.includes(type)
        ? { kind: "json" }
        : { kind: "object", fields: fieldsWithin(type, around) };
    default:
      throw new Error(`${type.as} is no type of Avro.`);
  }
}
