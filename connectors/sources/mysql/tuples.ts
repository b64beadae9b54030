import type { Change } from "@/connectors/sdk";
import { type RowBlock } from "@/connectors/sdk/mysql/rows-command";
import { readLength } from "@/connectors/sdk/mysql/wire";
import { CopyBuffer } from "@/connectors/sdk/postgres/copy-buffer";
import type { TupleBlock } from "@/connectors/sdk/postgres/copy-out";
import { copyData, headerLength } from "@/connectors/sdk/postgres/tuples";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { fieldWriter, type FieldWriter, type TextSource } from "./field-writers";

export interface TupleField {
  name: string;
  wire: WireType;
}

/** The rows of a block as messages of PostgreSQL's binary COPY, which all encodings are made from. */
export interface Tuples {
  block: TupleBlock;
  /** What had to become null, or is not what it was, by row. */
  changes: Map<number, Change[]>;
  /** Some text holds U+0000, which PostgreSQL's text cannot. */
  hasZeros: boolean;
}

/**
 * Writes the fields of each row, without the first `skipped`, from the server's text straight to binary: there is no
 * string and no object for a value.
 */
export function toTuples(block: RowBlock, fields: TupleField[], skipped: number): Tuples {
  const writers = fields.map(({ wire }) => fieldWriter(wire));
  const source = sourceOf(block.bytes);
  const out = new CopyBuffer(
    block.bytes.length + block.count * (headerLength + 2 + fields.length * 6) + 1024,
  );
  const begin = out.used;
  const changes = new Map<number, Change[]>();
  for (let row = 0; row < block.count; row++) {
    let at = skipFields(block.bytes, block.starts[row] ?? 0, skipped);
    const message = out.used;
    out.ensure(headerLength + 2);
    out.bytes[message] = copyData;
    out.view.setInt16(message + headerLength, fields.length);
    out.used += headerLength + 2;
    for (let field = 0; field < writers.length; field++) at = writeField(field, row, at);
    out.view.setUint32(message + 1, out.used - message - 1);
  }
  return {
    block: { bytes: out.bytes.subarray(begin, out.used), count: block.count },
    changes,
    hasZeros: source.hasZeros,
  };

  function writeField(field: number, row: number, at: number): number {
    const first = block.bytes[at] ?? 0;
    let from = at + 1;
    let length = first;
    if (first > 0xfa) ({ length, next: from } = readLength(block.bytes, at));
    out.ensure(maxFixed + Math.max(length, 0));
    const lengthAt = out.used;
    out.used += 4;
    if (length < 0) {
      out.view.setInt32(lengthAt, -1);
      return from;
    }
    const outcome = (writers[field] as FieldWriter)(source, from, from + length, out);
    const isNull = outcome !== null && outcome.change === "NULLED";
    if (isNull) out.used = lengthAt + 4;
    out.view.setInt32(lengthAt, isNull ? -1 : out.used - lengthAt - 4);
    if (outcome) noteChange(changes, row, { field: fields[field]?.name ?? "", ...outcome });
    return from + length;
  }
}

/** What a value may take beyond its text: the length and the widest binary form of a short text. */
const maxFixed = 64;

export function skipFields(bytes: Buffer, start: number, count: number): number {
  let at = start;
  for (let field = 0; field < count; field++) {
    const { length, next } = readLength(bytes, at);
    at = next + Math.max(length, 0);
  }
  return at;
}

/** The text of one field; null for null. */
export function fieldText(block: RowBlock, row: number, field: number): string | null {
  const at = skipFields(block.bytes, block.starts[row] ?? 0, field);
  const { length, next } = readLength(block.bytes, at);
  return length < 0 ? null : block.bytes.toString("utf8", next, next + length);
}

/** The bytes of one field, in place; null for null. */
export function fieldBytes(block: RowBlock, row: number, field: number): Buffer | null {
  const at = skipFields(block.bytes, block.starts[row] ?? 0, field);
  const { length, next } = readLength(block.bytes, at);
  return length < 0 ? null : block.bytes.subarray(next, next + length);
}

function sourceOf(bytes: Buffer): TextSource {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), hasZeros: false };
}

function noteChange(changes: Map<number, Change[]>, row: number, change: Change): void {
  const list = changes.get(row);
  if (list) list.push(change);
  else changes.set(row, [change]);
}
