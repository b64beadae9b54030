import type { TypeName } from "../../infer";
import { isPlainDecimal, readPlainDays, readPlainInteger, readPlainMicros } from "./plain-values";

/** Whether the value in [from, to) is of the type, in one of its usual forms; if not, its text has to be looked at. */
export function fitsPlainly(type: TypeName, bytes: Uint8Array, from: number, to: number): boolean {
  switch (type) {
    case "integer":
      return !Number.isNaN(readPlainInteger(bytes, from, to));
    case "decimal":
    case "number":
      return isPlainDecimal(bytes, from, to);
    case "date":
      return !Number.isNaN(readPlainDays(bytes, from, to));
    case "timestamp":
      return !Number.isNaN(readPlainMicros(bytes, from, to, false));
    case "timestampZoned":
      return !Number.isNaN(readPlainMicros(bytes, from, to, true));
    case "boolean":
    case "string":
    case "json":
      return false;
  }
}
