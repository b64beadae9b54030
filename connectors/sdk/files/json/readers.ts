import type { LogicalType, Value } from "@/connectors/sdk";
import { readDate, readTimestamp } from "../times";
import { readBoolean, readDecimal, readNumber, readWholeNumber } from "../values";

/** How a type takes each kind of JSON value; undefined where it does not. Written forms are asked for only when needed. */
export interface JsonReader {
  string(value: string): Value | undefined;
  /** `written` is exact; `value` may not be, unless `isRisky` is false. */
  number(value: number, isRisky: boolean, written: () => string): Value | undefined;
  boolean(value: boolean): Value | undefined;
  /** An object or an array. */
  nested(written: string): Value | undefined;
}

const nothing = () => undefined;

export function jsonReader(type: LogicalType): JsonReader {
  switch (type.kind) {
    case "integer":
      return {
        string: readWholeNumber,
        number: (value, isRisky, written) =>
          isRisky || !Number.isSafeInteger(value) ? readWholeNumber(written()) : value || 0,
        boolean: nothing,
        nested: nothing,
      };
    case "number":
      return {
        string: readNumber,
        number: (value, isRisky, written) => (isRisky ? readNumber(written()) : value),
        boolean: nothing,
        nested: nothing,
      };
    case "decimal":
      return {
        string: readDecimal,
        number: (_value, _isRisky, written) => readDecimal(written()),
        boolean: nothing,
        nested: nothing,
      };
    case "boolean":
      return { string: readBoolean, number: nothing, boolean: (value) => value, nested: nothing };
    case "date":
      return { string: readDate, number: nothing, boolean: nothing, nested: nothing };
    case "timestamp":
      return {
        string: (text) => readTimestamp(text, type.zoned),
        number: nothing,
        boolean: nothing,
        nested: nothing,
      };
    case "json":
      return {
        string: (value) => JSON.stringify(value),
        number: (_value, _isRisky, written) => written(),
        boolean: String,
        nested: (written) => written,
      };
    default:
      return {
        string: (value) => value,
        number: (_value, _isRisky, written) => written(),
        boolean: String,
        nested: (written) => written,
      };
  }
}
