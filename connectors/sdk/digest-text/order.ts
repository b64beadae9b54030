import type { DigestForm } from "../digest";
import { parseFloatText } from "./float-text";

/** Forms whose texts keep the order of their values; a text's order is each database's own. */
export const orderedForms: ReadonlySet<DigestForm> = new Set([
  "decimal",
  "float32",
  "float64",
  "date",
  "instant",
]);

/** Whether one text is higher than another, both in an ordered form. */
export function isHigher(text: string, than: string): boolean {
  const [left, right] = [numberOf(text), numberOf(than)];
  return left !== null && right !== null && left > right;
}

/** Whole numbers are exact; null for what no order holds of (NaN). */
function numberOf(text: string): bigint | number | null {
  if (/^-?\d+$/.test(text)) return BigInt(text);
  const number = parseFloatText(text.replace(/^(-?)infinity$/, "$1Infinity"));
  return Number.isNaN(number) ? null : number;
}
