import type { LogicalType, Value } from "../values";

const datePattern = /^([+-]\d{6}|[+-]?\d{4,6})-\d\d-\d\d$/;
const timePattern = /^\d\d:\d\d:\d\d(\.\d{1,6})?$/;
const offsetPattern = /(Z|[+-]\d\d:\d\d(:\d\d)?)$/;
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const decimalPattern = /^([+-]?\d+(\.\d+)?|NaN|-?Infinity)$/;
const integerLimits = { 16: 2n ** 15n, 32: 2n ** 31n, 64: 2n ** 63n };

/** What is wrong with `value` as a value of `type` by the table in values.ts; null where nothing is. */
export function faultOf(type: LogicalType, value: Value | undefined): string | null {
  if (value === undefined) return "is undefined (use null)";
  if (value === null) return null;
  return hasForm(type, value) ? null : `is not a ${type.kind}: ${typeof value} ${String(value).slice(0, 80)}`;
}

function hasForm(type: LogicalType, value: Exclude<Value, null>): boolean {
  switch (type.kind) {
    case "string":
      return typeof value === "string";
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return isInteger(value, integerLimits[type.bits]);
    case "number":
      return typeof value === "number";
    case "decimal":
      return typeof value === "string" && decimalPattern.test(value);
    case "date":
      return isInfinity(value) || (typeof value === "string" && datePattern.test(value));
    case "time":
      return typeof value === "string" && isTime(value, type.zoned);
    case "timestamp":
      return isInfinity(value) || (typeof value === "string" && isTimestamp(value, type.zoned));
    case "binary":
      return value instanceof Uint8Array;
    case "json":
      return typeof value === "string" && isJson(value, () => true);
    case "array":
      return typeof value === "string" && isJson(value, Array.isArray);
    case "object":
      return (
        typeof value === "string" &&
        isJson(value, (json) => json !== null && typeof json === "object" && !Array.isArray(json))
      );
    case "uuid":
      return typeof value === "string" && uuidPattern.test(value);
  }
}

function isInteger(value: Value, limit: bigint): boolean {
  if (typeof value === "number" && !Number.isSafeInteger(value)) return false;
  if (typeof value !== "number" && typeof value !== "bigint") return false;
  return BigInt(value) < limit && BigInt(value) >= -limit;
}

function isInfinity(value: Value): boolean {
  return value === "infinity" || value === "-infinity";
}

function isTime(text: string, zoned: boolean): boolean {
  return zoned
    ? offsetPattern.test(text) && timePattern.test(text.replace(offsetPattern, ""))
    : timePattern.test(text);
}

function isTimestamp(text: string, zoned: boolean): boolean {
  if (zoned !== text.endsWith("Z")) return false;
  const [date = "", time = ""] = (zoned ? text.slice(0, -1) : text).split("T");
  return datePattern.test(date) && timePattern.test(time);
}

function isJson(text: string, accept: (json: unknown) => boolean): boolean {
  try {
    return accept(JSON.parse(text));
  } catch {
    return false;
  }
}
