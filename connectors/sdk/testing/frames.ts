import type { PgCopyBinaryBatch } from "../batch";

/** Rows of fields in PostgreSQL's binary form, null where they are null, as one chunk of CopyData messages. */
export function framesOf(rows: (Uint8Array | null)[][]): Uint8Array {
  return new Uint8Array(Buffer.concat(rows.map(messageOf)));
}

function messageOf(row: (Uint8Array | null)[]): Buffer {
  const tuple = Buffer.concat([
    bytesOf(2, (view) => view.setInt16(0, row.length)),
    ...row.flatMap((value) => [
      bytesOf(4, (view) => view.setInt32(0, value?.length ?? -1)),
      value ?? new Uint8Array(0),
    ]),
  ]);
  return Buffer.concat([Buffer.from("d"), bytesOf(4, (view) => view.setInt32(0, tuple.length + 4)), tuple]);
}

export function framesBatch(...chunks: (Uint8Array | null)[][][]): PgCopyBinaryBatch {
  return {
    encoding: "pg-copy-binary",
    count: chunks.reduce((count, rows) => count + rows.length, 0),
    chunks: chunks.map(framesOf),
    bytes: 1,
  };
}

export const int4 = (value: number): Uint8Array => bytesOf(4, (view) => view.setInt32(0, value));
export const int8 = (value: bigint): Uint8Array => bytesOf(8, (view) => view.setBigInt64(0, value));
export const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));
export const uuid = (value: string): Uint8Array =>
  new Uint8Array(Buffer.from(value.replaceAll("-", ""), "hex"));

function bytesOf(length: number, put: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  put(new DataView(bytes.buffer));
  return bytes;
}
