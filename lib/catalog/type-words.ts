import type * as words from "@/components/text/en/types";
import type { LogicalType } from "@/connectors/sdk";

type Words = typeof words;

/** A logical type in a few words of a language: "decimal(10, 2)", "timestamp with zone", "array of string". */
export function describeType(type: LogicalType, words: Words): string {
  switch (type.kind) {
    case "decimal":
      return type.precision === undefined ? "decimal" : `decimal(${type.precision}, ${type.scale ?? 0})`;
    case "string":
      return type.maxLength === undefined ? "string" : `string(${type.maxLength})`;
    case "time":
    case "timestamp":
      return type.zoned ? words.zoned(type.kind) : type.kind;
    case "array":
      return words.arrayOf(describeType(type.of, words));
    default:
      return type.kind;
  }
}
