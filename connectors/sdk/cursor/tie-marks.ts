import { createHash } from "node:crypto";

/**
 * A row's mark, by which it is known again: 96 bits of a hash of its key and 32 of a hash of the whole row. A row that
 * has changed under the same key is a new one. Without a key, all 128 bits are of the row.
 */
export const markLength = 22;
const keyPartLength = 16;

/** `key`: the bytes of the row's key, null where a part of it is null; null where the stream has no key. */
export function markOf(row: Uint8Array, key: (Uint8Array | null)[] | null): string {
  const whole = createHash("sha256").update(row);
  if (!key) return whole.digest("base64url").slice(0, markLength);
  const hash = createHash("sha256");
  for (const part of key) hash.update(`${part?.length ?? -1}:`).update(part ?? new Uint8Array(0));
  return (
    hash.digest("base64url").slice(0, keyPartLength) +
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
