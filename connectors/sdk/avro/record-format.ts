import { rawIdTextBytes } from "../raw-ids";
import type { LogicalType } from "../values";
import type { ByteBuffer } from "./byte-buffer";
import { quickScalar, type PutQuick } from "./quick-scalars";
import type { AvroScalar } from "./record-plan";
import type { Primitive } from "./scalars";

export type PutPrimitive = (value: Primitive, out: ByteBuffer) => void;
export type Put = (out: ByteBuffer) => void;

/** How the parts of a record are written, one after the other; what they hold is `compileRecord`'s affair. */
export interface RecordFormat {
  putNull: Put;
  /** Stands before every value that may be null and is not. */
  putPresent: Put;
  scalar(as: AvroScalar): PutPrimitive;
  /** For values of a column in their usual form; null where there is no quicker way. */
  quick(as: AvroScalar, type: LogicalType): PutQuick | null;
  /** The text of a UUID, of which `ids` has one at `at`. */
  idAt(ids: DataView, at: number, out: ByteBuffer): void;
  beginRecord: Put;
  /** Before the field's value; `index` counts the fields of the record. */
  field(index: number, name: string): Put;
  endRecord: Put;
  beginArray(count: number, out: ByteBuffer): void;
  beforeItem(index: number, out: ByteBuffer): void;
  endArray(count: number, out: ByteBuffer): void;
  beginMap(count: number, out: ByteBuffer): void;
  entry(index: number, key: string, out: ByteBuffer): void;
  endMap(count: number, out: ByteBuffer): void;
}

const nothing = () => undefined;
const putText: PutPrimitive = (value, out) => out.putString(String(value));
const putLong: PutPrimitive = (value, out) => out.putLong(typeof value === "bigint" ? value : Number(value));

/** Avro's binary form: a union of null and another type is 0 or 1 before the value. */
export const avroFormat: RecordFormat = {
  putNull: (out) => out.putByte(0),
  putPresent: (out) => out.putByte(2),
  scalar(as) {
    switch (as) {
      case "string":
        return putText;
      case "boolean":
        return (value, out) => out.putByte(value === true ? 1 : 0);
      case "double":
        return (value, out) => out.putDouble(Number(value));
      case "bytes":
        return (value, out) => {
          if (!(value instanceof Uint8Array)) throw new Error("Bytes were expected.");
          out.putLong(value.length);
          out.putBytes(value);
        };
      default:
        return putLong;
    }
  },
  quick: quickScalar,
  idAt(ids, at, out) {
    out.putByte(rawIdTextBytes * 2);
    out.putPart(ids, at, rawIdTextBytes);
  },
  beginRecord: nothing,
  field: () => nothing,
  endRecord: nothing,
  ...{ beginArray: beginBlock, beforeItem: nothing, endArray: endBlock },
  ...{ beginMap: beginBlock, entry: (_index, key, out) => out.putString(key), endMap: endBlock },
};

function beginBlock(count: number, out: ByteBuffer): void {
  if (count > 0) out.putLong(count);
}

function endBlock(_count: number, out: ByteBuffer): void {
  out.putByte(0);
}

const ascii = (text: string): Put => {
  const bytes = new Uint8Array(Buffer.from(text, "latin1"));
  return (out) => out.putBytes(bytes);
};
const [putComma, putQuote, putNullWord] = [ascii(","), ascii('"'), ascii("null")];
const [openBrace, closeBrace, openBracket, closeBracket] = [ascii("{"), ascii("}"), ascii("["), ascii("]")];

/**
 * JSON as consumers of a topic with a JSON schema read it: a union is its value alone; days and microseconds are
 * numbers, whole numbers have all their digits, bytes are base64, and NaN and infinity are texts of their names.
 */
export const jsonFormat: RecordFormat = {
  putNull: putNullWord,
  putPresent: nothing,
  scalar(as) {
    switch (as) {
      case "string":
        return (value, out) => out.putText(JSON.stringify(value));
      case "double":
        return (value, out) => out.putText(Number.isFinite(value) ? String(value) : `"${String(value)}"`);
      case "bytes":
        return (value, out) => {
          if (!(value instanceof Uint8Array)) throw new Error("Bytes were expected.");
          out.putText(`"${Buffer.from(value).toString("base64")}"`);
        };
      default:
        return (value, out) => out.putText(String(value));
    }
  },
  quick: () => null,
  idAt(ids, at, out) {
    putQuote(out);
    out.putPart(ids, at, rawIdTextBytes);
    putQuote(out);
  },
  beginRecord: openBrace,
  field: (index, name) => ascii(`${index === 0 ? "" : ","}"${name}":`),
  endRecord: closeBrace,
  beginArray: (_count, out) => openBracket(out),
  beforeItem: (index, out) => {
    if (index > 0) putComma(out);
  },
  endArray: (_count, out) => closeBracket(out),
  beginMap: (_count, out) => openBrace(out),
  entry: (index, key, out) => out.putText(`${index > 0 ? "," : ""}${JSON.stringify(key)}:`),
  endMap: (_count, out) => closeBrace(out),
};
