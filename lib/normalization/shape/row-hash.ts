import { Buffer } from "node:buffer";
import type { Field, Value } from "@/connectors/sdk";
import { digestHex } from "./digest";

const hexDigits = 32;

/**
 * A function that gives equal rows, and in practice only those, the same 32 hexadecimal digits: half of a SHA-256 over
 * the names and values of all fields, each with its length, in the order of the names. So the order in which a source
 * names its fields does not count. A null counts as a field that is not there: a column that is added to the source
 * changes no row until it has a value. Values count by form: the text "1", the number 1 and true are three values, the
 * decimals "1.0" and "1.00" two; 1 is the same as an integer of any size and as a number. JSON counts as it is written.
 */
export function createRowHasher(fields: Field[]): (row: Value[]) => string {
  const order = fields
    .map((field, index) => ({ name: `${field.name.length}:${field.name}`, index, field }))
    .sort((one, other) => (one.field.name < other.field.name ? -1 : 1));
  return (row) => {
    let text = "";
    for (const { name, index } of order) {
      const value = row[index];
      if (value !== null && value !== undefined) text += name + marked(value);
    }
    return digestHex("sha256", text).slice(0, hexDigits);
  };
}

function marked(value: Exclude<Value, null>): string {
  switch (typeof value) {
    case "string":
      return `s${value.length}:${value}`;
    case "boolean":
      return value ? "t" : "f";
    case "number":
    case "bigint":
      return `n${value};`;
    default:
      return `b${value.byteLength}:${Buffer.from(value).toString("base64")}`;
  }
}
