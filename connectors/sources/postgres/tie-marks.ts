import { createHash } from "node:crypto";
import type { TupleIndex } from "./tuple-index";

/**
 * A row's mark, by which it is known again: 96 bits of a hash of its key and 32 of a hash of the whole row. A row that
 * has changed under the same key is a new one. Without a key, all 128 bits are of the row.
 */
export const markLength = 22;
const keyPartLength = 16;

export function markOf(index: TupleIndex, row: number, keyFields: number[] | null): string {
  const whole = createHash("sha256").update(index.tuple(row));
  if (!keyFields) return whole.digest("base64url").slice(0, markLength);
  const key = createHash("sha256");
  for (const field of keyFields) key.update(`${index.length(row, field)}:`).update(index.field(row, field));
  return (
    key.digest("base64url").slice(0, keyPartLength) +
    whole.digest("base64url").slice(0, markLength - keyPartLength)
  );
}

/** Rows that were read before, with how often each was. */
export class KnownTies {
  private readonly counts = new Map<string, number>();
  private readonly keyPartOnly: boolean;

  /** `comparable`: the rows had the same columns then. Where not, a key alone must do; without a key nothing is known. */
  constructor(known: string, hasKey: boolean, comparable: boolean) {
    this.keyPartOnly = !comparable;
    if (!comparable && !hasKey) return;
    for (let at = 0; at < known.length; at += markLength) {
      const mark = this.identity(known.slice(at, at + markLength));
      this.counts.set(mark, (this.counts.get(mark) ?? 0) + 1);
    }
  }

  /** Whether the row was read before; each row that was read counts for one. */
  take(mark: string): boolean {
    const identity = this.identity(mark);
    const count = this.counts.get(identity) ?? 0;
    if (count === 0) return false;
    this.counts.set(identity, count - 1);
    return true;
  }

  private identity(mark: string): string {
    return this.keyPartOnly ? mark.slice(0, keyPartLength) : mark;
  }
}
