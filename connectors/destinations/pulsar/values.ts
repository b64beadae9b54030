import type { LogicalKind } from "@/connectors/sdk";

/** What a field's schema says, as people read it. */
export const nativeTypes: Record<LogicalKind, string | null> = {
  string: "string",
  boolean: "boolean",
  integer: "long",
  number: "double",
  decimal: "string",
  date: "int (date)",
  time: "long (time-micros)",
  timestamp: "long (timestamp-micros)",
  binary: "bytes",
  json: null,
  array: "array",
  object: "record",
  uuid: "string",
};
