import type { DigestForm } from "../digest";
import { daysTo2000, microsPerDay, parseDate, parseTime, parseTimestamp } from "../postgres/datetime";
import type { Value } from "../values";
import { floatText } from "./float-text";
import { jsonbText } from "./jsonb-text";

/** A value as digest.ts has it written. */
export function digestText(form: DigestForm, value: Exclude<Value, null>): string {
  switch (form) {
    case "text":
    case "jsonText":
      return String(value);
    case "boolean":
      return value === true ? "1" : "0";
    case "decimal":
      return decimalText(String(value));
    case "float32":
      return floatText(Math.fround(Number(value)));
    case "float64":
      return floatText(Number(value));
    case "date":
      return dateDigest(String(value));
    case "time":
      return String(parseTime(String(value))?.micros ?? String(value));
    case "instant":
      return instantDigest(String(value));
    case "hex":
      return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
    case "json":
      return jsonbText(String(value));
  }
}

const decimalPattern = /^([+-]?)0*(\d*?)(?:\.(\d*?)0*)?$/;

function decimalText(text: string): string {
  const match = decimalPattern.exec(text);
  if (!match) return text;
  const [, sign = "", whole = "", fraction = ""] = match;
  const digits = `${whole || "0"}${fraction && `.${fraction}`}`;
  return sign === "-" && digits !== "0" ? `-${digits}` : digits;
}

function dateDigest(text: string): string {
  const days = text.endsWith("infinity") ? null : parseDate(text);
  return days === null ? text : String(days + daysTo2000);
}

function instantDigest(text: string): string {
  const micros = text.endsWith("infinity") ? null : parseTimestamp(text);
  return micros === null ? text : String(BigInt(micros) + BigInt(daysTo2000) * BigInt(microsPerDay));
}
