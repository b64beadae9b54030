import type { Field } from "../../../values";
import type { CopyBuffer } from "../../../postgres/copy-buffer";
import { copyData, headerLength, viewOf } from "../../../postgres/tuples";
import { bare, escaped, type CellIndex, type PlainDialect } from "./cell-index";
import { cellWriter, maxFixedBytes, type CellBytes, type CellWriter } from "./cell-writers";

/** A field, and the place of its cell in the row; below 0 where the file has none for it. */
export interface PlacedField {
  field: Field;
  place: number;
}

interface FieldWriter {
  /** The place of its cell in a row; below 0 where there is none. */
  cell: number;
  isText: boolean;
  write: CellWriter;
}

/** Writes rows as messages of PostgreSQL's binary COPY, from where their cells lie. */
export class TupleWriter {
  private readonly fields: FieldWriter[];

  constructor(
    fields: PlacedField[],
    private readonly dialect: PlainDialect,
  ) {
    this.fields = fields.map(({ field, place }) => ({
      cell: place,
      isText: field.type.kind === "string",
      write: cellWriter(field.type),
    }));
  }

  /** False where a value needs more than its bytes: what `out` holds is then of no use. */
  write(bytes: Buffer, index: CellIndex, out: CopyBuffer): boolean {
    const { fields, dialect } = this;
    const { starts, ends } = index;
    const fixed = headerLength + 2 + fields.length * (4 + maxFixedBytes);
    const source: CellBytes = { bytes, view: viewOf(bytes), rowBytes: 0 };
    for (let row = 0, first = 0; row < index.rows; row++, first += dialect.columns) {
      source.rowBytes = fixed + (ends[first + dialect.columns - 1] ?? 0) - (starts[first] ?? 0);
      out.ensure(source.rowBytes);
      const message = out.used;
      out.bytes[message] = copyData;
      out.view.setInt16(message + headerLength, fields.length);
      out.used = message + headerLength + 2;
      if (!this.writeFields(source, index, first, out)) return false;
      out.view.setUint32(message + 1, out.used - message - 1);
    }
    return true;
  }

  private writeFields(source: CellBytes, index: CellIndex, first: number, out: CopyBuffer): boolean {
    const { fields } = this;
    const { starts, ends, forms } = index;
    for (let place = 0; place < fields.length; place++) {
      const { cell, isText, write } = fields[place] as FieldWriter;
      const from = cell < 0 ? 0 : (starts[first + cell] ?? 0);
      const to = cell < 0 ? 0 : (ends[first + cell] ?? 0);
      const start = out.used + 4;
      out.used = start;
      if (from === to && (cell < 0 || !isText || forms[first + cell] === bare)) {
        out.view.setInt32(start - 4, -1);
        continue;
      }
      if (forms[first + cell] !== escaped) {
        if (!write(source, from, to, out)) return false;
      } else if (!isText) return false;
      else this.writeEscaped(source.bytes, from, to, out);
      out.view.setInt32(start - 4, out.used - start);
    }
    return true;
  }

  /** Of two quotes, one. */
  private writeEscaped(bytes: Uint8Array, from: number, to: number, out: CopyBuffer): void {
    const target = out.bytes;
    const { quote } = this.dialect;
    let { used } = out;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === quote) at++;
      target[used++] = byte;
    }
    out.used = used;
  }
}
