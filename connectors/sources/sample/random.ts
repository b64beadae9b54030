/**
 * What a row is made from. Every value is a pure function of it, so any part of a stream can be generated without
 * the rest, in any order, twice.
 */
export interface RowKey {
  /** Counts from 0; the row's id is one higher. */
  index: number;
  /** Stands for (seed, stream, index). */
  hash: number;
  pass: Pass;
}

/** What all rows of one pass over a stream share. */
export interface Pass {
  seed: number;
  /** When it began, in milliseconds since the epoch; 0 where rows never change. */
  version: number;
  versionHash: number;
}

export function startPass(seed: number, version: number): Pass {
  return { seed: fold(seed), version, versionHash: fold(version) };
}

export function rowKey(pass: Pass, streamSalt: number, index: number): RowKey {
  return { index, hash: mix(mix(index + streamSalt) ^ pass.seed), pass };
}

/** A number from 0 to limit - 1; each `salt` is another throw of the dice for the same row. */
export function draw(row: RowKey, salt: number, limit: number): number {
  return (mix(row.hash + Math.imul(salt, 0x9e3779b9)) >>> 1) % limit;
}

/** As `draw`, but another one in each version of the row. */
export function drawVersioned(row: RowKey, salt: number, limit: number): number {
  return (mix(mix(row.hash + Math.imul(salt, 0x9e3779b9)) ^ row.pass.versionHash) >>> 1) % limit;
}

export function between(row: RowKey, salt: number, min: number, max: number): number {
  return min + draw(row, salt, max - min + 1);
}

export function pick<Item>(row: RowKey, salt: number, items: readonly [Item, ...Item[]]): Item {
  return items[draw(row, salt, items.length)] ?? items[0];
}

/** Any safe integer in 32 bits. */
function fold(value: number): number {
  return mix(mix(value) ^ Math.floor(value / 2 ** 32));
}

/** The finalizer of MurmurHash3: every bit of the input changes about half of the output's. */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
