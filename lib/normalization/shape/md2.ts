import { Buffer } from "node:buffer";

const blockSize = 16;
const stateSize = 3 * blockSize;
const rounds = 18;

/** The RFC's table: 0 to 255, shuffled by the digits of pi. */
const substitution = Buffer.from(
  "292e43c9a2d87c013d3654a1ecf0061362a705f3c0c7738c98932bd9bc4c82ca" +
    "1e9b573cfdd4e01667426f188a17e512be4ec4d6da9ede49a0fbf58ebb2fee7a" +
    "a968799115b2073f94c210890b225f21807f5d9a5a903227353ecce7bff79703" +
    "ff1930b348a5b5d1d75e922aac56aac64fb838d296a47db676fc6be29c7404f1" +
    "459d705964718720865bcf65e62da8021b6025adaeb0b9f61c46616934407e0f" +
    "5547a323dd51af3ac35cf9cebac5ea262c530d6e85288409d3dfcdf441814d52" +
    "6adc37c86cc1abfa24e17b080cbdb14a7888958be363e86de9cbd5fe3b001d39" +
    "f2efb70e6658d0e4a67772f8eb754b0a314450b48fed1f1adb998d339f118314",
  "hex",
);

/**
 * MD2 as in RFC 1319, for tables that were hashed with it: OpenSSL has given it up, and so should whoever has a choice.
 */
export function md2(message: Uint8Array): Uint8Array {
  const padded = withChecksum(pad(message));
  const state = new Uint8Array(stateSize);
  for (let start = 0; start < padded.length; start += blockSize) {
    for (let at = 0; at < blockSize; at++) {
      const byte = padded[start + at] ?? 0;
      state[blockSize + at] = byte;
      state[2 * blockSize + at] = byte ^ (state[at] ?? 0);
    }
    let carry = 0;
    for (let round = 0; round < rounds; round++) {
      for (let at = 0; at < stateSize; at++)
        carry = state[at] = (state[at] ?? 0) ^ (substitution[carry] ?? 0);
      carry = (carry + round) & 0xff;
    }
  }
  return state.slice(0, blockSize);
}

/** Always by at least one byte; each says how many there are. */
function pad(message: Uint8Array): Uint8Array {
  const missing = blockSize - (message.length % blockSize);
  const padded = new Uint8Array(message.length + missing).fill(missing);
  padded.set(message);
  return padded;
}

/** One more block, by the RFC's text and its erratum: the checksum's byte is changed, not replaced. */
function withChecksum(padded: Uint8Array): Uint8Array {
  const result = new Uint8Array(padded.length + blockSize);
  result.set(padded);
  const checksum = result.subarray(padded.length);
  let last = 0;
  for (let start = 0; start < padded.length; start += blockSize) {
    for (let at = 0; at < blockSize; at++) {
      last = checksum[at] = (checksum[at] ?? 0) ^ (substitution[(padded[start + at] ?? 0) ^ last] ?? 0);
    }
  }
  return result;
}
