import { jsonText } from "../../records";
import { isSameType, type Change, type Field, type LogicalType, type Value } from "../../values";
import { cellReader } from "../csv/cells";
import { nulled, shown, truncated } from "../rows/changes";
import { isExactNumber } from "../values";
import type { ParquetColumn } from "./column";

/** A stored value as a field of the stream has it. */
export type Fit = (raw: unknown, changes: Change[]) => Value;

/** Where the column has another type than the field, the value's text is read as the field's type, as in a CSV file. */
export function createFit(column: ParquetColumn, field: Field): Fit {
  const { type: from, name } = { type: column.field.type, name: field.name };
  const { isCut, convert } = column;
  const noteCut = (raw: unknown, changes: Change[]) => {
    if (isCut?.(raw)) changes.push(truncated(name, "digits behind microseconds are left out"));
  };
  if (holds(field.type, from)) {
    if (!isCut) return convert;
    return (raw, changes) => {
      noteCut(raw, changes);
      return convert(raw);
    };
  }
  return (raw, changes) => {
    noteCut(raw, changes);
    return convertText(convert(raw), from, field, changes);
  };
}

function convertText(value: Value, from: LogicalType, { name, type }: Field, changes: Change[]): Value {
  if (value === null) return null;
  if (type.kind === "json") return jsonText(from, value);
  const text = value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
  const read = cellReader(type)(text);
  if (read === undefined || (type.kind === "binary" && typeof read === "string")) {
    changes.push(nulled(name, `${shown(text)} is not of type ${type.kind}`));
    return null;
  }
  if (type.kind === "number" && !isExactNumber(text))
    changes.push(truncated(name, `${shown(text)} has more digits than a number holds`));
  return read;
}

/** Every value of `from` is one of `type` as it is. */
function holds(type: LogicalType, from: LogicalType): boolean {
  if (isSameType(type, from)) return true;
  if (type.kind === "integer" && from.kind === "integer") return type.bits >= from.bits;
  if (type.kind === "number" && from.kind === "number") return type.bits >= from.bits;
  if (type.kind === "decimal" && from.kind === "decimal")
    return type.precision === undefined && type.scale === undefined;
  if (type.kind === "array" || type.kind === "object") return from.kind === type.kind;
  return type.kind === "json" && (from.kind === "array" || from.kind === "object");
}
