/**
 * Transaction ids. Rows hold the lower 32 bits of theirs (xmin); snapshots hold all 64. Ids 0 to 2 are not those of a
 * transaction: such rows have always been there.
 */
const wrap = 2n ** 32n;
const firstNormal = 3;

/** A snapshot as pg_current_snapshot() prints it: everything below `horizon` has ended, nothing from `next` on has begun. */
export interface Snapshot {
  horizon: bigint;
  next: bigint;
}

export function parseSnapshot(text: string): Snapshot {
  const [horizon, next] = text.split(":");
  if (!horizon || !next) throw new Error(`"${text}" is not a snapshot.`);
  return { horizon: BigInt(horizon), next: BigInt(next) };
}

/** Whether rows written from `horizon` on can be told from older ones at a time when `next` is the next id. */
export function isComparable(horizon: bigint, next: bigint): boolean {
  return horizon <= next && next - horizon < wrap;
}

/**
 * SQL: whether a row that is visible when `next` is the next id was written by a transaction from `horizon` on. Never
 * false for one that was; true also for a row from before whose id is 2^32 or a multiple of it away.
 */
export function isWrittenSince(horizon: bigint, next: bigint): string {
  const id = "xmin::text::int8";
  return `(${id} >= ${firstNormal} AND (${id} + ${wrap - (horizon % wrap)}) % ${wrap} < ${next - horizon})`;
}

/** The whole id of a visible row's xmin, given as a number of 32 bits, that `isWrittenSince` holds for. */
export function fullId(id: bigint, horizon: bigint): bigint {
  return horizon + ((id + wrap - (horizon % wrap)) % wrap);
}
