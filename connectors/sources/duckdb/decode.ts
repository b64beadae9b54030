import type * as Bindings from "@duckdb/node-bindings";
import type { Column, Utf8Column } from "@/connectors/sdk";
import { nonNumbersAsTexts } from "./json";
import { readStrings } from "./strings";
import type { TypeMapping } from "./types";

/** A column of the result, as far as its layout goes. */
export type ReadColumn = Pick<TypeMapping, "as" | "holdsDoubles"> & { scale?: number };

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
    const decoded = this.columns.map((column, index) => {
      const vector = this.bindings.data_chunk_get_vector(chunk, index);
      return this.decodeVector(vector, rowCount, column);
    });
    // Left to the garbage collector, which does not see what it holds, its texts would pile up.
    this.bindings.data_chunk_reset(chunk);
    return decoded;
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
        return asBytes(readStrings(this.bindings, vector, rows, valid));
      case "utf8": {
        const column = readStrings(this.bindings, vector, rows, valid);
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
}

function asBytes({ values, offsets, valid }: Utf8Column): Column {
  const rows = Array.from({ length: offsets.length - 1 }, (_, row) =>
    valid?.[row] === 0 ? null : values.slice(offsets[row], offsets[row + 1]),
  );
  return { as: "bytes", values: rows };
}
