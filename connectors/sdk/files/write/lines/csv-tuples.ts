import { isUtf8 } from "node:buffer";
import {
  fillRawIdTexts,
  rawIdTextBytes,
  type LogicalType,
  type PgCopyBinaryBatch,
  type StreamPlan,
  type WriteResult,
} from "@/connectors/sdk";
import { tupleWindows, type TupleWindow } from "../../../duckdb/tuples";
import { smallInt64, timestampText } from "../../../postgres/datetime";
import { copyBytes } from "../../../postgres/copy-bytes";
import { decodeRows, isTextType, readInt64, readValue } from "../../../postgres/decode-rows";
import { maxNumericBytes, putNumericText } from "../../../postgres/numeric";
import { messageEnd, tupleStart, viewOf } from "../../../postgres/tuples";
import type { WireType } from "../../../postgres/wire-types";
import { fitValue, isJsonKind, toCsv } from "../values";
import type { LineBuffer } from "./line-buffer";
import type { LineFormat } from "./line-format";
import { putRow } from "./put-row";
import { putDate, putInteger, putTime, putTimestamp, putUuid } from "./put-values";

const [quoteMark, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d];

/** What bytes of a text call for: quotes around it, or a look at whether it is UTF-8. */
const quotes = 1;
const unicode = 2;

/** In front of each jsonb. */
const jsonbVersionBytes = 1;

/** A column, and where it stands in every tuple. */
interface Cell {
  index: number;
  wire: WireType;
  type: LogicalType;
  isJson: boolean;
}

export interface CsvTuplesOptions {
  plan: StreamPlan;
  wires: WireType[];
  format: LineFormat;
  delimiter: string;
  out: LineBuffer;
}

/** Whether no id, number, date or time holds the delimiter, so that none of them has to be looked through for it. */
export function isPlainDelimiter(delimiter: string): boolean {
  return !/[-+.:\w]/.test(delimiter);
}

/**
 * Lines of CSV straight from PostgreSQL's frames, byte by byte: hardly a value becomes a string on the way. What they
 * are is said by LineFormat, which also writes the rows that have to be changed.
 */
export class CsvTuples {
  private readonly out: LineBuffer;
  private readonly cells: Cell[];
  private readonly fields: number;
  private readonly lead: DataView;
  private readonly delimiter: Uint8Array;
  /** By two bytes of a text: texts are most of all bytes. */
  private readonly needs: Uint8Array;
  /** Of the window, as what follows it. */
  private ids = viewOf(new Uint8Array(0));
  private view = this.ids;
  private bytes: Uint8Array = new Uint8Array(0);
  private offsets: Int32Array = new Int32Array(0);
  /** Some text was not ASCII. */
  private sawUnicode = false;

  constructor(private readonly options: CsvTuplesOptions) {
    const { plan, wires, format, delimiter, out } = options;
    this.out = out;
    this.fields = wires.length;
    this.cells = plan.columns.map(({ index, type, field }) => {
      const wire = wires[index];
      if (!wire) throw new Error(`The stream has no field ${index}, "${field}".`);
      return { index, wire, type, isJson: isJsonKind(type) };
    });
    this.lead = viewOf(Buffer.from(format.lead, "utf8"));
    this.delimiter = new Uint8Array(Buffer.from(delimiter, "utf8"));
    this.needs = needsOf([quoteMark, lineFeed, carriageReturn, this.delimiter[0] ?? 0]);
  }

  /** Puts all rows of a batch; pauses wherever the buffer is full. */
  *put(batch: PgCopyBinaryBatch, result: WriteResult): Generator<void> {
    for (const window of tupleWindows(batch, this.options.wires.length)) {
      this.begin(window);
      for (let row = 0; row < window.rows;) {
        row = this.putUntilFull(row, window.rows, result);
        if (this.out.isFull) yield;
      }
    }
  }

  private begin({ rows, field }: TupleWindow): void {
    const { view, bytes, offsets } = field(0);
    this.view = view;
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offsets = offsets;
    const ids = new Uint8Array(rows * rawIdTextBytes);
    fillRawIdTexts(ids);
    this.ids = viewOf(ids);
  }

  /** Gives the first row that is not put. */
  private putUntilFull(first: number, end: number, result: WriteResult): number {
    const { out } = this;
    const before = { used: out.used, rows: out.rows, ...result, quarantined: [...result.quarantined] };
    this.sawUnicode = false;
    let row = first;
    for (; row < end && !out.isFull; row++) {
      const { used } = out;
      if (this.putLine(row)) {
        out.rows++;
        result.written++;
      } else {
        out.used = used;
        this.putChanged(row, result);
      }
    }
    if (!this.sawUnicode || isUtf8(out.bytes.subarray(before.used, out.used))) return row;
    // A database without an encoding (SQL_ASCII) may hold such texts; the decoder says what becomes of them.
    out.used = before.used;
    out.rows = before.rows;
    result.written = before.written;
    result.changed = before.changed;
    result.quarantined = before.quarantined;
    for (let again = first; again < row; again++) this.putChanged(again, result);
    return row;
  }

  private putChanged(row: number, result: WriteResult): void {
    const { wires, format } = this.options;
    const start = tupleStart(this.offsets[row * wires.length] ?? 0);
    const bytes = this.bytes.subarray(start, messageEnd(this.view, start));
    for (const values of decodeRows({ bytes, count: 1 }, wires))
      putRow(values, [], { out: this.out, format, result });
  }

