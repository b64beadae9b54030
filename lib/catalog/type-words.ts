import type { LogicalType } from "@/connectors/sdk";

/** A logical type in a few words: "decimal(10, 2)", "timestamp with zone", "array of string". */
export function describeType(type: LogicalType): string {
  switch (type.kind) {
    case "decimal":
      return type.precision === undefined ? "decimal" : `decimal(${type.precision}, ${type.scale ?? 0})`;
    case "string":
      return type.maxLength === undefined ? "string" : `string(${type.maxLength})`;
    case "time":
    case "timestamp":
      return type.zoned ? `${type.kind} with zone` : type.kind;
    case "array":
      return `array of ${describeType(type.of)}`;
    default:
      return type.kind;
  }
}
