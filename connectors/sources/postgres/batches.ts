import type { Batch, Encoding, Value } from "@/connectors/sdk";
import { type ColumnType, decodeColumns } from "@/connectors/sdk/postgres/decode-columns";
import type { TupleBlock } from "@/connectors/sdk/postgres/copy-out";
import { decodeRows } from "@/connectors/sdk/postgres/decode-rows";

/** A block in the encoding that was asked for. The few that columns have no form for go as rows. */
export function toBatch(block: TupleBlock, types: ColumnType[], encoding: Encoding): Batch {
  const { count, release } = block;
  const bytes = block.bytes.length;
  if (encoding === "pg-copy-binary")
    return { encoding, count, chunks: [block.bytes], bytes, ...(release ? { release } : {}) };
  const columns = encoding === "columns" ? decodeColumns(block, types) : null;
  const batch: Batch = columns
    ? { encoding: "columns", count, columns, bytes }
    : { encoding: "rows", rows: rowsOf(block, types), bytes };
  release?.();
  return batch;
}

function rowsOf(block: TupleBlock, types: ColumnType[]): Value[][] {
  return decodeRows(
    block,
    types.map(({ wire }) => wire),
  );
}