  /** False where the row has to be changed. */
  private putLine(row: number): boolean {
    const { out, view, offsets, cells, fields } = this;
    const first = row * fields;
    this.putLead(row);
    for (const cell of cells) {
      this.putDelimiter();
      const at = offsets[first + cell.index] ?? 0;
      const length = view.getInt32(at - 4);
      if (length >= 0 && !this.putCell(cell, at, length)) return false;
    }
    out.ensure(1);
    out.bytes[out.used++] = lineFeed;
    return true;
  }

  private putLead(row: number): void {
    const { out, ids, lead } = this;
    out.ensure(rawIdTextBytes + lead.byteLength);
    const start = row * rawIdTextBytes;
    copyBytes(ids, start, start + rawIdTextBytes, out.view, out.used);
    out.used += rawIdTextBytes;
    copyBytes(lead, 0, lead.byteLength, out.view, out.used);
    out.used += lead.byteLength;
  }

  private putDelimiter(): void {
    const { out, delimiter } = this;
    out.ensure(delimiter.length);
    out.bytes[out.used++] = delimiter[0] ?? 0;
    for (let at = 1; at < delimiter.length; at++) out.bytes[out.used++] = delimiter[at] ?? 0;
  }

  /** False where it has to be changed. */
  private putCell(cell: Cell, at: number, length: number): boolean {
    const { out, view } = this;
    if (cell.isJson) return this.putJson(cell, at, length);
    const { wire } = cell;
    switch (wire) {
      case "text":
      case "varchar":
      case "bpchar":
      case "json":
        this.putText(at, length);
        return true;
      case "jsonb":
        this.putText(at + jsonbVersionBytes, length - jsonbVersionBytes);
        return true;
      case "int4":
        putInteger(out, view.getInt32(at));
        return true;
      case "int2":
        putInteger(out, view.getInt16(at));
        return true;
      case "int8":
        this.putInt64(at);
        return true;
      case "numeric":
        out.ensure(maxNumericBytes(view, at));
        out.used = putNumericText(view, at, out.bytes, out.used);
        return true;
      case "date":
        putDate(out, view.getInt32(at));
        return true;
      case "time":
        putTime(out, smallInt64(view, at));
        return true;
      case "timestamp":
      case "timestamptz":
        this.putTimestamp(at, wire === "timestamptz");
        return true;
      case "uuid":
        putUuid(out, this.bytes, at);
        return true;
      case "bool":
        out.putAscii(view.getUint8(at) === 0 ? "false" : "true");
        return true;
      case "float4":
      case "float8":
      case "timetz":
      case "bytea":
        out.putText(toCsv(readValue(wire, view, at, length), this.options.delimiter));
        return true;
    }
  }

  private putInt64(at: number): void {
    const value = readInt64(this.view, at);
    if (typeof value === "number") putInteger(this.out, value);
    else this.out.putAscii(value.toString());
  }

  private putTimestamp(at: number, isZoned: boolean): void {
    const { out, view } = this;
    const micros = smallInt64(view, at);
    if (Number.isSafeInteger(micros)) putTimestamp(out, micros);
    else {
      const text = timestampText(view, at);
      out.putAscii(text);
      if (text.endsWith("infinity")) return;
    }
    if (isZoned) out.putAscii("Z");
  }

  private putText(at: number, length: number): void {
    const { out, view, needs } = this;
    out.ensure(length);
    const target = out.view;
    const end = at + length;
    let { used } = out;
    let seen = length === 0 ? quotes : 0;
    let read = at;
    for (; read + 4 <= end; read += 4, used += 4) {
      const four = view.getInt32(read);
      seen |= (needs[four & 0xffff] ?? 0) | (needs[four >>> 16] ?? 0);
      target.setInt32(used, four);
    }
    for (; read < end; read++, used++) {
      const byte = view.getUint8(read);
      seen |= needs[byte] ?? 0;
      target.setUint8(used, byte);
    }
    if (seen & unicode) this.sawUnicode = true;
    if (seen & quotes) this.putQuoted(at, length);
    else out.used = used;
  }

  private putQuoted(at: number, length: number): void {
    const { out, bytes, delimiter } = this;
    // Its first byte alone may be another character's.
    if (delimiter.length > 1) return out.putText(toCsv(this.decode(at, length), this.options.delimiter));
    out.ensure(length * 2 + 2);
    const target = out.bytes;
    let { used } = out;
    target[used++] = quoteMark;
    for (let read = at; read < at + length; read++) {
      const byte = bytes[read] ?? 0;
      if (byte === quoteMark) target[used++] = quoteMark;
      target[used++] = byte;
    }
    target[used++] = quoteMark;
    out.used = used;
  }

  private putJson({ wire, type }: Cell, at: number, length: number): boolean {
    if (!isTextType(wire)) return false;
    const skipped = wire === "jsonb" ? jsonbVersionBytes : 0;
    let isPlain = true;
    const value = fitValue(type, this.decode(at + skipped, length - skipped), () => (isPlain = false));
    this.out.putText(toCsv(value, this.options.delimiter));
    return isPlain;
  }

  private decode(at: number, length: number): string {
    const { buffer, byteOffset } = this.bytes;
    return Buffer.from(buffer, byteOffset + at, length).toString("utf8");
  }
}

function needsOf(special: number[]): Uint8Array {
  const ofByte = new Uint8Array(256).fill(unicode, 128);
  for (const byte of special) ofByte[byte] = (ofByte[byte] ?? 0) | quotes;
  return Uint8Array.from(
    { length: 0x10000 },
    (_, two) => (ofByte[two >>> 8] ?? 0) | (ofByte[two & 255] ?? 0),
  );
}
