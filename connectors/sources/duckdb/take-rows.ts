import type { Column } from "@/connectors/sdk";

/** Some rows of columns, in their order. */
export function takeRows(columns: Column[], rows: number[]): Column[] {
  return columns.map((column) => takeFrom(column, rows));
}

function takeFrom(column: Column, rows: number[]): Column {
  const at = <Element>(values: ArrayLike<Element>, row: number, none: Element) => values[row] ?? none;
  if (column.as === "text") return { as: "text", values: rows.map((row) => column.values[row] ?? null) };
  if (column.as === "bytes") return { as: "bytes", values: rows.map((row) => column.values[row] ?? null) };
  const { valid: all } = column;
  const valid = all ? { valid: Uint8Array.from(rows, (row) => all[row] ?? 0) } : {};
  switch (column.as) {
    case "bool":
      return { as: column.as, values: Uint8Array.from(rows, (row) => at(column.values, row, 0)), ...valid };
    case "int32":
    case "date32":
      return { as: column.as, values: Int32Array.from(rows, (row) => at(column.values, row, 0)), ...valid };
    case "float64":
      return { as: column.as, values: Float64Array.from(rows, (row) => at(column.values, row, 0)), ...valid };
    case "int64":
    case "time64":
    case "micros64":
      return {
        as: column.as,
        values: BigInt64Array.from(rows, (row) => at(column.values, row, 0n)),
        ...valid,
      };
    case "decimal64": {
      const values = BigInt64Array.from(rows, (row) => at(column.values, row, 0n));
      return { as: column.as, scale: column.scale, values, ...valid };
    }
    case "utf8": {
      const { values, offsets } = column;
      const parts = rows.map((row) => values.subarray(offsets[row], offsets[row + 1]));
      const taken = new Int32Array(rows.length + 1);
      for (const [index, part] of parts.entries()) taken[index + 1] = (taken[index] ?? 0) + part.length;
      return { as: "utf8", values: new Uint8Array(Buffer.concat(parts)), offsets: taken, ...valid };
    }
  }
}
