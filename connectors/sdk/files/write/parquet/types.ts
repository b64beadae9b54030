import type { LogicalType } from "@/connectors/sdk";
import { duckTypeOf, type DuckType } from "../../../duckdb/values";

/**
 * The type, as DuckDB names it, by which values are written to Parquet: its own but for JSON, which not every reader
 * takes for text, and times with a zone, which Parquet has no form for.
 */
export function parquetTypeOf(type: LogicalType): DuckType {
  const own = duckTypeOf(type);
  switch (own.slot.type) {
    case "JSON":
      return { sql: "VARCHAR", slot: own.slot };
    case "TIMETZ":
      return { sql: "VARCHAR", slot: { type: "VARCHAR" } };
    default:
      return own;
  }
}
