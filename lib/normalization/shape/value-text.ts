import { Buffer } from "node:buffer";
import type { Value } from "@/connectors/sdk";

/** A value as text: its form in values.ts, bytes in base64. What mappers hash, encrypt and compare. */
export function valueText(value: Exclude<Value, null>): string {
  if (typeof value === "string") return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
}
