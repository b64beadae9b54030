import type { Batch, Encoding } from "@/connectors/sdk";
import type { RowBlock } from "@/connectors/sdk/mysql/rows-command";
import { decodeColumns } from "@/connectors/sdk/postgres/decode-columns";
import { decodeRows } from "@/connectors/sdk/postgres/decode-rows";
import { headerLength } from "@/connectors/sdk/postgres/tuples";
import type { Selection } from "./select";
import { toTuples } from "./tuples";

/**
 * A block in the encoding that was asked for. One with a value that had to be changed goes as rows, which alone can
 * say so; so do frames with U+0000 in a text, which PostgreSQL would refuse, and the few that columns have no form for.
 */
export function toBatch(block: RowBlock, selection: Selection, skipped: number, encoding: Encoding): Batch {
  const tuples = toTuples(block, selection.fields, skipped);
  const bytes = tuples.block.bytes.length - block.count * headerLength;
  const isPlain = tuples.changes.size === 0;
  if (encoding === "pg-copy-binary" && isPlain && !tuples.hasZeros)
    return { encoding, count: block.count, chunks: [tuples.block.bytes], bytes };
  const columns = encoding === "columns" && isPlain ? decodeColumns(tuples.block, selection.types) : null;
  if (columns) return { encoding: "columns", count: block.count, columns, bytes };
  const wires = selection.types.map(({ wire }) => wire);
  const rows = decodeRows(tuples.block, wires);
  return { encoding: "rows", rows, bytes, ...(isPlain ? {} : { changes: tuples.changes }) };
}
