import { randomFillSync } from "node:crypto";
import type { Change, Field, LogicalType, Value } from "./values";

/**
 * The columns that every table carries, named and typed as in Airbyte's tables.
 * Final tables: raw id (UUID as text), extracted at (timestamp with zone), meta (JSON), generation id (64-bit integer).
 * Raw tables have loaded at (timestamp with zone, null) and data (JSON) besides.
 */
export const metaColumns = {
  rawId: "_airbyte_raw_id",
  extractedAt: "_airbyte_extracted_at",
  meta: "_airbyte_meta",
  generationId: "_airbyte_generation_id",
  loadedAt: "_airbyte_loaded_at",
  data: "_airbyte_data",
} as const;

/**
 * When a deduplicated row, or a version of one, was found to be gone at the source (timestamp with zone): the
 * `extractedAtMs` of the run that found it. Null: it is there. In tables whose deletes are soft, and in history tables.
 */
export const deletedAtColumn = "_sluice_deleted_at";

/**
 * What a history table has beside the columns of its final table, as in Airbyte's `_scd` tables. `uniqueKey`: md5 over
 * the key's texts joined by "-", to be read, not joined by. `startAt`: the cursor's value in its own type, or
 * `_airbyte_extracted_at` where there is no cursor. `endAt`: where the next version starts; null while there is none.
 * `activeRow`: 1 for the version that holds now, otherwise 0.
 *
 * Where deletes are not ignored, also `deletedAtColumn` and `life`: how often the key had been deleted before this version.
 */
export const historyColumns = {
  uniqueKey: "_airbyte_unique_key",
  startAt: "_airbyte_start_at",
  endAt: "_airbyte_end_at",
  activeRow: "_airbyte_active_row",
  life: "_sluice_life",
} as const;

/** The JSON text of `_airbyte_meta`. */
export function metaDocument(syncId: number, changes: Change[] = []): string {
  return JSON.stringify({ sync_id: syncId, changes });
}

/** A row as one JSON document, keys being field names: exact (decimals and 64-bit integers as JSON numbers), nulls kept. */
export function rowDocument(fields: Field[], row: Value[]): string {
  const members = fields.map(
    (field, index) => `${JSON.stringify(field.name)}:${jsonText(field.type, row[index] ?? null)}`,
  );
  return `{${members.join(",")}}`;
}

/** One value as JSON text. What JSON has no form for (NaN, infinity, bytes) becomes a string: its own name, or base64. */
export function jsonText(type: LogicalType, value: Value): string {
  if (value === null) return "null";
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString("base64"));
  switch (type.kind) {
    case "json":
    case "array":
    case "object":
      return String(value);
    case "decimal":
      return isJsonNumber(String(value)) ? String(value) : JSON.stringify(String(value));
    default:
      return typeof value === "bigint" ? value.toString() : plainJson(value);
  }
}

function plainJson(value: string | number | boolean): string {
  if (typeof value === "number" && !Number.isFinite(value)) return JSON.stringify(String(value));
  return JSON.stringify(value);
}

function isJsonNumber(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text);
}

const poolSize = 4096;
const randomPool = Buffer.alloc(poolSize * 16);
let nextInPool = poolSize;

/** Writes a random (version 4) UUID's 16 bytes into `target`; random bytes are drawn for thousands at once. */
export function writeRawId(target: Uint8Array, offset: number): void {
  if (nextInPool === poolSize) {
    randomFillSync(randomPool);
    nextInPool = 0;
  }
  const start = nextInPool++ * 16;
  target.set(randomPool.subarray(start, start + 16), offset);
  target[offset + 6] = ((target[offset + 6] ?? 0) & 0x0f) | 0x40;
  target[offset + 8] = ((target[offset + 8] ?? 0) & 0x3f) | 0x80;
}

const idBytes = Buffer.alloc(16);

/** A fresh `_airbyte_raw_id` as text. */
export function newRawId(): string {
  writeRawId(idBytes, 0);
  const hex = idBytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
