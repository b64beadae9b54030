import { jsonText, rowDocument } from "../records";
import type { Change, Field, LogicalType, Value } from "../values";
import type { ByteBuffer } from "./byte-buffer";
import { compileNullable, putAdditional, quickPut, textIn } from "./compile-value";
import type { RecordFormat } from "./record-format";
import { additionalProperties, emittedAtField, idField, type RowRecord } from "./record-plan";
import { nulled } from "./scalars";
import { jsonKind } from "../json-values/text";

export interface RowFacts {
  /** Texts of UUIDs, one behind the other; the row's begins at `idAt`. */
  ids: DataView;
  idAt: number;
  emittedAtMs: number;
}

const none = new Map<string, string>();
const noValues: Value[] = [];

/** Appends one row as a record. What does not fit becomes null, with a change; `row` is aligned with the stream's fields. */
export type PutRow = (row: Value[], facts: RowFacts, out: ByteBuffer, changes: Change[]) => void;

export function compileRecord({ fields, additional }: RowRecord, format: RecordFormat): PutRow {
  const putOwn = compileOwn(format);
  const putOthers = compileAdditional(additional, fields.length, format);
  const parts = fields.map((field, place) => ({
    index: field.index,
    begin: format.field(place + 2, field.name),
    put: compileNullable(field.node, field.column, format),
    quick: quickPut(field.node, format),
  }));
  return (row, facts, out, changes) => {
    format.beginRecord(out);
    putOwn(facts, out);
    for (const { index, begin, put, quick } of parts) {
      begin(out);
      const value = row[index] ?? null;
      if (!quick(value, out)) put(value, out, changes);
    }
    putOthers(additional.length === 0 ? noValues : additional.map(({ index }) => row[index] ?? null), out);
    format.endRecord(out);
  };
}

/** Appends one row as Airbyte's envelope: see `rawDefinition`. */
export function compileRaw(stream: { name: string; fields: Field[] }, format: RecordFormat): PutRow {
  const { fields } = stream;
  const putText = format.scalar("string");
  const putId = format.idAt;
  const putLong = format.scalar("long");
  const begin = [idField, "_airbyte_stream", emittedAtField, "_airbyte_data"].map((name, index) =>
    format.field(index, name),
  );
  return (row, { ids, idAt, emittedAtMs }, out, changes) => {
    const fitted = fields.map((field, index) => fitForDocument(field, row[index] ?? null, changes));
    const puts = [
      () => putId(ids, idAt, out),
      () => putText(stream.name, out),
      () => putLong(emittedAtMs, out),
      () => putText(rowDocument(fields, fitted).toWellFormed(), out),
    ];
    format.beginRecord(out);
    for (const [index, put] of puts.entries()) {
      begin[index]?.(out);
      put();
    }
    format.endRecord(out);
  };
}

/** The fields that every record has besides its columns': here those in front of them. */
export function compileOwn(format: RecordFormat): (facts: RowFacts, out: ByteBuffer) => void {
  const [beginId, beginAt] = [format.field(0, idField), format.field(1, emittedAtField)];
  const [putId, putLong] = [format.idAt, format.scalar("long")];
  return ({ ids, idAt, emittedAtMs }, out) => {
    beginId(out);
    putId(ids, idAt, out);
    beginAt(out);
    putLong(emittedAtMs, out);
  };
}

/** And here the one behind them; `values` is aligned with `additional`. */
export function compileAdditional(
  additional: RowRecord["additional"],
  fieldCount: number,
  format: RecordFormat,
): (values: Value[], out: ByteBuffer) => void {
  const begin = format.field(fieldCount + 2, additionalProperties);
  return (values, out) => {
    begin(out);
    const others = additional.length === 0 ? none : new Map<string, string>();
    for (const [place, { original, type }] of additional.entries()) {
      const text = additionalText(type, values[place] ?? null);
      if (text !== undefined) others.set(original, text);
    }
    putAdditional(others, out, format);
  };
}

function additionalText(type: LogicalType, value: Value): string | undefined {
  if (value === null) return undefined;
  if (typeof value !== "string") return jsonText(type, value);
  const text = value.toWellFormed();
  return isJson(type) && jsonKind(text) !== null ? textIn(text, 0, text.length) : text;
}

/** JSON that does not parse would break the document. */
function fitForDocument({ name, type }: Field, value: Value, changes: Change[]): Value {
  if (!isJson(type) || typeof value !== "string" || jsonKind(value) !== null) return value;
  changes.push({ field: name, ...nulled });
  return null;
}

function isJson({ kind }: LogicalType): boolean {
  return kind === "json" || kind === "array" || kind === "object";
}
