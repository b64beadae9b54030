/**
 * Hashes of keys as Java clients compute them, so that a key goes to the same partition whoever sends it. All are of the
 * range 0 to 2^31 − 1.
 */
export type KeyHash = (key: string) => number;

/** `String.hashCode` of the key's UTF-16 units, without its sign. */
export function javaStringHash(key: string): number {
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (Math.imul(31, hash) + key.charCodeAt(at)) | 0;
  return hash & 0x7fff_ffff;
}

/** MurmurHash3, 32 bits, seed 0, of the key's UTF-8 bytes, without its sign. */
export function murmur3Hash(key: string): number {
  const bytes = Buffer.from(key);
  const tail = bytes.length & ~3;
  let hash = 0;
  for (let at = 0; at < tail; at += 4) {
    hash ^= scramble(bytes.readInt32LE(at));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe654_6b64) | 0;
  }
  let rest = 0;
  for (let at = bytes.length - 1; at >= tail; at--) rest = (rest << 8) | bytes.readUInt8(at);
  if (tail < bytes.length) hash ^= scramble(rest);
  return finish(hash ^ bytes.length) & 0x7fff_ffff;
}

function scramble(block: number): number {
  const mixed = Math.imul(block, 0xcc9e_2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b87_3593);
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}
