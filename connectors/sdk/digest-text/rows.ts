import { createHash } from "node:crypto";
import type { DigestBucket, DigestColumn, DigestRequest, DigestRow } from "../digest";
import type { Value } from "../values";
import { digestText } from "./text";

/** Where a column of the request stands in a row. */
export interface DigestPlace {
  index: number;
}

/** Digests rows one by one, as digest.ts defines it. */
export class RowDigest {
  private readonly columns: Cell[];
  private readonly key: Cell[];
  private readonly cursor: Cell | null;

  /** `placeOf` finds a column of the request in the rows. */
  constructor(request: DigestRequest, placeOf: (name: string) => DigestPlace) {
    const cellOf = (column: DigestColumn): Cell => ({ ...column, ...placeOf(column.name) });
    this.columns = request.columns.map(cellOf);
    this.key = request.key.map(cellOf);
    this.cursor = request.cursor && cellOf(request.cursor);
  }

  of(row: Value[]): { bucket: number; row: DigestRow } {
    const text = textOf(this.columns, row);
    const hashed = md5(text);
    const bucket = this.key.length === 0 ? hashed : md5(textOf(this.key, row));
    return {
      bucket: Number.parseInt(bucket.slice(0, 3), 16),
      row: {
        key: this.key.map((cell) => cellText(cell, row)),
        hash: BigInt(`0x${hashed.slice(0, 15)}`).toString(),
        cursor: this.cursor && cellText(this.cursor, row),
        changed: false,
      },
    };
  }
}

/** Sums up buckets. `isHigher` orders the cursor's texts. */
export class BucketSums {
  private readonly sums = new Map<number, { rows: number; sum: bigint; reach: string | null }>();

  constructor(private readonly isHigher: (text: string, than: string) => boolean) {}

  add(bucket: number, { hash, cursor }: DigestRow): void {
    const found = this.sums.get(bucket) ?? { rows: 0, sum: 0n, reach: null };
    found.rows++;
    found.sum += BigInt(hash);
    if (cursor !== null && (found.reach === null || this.isHigher(cursor, found.reach))) found.reach = cursor;
    this.sums.set(bucket, found);
  }

  list(): DigestBucket[] {
    return [...this.sums].map(([bucket, { rows, sum, reach }]) => ({
      bucket,
      rows,
      sum: sum.toString(),
      reach,
    }));
  }
}

interface Cell extends DigestColumn, DigestPlace {}

function cellText({ index, form }: Cell, row: Value[]): string | null {
  const value = row[index] ?? null;
  return value === null ? null : digestText(form, value);
}

function textOf(cells: Cell[], row: Value[]): string {
  let text = "";
  for (const [place, cell] of cells.entries()) {
    const value = cellText(cell, row);
    text += `${place > 0 ? "\u001f" : ""}${value === null ? "~" : `=${value}`}`;
  }
  return text;
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
