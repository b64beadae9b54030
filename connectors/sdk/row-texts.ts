import type { Field, LogicalType, Value } from "./values";

/** A row larger than this is not kept as texts. */
const maxRowTextBytes = 4 * 1024 * 1024;

/**
 * A row as texts by field name, exact and readable: what the quarantine keeps. Bytes are base64; every other value is
 * its form in values.ts as text. null for a row that is too large to be kept.
 */
export function rowTexts(fields: Field[], row: Value[]): Record<string, string | null> | null {
  let bytes = 0;
  const texts: Record<string, string | null> = {};
  for (const [index, { name }] of fields.entries()) {
    const value = row[index] ?? null;
    const text = value instanceof Uint8Array ? Buffer.from(value).toString("base64") : asText(value);
    bytes += text?.length ?? 0;
    if (bytes > maxRowTextBytes) return null;
    texts[name] = text;
  }
  return texts;
}

/** The row that `rowTexts` was given. Fields it does not know are null. */
export function rowFromTexts(fields: Field[], texts: Record<string, string | null>): Value[] {
  return fields.map(({ name, type }) => {
    const text = Object.hasOwn(texts, name) ? (texts[name] ?? null) : null;
    return text === null ? null : fromText(type, text);
  });
}

function asText(value: Exclude<Value, Uint8Array>): string | null {
  return value === null ? null : String(value);
}

function fromText(type: LogicalType, text: string): Value {
  switch (type.kind) {
    case "boolean":
      return text === "true";
    case "integer": {
      const number = Number(text);
      return Number.isSafeInteger(number) ? number : BigInt(text);
    }
    case "number":
      return Number(text);
    case "binary":
      return new Uint8Array(Buffer.from(text, "base64"));
    default:
      return text;
  }
}
