import type { Batch, Column, Encoding, LogicalType, Value } from "@/connectors/sdk";
import { estimateRowBytes } from "@/connectors/sdk";
import { rowsOf } from "@/connectors/sdk/column-values";

const sampleRows = 16;

/** A chunk's columns as a batch. */
export function toBatch(columns: Column[], types: LogicalType[], count: number, encoding: Encoding): Batch {
  if (encoding === "columns")
    return { encoding, count, columns, bytes: columns.reduce((sum, one) => sum + bytesOf(one), 0) };
  const rows = rowsOf(columns, types, count);
  return { encoding: "rows", rows, bytes: sizeOf(rows) };
}

function bytesOf(column: Column): number {
  if (column.as === "text") return column.values.reduce((sum, text) => sum + (text?.length ?? 0) + 8, 0);
  if (column.as === "bytes")
    return column.values.reduce((sum, bytes) => sum + (bytes?.byteLength ?? 0) + 8, 0);
  return column.values.byteLength;
}

/** By some of the rows, because looking at each value costs as much as making it. */
function sizeOf(rows: Value[][]): number {
  const step = Math.max(1, Math.floor(rows.length / sampleRows));
  let bytes = 0;
  let seen = 0;
  for (let row = 0; row < rows.length; row += step, seen++) bytes += estimateRowBytes(rows[row] ?? []);
  return seen === 0 ? 0 : Math.ceil((bytes / seen) * rows.length);
}
