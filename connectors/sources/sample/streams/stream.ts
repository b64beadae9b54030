import type { Field, LogicalType, Stream, Value } from "@/connectors/sdk";
import type { RowKey } from "../random";

export interface Column {
  field: Field;
  value(row: RowKey): Value;
}

export interface SampleStream {
  name: string;
  /** Keeps the streams' dice apart. */
  salt: number;
  size(count: number): number;
  columns: Column[];
}

export function column(name: string, type: LogicalType, value: (row: RowKey) => Value): Column {
  return { field: { name, type, nullable: false }, value };
}

export function nullable(name: string, type: LogicalType, value: (row: RowKey) => Value): Column {
  return { field: { name, type, nullable: true }, value };
}

export function describeStream(stream: SampleStream): Stream {
  return {
    name: stream.name,
    fields: stream.columns.map(({ field }) => field),
    primaryKey: [["id"]],
    cursorFields: ["updated_at"],
    cursorIsGiven: true,
    supports: { fullRefresh: true, incremental: true, deletes: false },
  };
}

export const text: LogicalType = { kind: "string" };
export const int64: LogicalType = { kind: "integer", bits: 64 };
export const int16: LogicalType = { kind: "integer", bits: 16 };
export const float64: LogicalType = { kind: "number", bits: 64 };
export const boolean: LogicalType = { kind: "boolean" };
export const date: LogicalType = { kind: "date" };
export const instant: LogicalType = { kind: "timestamp", zoned: true };
export const tags: LogicalType = { kind: "array", of: text };

export function decimal(precision: number, scale: number): LogicalType {
  return { kind: "decimal", precision, scale };
}
