import type * as Bindings from "@duckdb/node-bindings";
import type { Column, Utf8Column } from "@/connectors/sdk";
import { nonNumbersAsTexts } from "./json";
import type { TypeMapping } from "./types";

/** A column of the result, as far as its layout goes. */
export type ReadColumn = Pick<TypeMapping, "as" | "holdsDoubles"> & { scale?: number };

const stringBytes = 16;
const maxInlineBytes = 12;

/** The columns of one of DuckDB's chunks, copied. Bindings give copies of a vector's memory, so nothing is copied twice. */
export class ChunkDecoder {
  private constructor(
    private readonly bindings: typeof Bindings,
    private readonly columns: ReadColumn[],
  ) {}

  static async create(columns: ReadColumn[]): Promise<ChunkDecoder> {
    const bindings = (await import(/* turbopackIgnore: true */ "@duckdb/node-bindings")).default;
    return new ChunkDecoder(bindings, columns);
  }

  decode({ chunk, rowCount }: { chunk: Bindings.DataChunk; rowCount: number }): Column[] {
    return this.columns.map((column, index) => {
      const vector = this.bindings.data_chunk_get_vector(chunk, index);
      return this.decodeVector(vector, rowCount, column);
    });
  }

  private decodeVector(
    vector: Bindings.Vector,
    rows: number,
    { as, scale = 0, holdsDoubles }: ReadColumn,
  ): Column {
    const valid = this.validity(vector, rows);
    const nulls = valid ? { valid } : {};
    switch (as) {
      case "bool":
        return { as, values: this.data(vector, rows), ...nulls };
      case "int32":
      case "date32":
        return { as, values: new Int32Array(this.data(vector, rows * 4).buffer), ...nulls };
      case "float64":
        return { as, values: new Float64Array(this.data(vector, rows * 8).buffer), ...nulls };
      case "int64":
      case "time64":
      case "micros64":
        return { as, values: new BigInt64Array(this.data(vector, rows * 8).buffer), ...nulls };
      case "decimal64":
        return { as, scale, values: new BigInt64Array(this.data(vector, rows * 8).buffer), ...nulls };
      case "bytes":
        return {
          as,
          values: this.strings(vector, rows, valid).map((bytes) => bytes && Uint8Array.from(bytes)),
        };
      case "utf8": {
        const column = joined(this.strings(vector, rows, valid), nulls);
        return holdsDoubles ? nonNumbersAsTexts(column) : column;
      }
    }
  }

  /** With memory of its own, that begins where numbers may. */
  private data(vector: Bindings.Vector, bytes: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.bindings.vector_get_data(vector, bytes));
  }

  private validity(vector: Bindings.Vector, rows: number): Uint8Array | null {
    const bits = this.bindings.vector_get_validity(vector, Math.ceil(rows / 64) * 8) as Uint8Array | null;
    if (!bits) return null;
    return Uint8Array.from({ length: rows }, (_, row) => ((bits[row >> 3] ?? 0) >> (row & 7)) & 1);
  }

  /** A string_t: a length and up to 12 bytes, or a length, the first 4 bytes and an address; see duckdb.h. */
  private strings(vector: Bindings.Vector, rows: number, valid: Uint8Array | null): (Uint8Array | null)[] {
    const data = this.data(vector, rows * stringBytes);
    const lengths = new Uint32Array(data.buffer);
    return Array.from({ length: rows }, (_, row) => {
      if (valid?.[row] === 0) return null;
      const length = lengths[row * 4] ?? 0;
      const start = row * stringBytes;
      return length <= maxInlineBytes
        ? data.subarray(start + 4, start + 4 + length)
        : this.bindings.get_data_from_pointer(data.buffer, start + 8, length);
    });
  }
}

function joined(strings: (Uint8Array | null)[], nulls: { valid?: Uint8Array }): Utf8Column {
  const offsets = new Int32Array(strings.length + 1);
  let end = 0;
  for (let row = 0; row < strings.length; row++) offsets[row + 1] = end += strings[row]?.length ?? 0;
  const values = new Uint8Array(end);
  for (let row = 0; row < strings.length; row++) {
    const bytes = strings[row];
    if (bytes) values.set(bytes, offsets[row]);
  }
  return { as: "utf8", values, offsets, ...nulls };
}
