import type { Batch, Encoding } from "@/connectors/sdk";
import { type ColumnType, decodeColumns } from "@/connectors/sdk/postgres/decode-columns";
import type { TupleBlock } from "@/connectors/sdk/postgres/copy-out";
import { decodeRows } from "@/connectors/sdk/postgres/decode-rows";

/** A block in the encoding that was asked for. The few that columns have no form for go as rows. */
export function toBatch(block: TupleBlock, types: ColumnType[], encoding: Encoding): Batch {
  const bytes = block.bytes.length;
  if (encoding === "pg-copy-binary") return { encoding, count: block.count, chunks: [block.bytes], bytes };
  const columns = encoding === "columns" ? decodeColumns(block, types) : null;
  if (columns) return { encoding: "columns", count: block.count, columns, bytes };
  return {
    encoding: "rows",
    rows: decodeRows(
      block,
      types.map(({ wire }) => wire),
    ),
    bytes,
  };
}
