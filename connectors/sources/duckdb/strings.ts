import type * as Bindings from "@duckdb/node-bindings";
import type { Utf8Column } from "@/connectors/sdk";

/** A string_t: a length and up to 12 bytes, or a length, the first 4 bytes and an address; see duckdb.h. */
const stringBytes = 16;
const stringWords = 4;
const maxInlineBytes = 12;
/**
 * Strings whose bytes lie so close together are fetched by one call, with what is between them. There is always memory
 * between them: no page fits into the gap.
 */
const maxGapBytes = 64;
const maxRunBytes = 16 * 1024 * 1024;
/** Shorter ones are copied byte by byte, which is faster than a call. */
const shortBytes = 48;

/** Strings that lie beside each other in DuckDB's memory; `row` is the one whose address is the start. */
interface Run {
  start: number;
  end: number;
  row: number;
}

/** The strings of a vector, one behind the other. A call for each would take several times as long as all the rest. */
export function readStrings(
  bindings: typeof Bindings,
  vector: Bindings.Vector,
  rows: number,
  valid: Uint8Array | null,
): Utf8Column {
  const data = Uint8Array.from(bindings.vector_get_data(vector, rows * stringBytes));
  const words = new Uint32Array(data.buffer);
  const offsets = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++)
    offsets[row + 1] = (offsets[row] ?? 0) + (valid?.[row] === 0 ? 0 : (words[row * stringWords] ?? 0));
  const { runs, runOf } = findRuns(words, rows, valid);
  const fetched = runs.map(({ start, end, row }) =>
    bindings.get_data_from_pointer(data.buffer, row * stringBytes + 8, end - start),
  );
  const values = new Uint8Array(offsets[rows] ?? 0);
  for (let row = 0; row < rows; row++) {
    const at = offsets[row] ?? 0;
    const length = (offsets[row + 1] ?? 0) - at;
    if (length <= maxInlineBytes) copy(data, row * stringBytes + 4, length, values, at);
    else {
      const run = runOf[row] ?? 0;
      const from = addressOf(words, row) - (runs[run]?.start ?? 0);
      copy(fetched[run] ?? data, from, length, values, at);
    }
  }
  return { as: "utf8", values, offsets, ...(valid ? { valid } : {}) };
}

function findRuns(
  words: Uint32Array,
  rows: number,
  valid: Uint8Array | null,
): { runs: Run[]; runOf: Int32Array } {
  const runs: Run[] = [];
  const runOf = new Int32Array(rows);
  const byStart = new Map<number, number>();
  let current = -1;
  for (let row = 0; row < rows; row++) {
    const length = words[row * stringWords] ?? 0;
    if (length <= maxInlineBytes || valid?.[row] === 0) continue;
    const start = addressOf(words, row);
    const end = start + length;
    const run = runs[current];
    if (run && start >= run.start && end <= run.end) runOf[row] = current;
    else if (run && start >= run.end && start - run.end < maxGapBytes && end - run.start <= maxRunBytes) {
      run.end = end;
      runOf[row] = current;
    } else {
      // Texts of a dictionary come again and again, in any order.
      const known = byStart.get(start);
      current =
        known !== undefined && end <= (runs[known]?.end ?? 0) ? known : runs.push({ start, end, row }) - 1;
      byStart.set(start, current);
      runOf[row] = current;
    }
  }
  return { runs, runOf };
}

function addressOf(words: Uint32Array, row: number): number {
  return (words[row * stringWords + 2] ?? 0) + (words[row * stringWords + 3] ?? 0) * 0x1_0000_0000;
}

function copy(from: Uint8Array, start: number, length: number, to: Uint8Array, at: number): void {
  if (length >= shortBytes) to.set(from.subarray(start, start + length), at);
  else for (let byte = 0; byte < length; byte++) to[at + byte] = from[start + byte] ?? 0;
}
