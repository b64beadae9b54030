import os from "node:os";

const writingMegabytes = 24;
/** Long texts are unpacked by the dozen, and sorting keeps what it can. */
export const readingMegabytes = 192;
/**
 * Of each column the 122,880 values of a row group wait until they are compressed: in 8 bytes each, four blocks of 256 kB,
 * and one that is begun. With less, DuckDB puts blocks away in a temporary file and reads them back; measured.
 */
const megabytesPerColumn = 1.2;
const mostOfMachine = 0.6;

/** How often DuckDB ran out of memory at a file in this process; each time doubles what it is given there. */
const shortages = new Map<string, number>();

/**
 * How much memory DuckDB may take at a file while it writes, or reads, a table of so many columns. Small, so that a worker stays
 * below 256 MB; what DuckDB can spill it spills, and where it cannot (a merge that touches a great part of a large
 * table, single values of megabytes) the next attempt is given twice as much, up to the most of the machine.
 */
export function memoryLimitOf(file: string, columns: number, baseMegabytes = writingMegabytes): number {
  const wanted = (baseMegabytes + megabytesPerColumn * columns) * 2 ** (shortages.get(file) ?? 0);
  return Math.min(Math.ceil(wanted), mostMegabytes());
}

/** Remembers that the limit was not enough, unless it was all there is. */
export function noteShortage(file: string, columns: number, baseMegabytes?: number): void {
  if (memoryLimitOf(file, columns, baseMegabytes) < mostMegabytes())
    shortages.set(file, (shortages.get(file) ?? 0) + 1);
}

function mostMegabytes(): number {
  const constrained = process.constrainedMemory();
  const bytes = Math.min(os.totalmem(), constrained > 0 ? constrained : Infinity);
  return Math.floor((bytes * mostOfMachine) / 1024 / 1024);
}
