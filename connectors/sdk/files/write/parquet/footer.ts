import { readStruct, writeStruct, type Thrift, type ThriftFields } from "./thrift";

/** "PAR1" begins a Parquet file, and ends it behind the footer's length in four bytes. */
export const endBytes = 8;
const magic = Buffer.from("PAR1", "latin1");

/** Ids of the format's parquet.thrift. */
const fileField = { rows: 3, groups: 4 };
const groupField = { columns: 1, rows: 3, offset: 5, ordinal: 7 };
const chunkField = { offset: 2, metadata: 3, offsetIndex: 4, columnIndex: 6 };
const metadataField = { dataPage: 9, indexPage: 10, dictionaryPage: 11, bloomFilter: 14 };

/**
 * Makes one Parquet file of several that stand one behind the other: the row groups stay where they are, and one more
 * footer behind all of them names them all. So a file can grow from checkpoint to checkpoint, complete at each.
 */
export class ParquetFooters {
  private footer: ThriftFields | null = null;
  private count = 0;
  private bytes = 0;

  /** The next file as it is. */
  add(file: Uint8Array): void {
    const length = footerLength(file.subarray(file.length - endBytes));
    this.addFooter(file.subarray(file.length - endBytes - length, file.length - endBytes), file.length);
  }

  /** The same of its footer alone, and its length in all. */
  addFooter(bytes: Uint8Array, fileLength: number): void {
    const next = readStruct(bytes);
    const groups = listOf(next, fileField.groups);
    for (const group of groups) shiftGroup(structOf(group), BigInt(this.bytes));
    this.count++;
    this.bytes += fileLength;
    if (this.footer === null) {
      this.footer = next;
      return;
    }
    const all = listOf(this.footer, fileField.groups);
    for (const group of groups) {
      const fields = structOf(group);
      if (fields.has(groupField.ordinal))
        fields.set(groupField.ordinal, {
          type: "int",
          width: 4,
          value: BigInt.asIntN(16, BigInt(all.length)),
        });
      all.push(group);
    }
    const rows = intOf(this.footer, fileField.rows);
    rows.value += intOf(next, fileField.rows).value;
  }

  /** What has to follow the last file; nothing where there is one only. */
  closing(): Uint8Array {
    if (this.footer === null || this.count < 2) return new Uint8Array(0);
    const footer = writeStruct(this.footer);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, footer.length, true);
    return Buffer.concat([footer, length, magic]);
  }
}

/** The length of the footer, from the last eight bytes of a file. */
export function footerLength(end: Uint8Array): number {
  if (end.length !== endBytes || magic.compare(end, 4) !== 0)
    throw new Error("A Parquet file that was just written does not end as one.");
  return new DataView(end.buffer, end.byteOffset).getUint32(0, true);
}

function shiftGroup(group: ThriftFields, by: bigint): void {
  shift(group, [groupField.offset], by);
  for (const column of listOf(group, groupField.columns)) {
    const chunk = structOf(column);
    shift(chunk, [chunkField.offset, chunkField.offsetIndex, chunkField.columnIndex], by);
    const metadata = chunk.get(chunkField.metadata);
    if (metadata) shift(structOf(metadata), Object.values(metadataField), by);
  }
}

/** An offset of 0 stands for none: every file begins with its magic. */
function shift(fields: ThriftFields, ids: number[], by: bigint): void {
  for (const id of ids) {
    const field = fields.get(id);
    if (field?.type === "int" && field.value > 0n) field.value += by;
  }
}

function listOf(fields: ThriftFields, id: number): Thrift[] {
  const field = fields.get(id);
  if (field?.type !== "list") throw unexpected(id);
  return field.value;
}

function intOf(fields: ThriftFields, id: number): Extract<Thrift, { type: "int" }> {
  const field = fields.get(id);
  if (field?.type !== "int") throw unexpected(id);
  return field;
}

function structOf(value: Thrift): ThriftFields {
  if (value.type !== "struct")
    throw new Error(`A Parquet footer has a ${value.type} where a struct should be.`);
  return value.value;
}

function unexpected(id: number): Error {
  return new Error(`A Parquet footer has no field ${id} of the kind that it should have.`);
}
