import type { Json } from "../../json";
import type { Change, Field, LogicalType, Value } from "../../values";
import { ByteBuffer } from "../byte-buffer";
import { compileRecord, type RowFacts } from "../compile-record";
import { definitionOf } from "../definition";
import { avroFormat, jsonFormat } from "../record-format";
import { planRecord, type RecordOptions } from "../record-plan";
import { decodePlain } from "./decode";

export const rowId = "01890a5d-ac96-774b-bcce-b302099a8057";
export const facts = factsOf(rowId, 1_700_000_000_123);

export function factsOf(id: string, emittedAtMs: number): RowFacts {
  const ids = Uint8Array.from(Buffer.from(`before${id}`));
  return { ids: new DataView(ids.buffer), idAt: "before".length, emittedAtMs };
}

export function recordFor(fields: Field[], options: Partial<RecordOptions> = {}) {
  return planRecord({
    name: "orders",
    columns: fields.map((field, index) => ({ ...field, field: field.name, index })),
    integers: "long",
    decimals: "string",
    additional: [],
    ...options,
  });
}

/** One row, encoded by us and decoded by another implementation. */
export function roundTrip(fields: Field[], row: Value[], options: Partial<RecordOptions> = {}) {
  const record = recordFor(fields, options);
  const out = new ByteBuffer(16);
  const changes: Change[] = [];
  compileRecord(record, avroFormat)(row, facts, out, changes);
  return { record: decodePlain(definitionOf(record), out.take()), changes };
}

/** The same in the form of topics with a JSON schema, as it is written. */
export function jsonOf(fields: Field[], row: Value[], options: Partial<RecordOptions> = {}): string {
  const out = new ByteBuffer(16);
  compileRecord(recordFor(fields, options), jsonFormat)(row, facts, out, []);
  return Buffer.from(out.take()).toString();
}

/** What becomes of one value of a type. */
export function hold(
  type: LogicalType,
  value: Value,
  options: Partial<RecordOptions> = {},
): { value: Json | undefined; changes: string[] } {
  const { record, changes } = roundTrip([{ name: "v", type, nullable: true }], [value], options);
  return { value: record.v, changes: changes.map(({ field, change }) => `${field} ${change}`) };
}
