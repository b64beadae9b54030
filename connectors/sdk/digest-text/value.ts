import type { DigestForm } from "../digest";
import { dateText, daysTo2000, microsPerDay, timeText } from "../postgres/datetime";
import type { LogicalType, Value } from "../values";
import { parseFloatText } from "./float-text";

/** The value whose text in the form it is: what digestText was given, or one that is equal to it. */
export function digestValue(type: LogicalType, form: DigestForm, text: string): Value {
  switch (form) {
    case "text":
    case "json":
    case "jsonText":
      return text;
    case "boolean":
      return text === "1";
    case "decimal":
      return type.kind === "integer" ? integerOf(text) : text;
    case "float32":
    case "float64":
      return parseFloatText(text);
    case "date":
      return text.endsWith("infinity") ? text : dateText(Number(text) - daysTo2000);
    case "time":
      return timeText(Number(text));
    case "instant":
      return text.endsWith("infinity") ? text : instantText(BigInt(text), type);
    case "hex":
      return new Uint8Array(Buffer.from(text, "hex"));
  }
}

function integerOf(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

function instantText(micros: bigint, type: LogicalType): string {
  const day = BigInt(microsPerDay);
  const ofDay = ((micros % day) + day) % day;
  const date = dateText(Number((micros - ofDay) / day) - daysTo2000);
  const zone = type.kind === "timestamp" && type.zoned ? "Z" : "";
  return `${date}T${timeText(Number(ofDay))}${zone}`;
}
