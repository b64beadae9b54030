import { decodeRows } from "@/connectors/sdk/postgres/decode-rows";
import { headerLength } from "@/connectors/sdk/postgres/tuples";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import type { TupleIndex } from "./tuple-index";

/** A value's exact text, as PostgreSQL reads it back; null for null. */
export function valueText(index: TupleIndex, row: number, field: number, wire: WireType): string | null {
  const length = index.length(row, field);
  if (length < 0) return null;
  const offset = index.offset(row, field);
  const message = new Uint8Array(headerLength + 6 + length); // a tuple of one field; nothing reads the header
  message[headerLength + 1] = 1;
  message.set(index.block.bytes.subarray(offset - 4, offset + length), headerLength + 2);
  const text = String(decodeRows({ bytes: message, count: 1 }, [wire])[0]?.[0] ?? "");
  return wire === "date" || wire === "timestamp" || wire === "timestamptz" ? postgresDate(text) : text;
}

/** From ISO 8601 with its signed years to what PostgreSQL reads: years before 1 are "BC", the year 0 being 1 BC. */
function postgresDate(text: string): string {
  const match = /^([+-]?\d{4,})(-\d\d-\d\d.*)$/.exec(text);
  if (!match) return text;
  const year = Number(match[1]);
  const rest = (match[2] ?? "").replace("T", " ").replace("Z", "+00");
  return year > 0
    ? `${String(year).padStart(4, "0")}${rest}`
    : `${String(1 - year).padStart(4, "0")}${rest} BC`;
}

/** Whether two texts of one type are equal as SQL means it: 1.0 is 1.00. */
export function hasSameText(left: string | null, right: string | null, wire: WireType): boolean {
  if (left === null || right === null) return left === right;
  if (wire === "numeric") return withoutZeros(left) === withoutZeros(right);
  if (wire === "float4" || wire === "float8") return Object.is(Number(left) + 0, Number(right) + 0);
  return wire === "bpchar" ? left.replace(/ +$/, "") === right.replace(/ +$/, "") : left === right;
}

function withoutZeros(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

/** As hasSameText of two rows' values, without making texts. */
export function hasSameValue(
  index: TupleIndex,
  [row, other]: [number, number],
  field: number,
  wire: WireType,
): boolean {
  const length = index.length(row, field);
  const otherLength = index.length(other, field);
  if (length < 0 || otherLength < 0) return length === otherLength;
  if (wire === "bpchar") return trimmed(index.field(row, field)) === trimmed(index.field(other, field));
  if (length !== otherLength) return false;
  const { view } = index;
  const [left, right] = [index.offset(row, field), index.offset(other, field)];
  if (wire === "float8") return Object.is(view.getFloat64(left) + 0, view.getFloat64(right) + 0);
  if (wire === "float4") return Object.is(view.getFloat32(left) + 0, view.getFloat32(right) + 0);
  for (let at = 0; at < length; at++) {
    const isDisplayScale = wire === "numeric" && (at === 6 || at === 7);
    if (!isDisplayScale && view.getUint8(left + at) !== view.getUint8(right + at)) return false;
  }
  return true;
}

function trimmed(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1").replace(/ +$/, "");
}
