import type { Batch, Encoding } from "@/connectors/sdk";
import { type ColumnType, decodeColumns } from "@/connectors/sdk/postgres/decode-columns";
import type { TupleBlock } from "@/connectors/sdk/postgres/copy-out";
import { decodeRows } from "@/connectors/sdk/postgres/decode-rows";
import { headerLength } from "@/connectors/sdk/postgres/tuples";

/** A block in the encoding that was asked for. The few that columns have no form for go as rows. */
export function toBatch(block: TupleBlock, types: ColumnType[], encoding: Encoding): Batch {
  const bytes = block.bytes.length - block.count * headerLength;
  if (encoding === "pg-copy-binary") {
    const { count, release } = block;
    return { encoding, count, chunks: [block.bytes], bytes, ...(release ? { release } : {}) };
  }
  const batch = decode(block, types, { encoding, bytes });
  block.release?.(); // what was decoded holds nothing of it
  return batch;
}

function decode(
  block: TupleBlock,
  types: ColumnType[],
  { encoding, bytes }: { encoding: Encoding; bytes: number },
): Batch {
  const columns = encoding === "columns" ? decodeColumns(block, types) : null;
  if (columns) return { encoding: "columns", count: block.count, columns, bytes };
  const wires = types.map(({ wire }) => wire);
  return { encoding: "rows", rows: decodeRows(block, wires), bytes };
}
