import type { Column, LogicalType } from "@/connectors/sdk";

/** How a column of a DuckDB type is read: its logical type, and the expression and layout in which its values come. */
export interface TypeMapping {
  type: LogicalType;
  /** The SQL that gives the values, of the column's quoted name. */
  expression(column: string): string;
  as: Exclude<Column["as"], "text">;
  /** Its order is the one of its texts as values of the type; false: nothing can be read from a value on. */
  isOrdered: boolean;
  /** Doubles in JSON, which may be no numbers. */
  holdsDoubles?: boolean;
}

const maxPrecision64 = 18;

const asIs = (column: string) => column;
const castTo = (type: string) => (column: string) => `${column}::${type}`;

/** By names as DuckDB's catalogue writes them. What is not here is read as its text. */
const scalars: Record<string, TypeMapping> = {
  BOOLEAN: { type: { kind: "boolean" }, expression: asIs, as: "bool", isOrdered: false },
  TINYINT: integer(16),
  UTINYINT: integer(16),
  SMALLINT: integer(16),
  USMALLINT: integer(32),
  INTEGER: integer(32),
  UINTEGER: integer(64),
  BIGINT: integer(64),
  UBIGINT: texts({ kind: "decimal", precision: 20, scale: 0 }),
  HUGEINT: texts({ kind: "decimal", precision: 39, scale: 0 }),
  UHUGEINT: texts({ kind: "decimal", precision: 39, scale: 0 }),
  FLOAT: {
    type: { kind: "number", bits: 32 },
    expression: castTo("DOUBLE"),
    as: "float64",
    isOrdered: false,
  },
  DOUBLE: { type: { kind: "number", bits: 64 }, expression: asIs, as: "float64", isOrdered: false },
  DATE: { type: { kind: "date" }, expression: asIs, as: "date32", isOrdered: true },
  TIME: { type: { kind: "time", zoned: false }, expression: asIs, as: "time64", isOrdered: true },
  "TIME WITH TIME ZONE": {
    type: { kind: "time", zoned: true },
    expression: (column) => `regexp_replace(${column}::VARCHAR, '([+-][0-9]{2})$', '\\1:00')`,
    as: "utf8",
    isOrdered: false,
  },
  TIMESTAMP: timestamp(false),
  TIMESTAMP_S: timestamp(false),
  TIMESTAMP_MS: timestamp(false),
  "TIMESTAMP WITH TIME ZONE": timestamp(true),
  BLOB: { type: { kind: "binary" }, expression: asIs, as: "bytes", isOrdered: false },
  UUID: texts({ kind: "uuid" }),
  JSON: { ...texts({ kind: "json" }), isOrdered: false },
  VARCHAR: texts({ kind: "string" }),
};

export function mapType(sqlType: string): TypeMapping {
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(sqlType);
  if (decimal) return mapDecimal(Number(decimal[1]), Number(decimal[2]));
  if (sqlType.endsWith("]")) return nested({ kind: "array", of: { kind: "json" } }, sqlType);
  if (sqlType.startsWith("STRUCT(")) return nested({ kind: "object", fields: [] }, sqlType);
  if (/^(MAP|UNION)\(|^VARIANT$/.test(sqlType)) return nested({ kind: "json" }, sqlType);
  return scalars[sqlType] ?? { ...texts({ kind: "string" }), isOrdered: false };
}

function mapDecimal(precision: number, scale: number): TypeMapping {
  const type: LogicalType = { kind: "decimal", precision, scale };
  if (precision > maxPrecision64) return texts(type);
  return {
    type,
    expression: castTo(`DECIMAL(${maxPrecision64},${scale})`),
    as: "decimal64",
    isOrdered: true,
  };
}

function nested(type: LogicalType, sqlType: string): TypeMapping {
  const holdsDoubles = /\b(DOUBLE|FLOAT|VARIANT)\b/.test(sqlType);
  return {
    type,
    expression: (column) => `to_json(${column})::VARCHAR`,
    as: "utf8",
    isOrdered: false,
    holdsDoubles,
  };
}

function integer(bits: 16 | 32 | 64): TypeMapping {
  const [expression, as] =
    bits === 64 ? [castTo("BIGINT"), "int64" as const] : [castTo("INTEGER"), "int32" as const];
  return { type: { kind: "integer", bits }, expression, as, isOrdered: true };
}

function timestamp(zoned: boolean): TypeMapping {
  const expression = zoned ? asIs : castTo("TIMESTAMP");
  return { type: { kind: "timestamp", zoned }, expression, as: "micros64", isOrdered: true };
}

function texts(type: LogicalType): TypeMapping {
  return { type, expression: castTo("VARCHAR"), as: "utf8", isOrdered: true };
}
