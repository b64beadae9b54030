import type { Change, Value, WriteResult } from "@/connectors/sdk";
import type { LineBuffer } from "./line-buffer";
import type { LineFormat } from "./line-format";

/** Puts a row as a line, and counts it. `changes` are those of its source. */
export function putRow(
  row: Value[],
  changes: Change[],
  { out, format, result }: { out: LineBuffer; format: LineFormat; result: WriteResult },
): void {
  try {
    out.putText(format.encode(row, changes));
  } catch (error) {
    // The longest text that JavaScript has is half a gigabyte.
    if (!(error instanceof RangeError)) throw error;
    result.quarantined.push({
      row: null,
      reason: `The row is longer than a line can be: ${error.message}.`,
    });
    return;
  }
  out.rows++;
  result.written++;
  result.changed += changes.length;
}
