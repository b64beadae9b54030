import { constants, deflateSync, inflateSync } from "node:zlib";
import type { Compression } from "./types";

/** Both throw where the bytes are none of theirs. */
export interface Compressor {
  compress(bytes: Uint8Array): Uint8Array;
  /** Exactly `size` bytes; throws where they come to more or fewer. */
  decompress(bytes: Uint8Array, size: number): Uint8Array;
}

/** In front of a block, lz4-napi and lz4_flex put its uncompressed size; Pulsar has it in the metadata. */
const sizePrefixBytes = 4;
const zstdLevel = 3;
const zstdMagic = 0xfd2f_b528;

/** As Pulsar's other clients pack: LZ4 and Snappy as one raw block, zlib and Zstandard with their own frame. */
export async function loadCompressor(compression: Compression): Promise<Compressor> {
  const { compress, decompress } = await loaders[compression]();
  return {
    compress,
    decompress(bytes, size) {
      const unpacked = decompress(bytes, size);
      if (unpacked.length === size) return unpacked;
      throw new Error(`${unpacked.length} bytes came out of ${compression}, where ${size} were announced`);
    },
  };
}

/** Its memory is one for the process, and a second start empties it under the feet of those who use it. */
let zstd: Promise<Compressor> | undefined;

const loaders: Record<Compression, () => Promise<Compressor>> = {
  none: () => Promise.resolve({ compress: (bytes) => bytes, decompress: (bytes) => bytes }),
  async lz4() {
    const { compressSync, uncompressSync } = await import("lz4-napi");
    return {
      compress: (bytes) => compressSync(asBuffer(bytes)).subarray(sizePrefixBytes),
      decompress(bytes, size) {
        const prefixed = Buffer.allocUnsafe(sizePrefixBytes + bytes.length);
        prefixed.writeUInt32LE(size, 0);
        prefixed.set(bytes, sizePrefixBytes);
        return uncompressSync(prefixed);
      },
    };
  },
  zlib: () =>
    Promise.resolve({
      compress: (bytes) => deflateSync(bytes),
      // The Java client flushes and does not end the stream.
      decompress: (bytes, size) =>
        inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: Math.max(size, 1) }),
    }),
  zstd: () => (zstd ??= loadZstd()),
  async snappy() {
    const { compressSync, uncompressSync } = await import("snappy");
    return {
      compress: (bytes) => compressSync(bytes),
      decompress: (bytes) => uncompressSync(bytes, { asBuffer: true }) as Buffer,
    };
  },
};

async function loadZstd(): Promise<Compressor> {
  const { init, compress, decompress } = await import("@bokuweb/zstd-wasm");
  await init();
  return {
    compress: (bytes) => compress(bytes, zstdLevel),
    decompress(bytes, size) {
      checkZstdFrame(asBuffer(bytes), size);
      return decompress(bytes, { defaultHeapSize: size });
    },
  };
}

/** The package takes memory for whatever size a frame claims, and writes where it got none. */
function checkZstdFrame(bytes: Buffer, size: number): void {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== zstdMagic) throw new Error("no frame of Zstandard");
  const descriptor = bytes.readUInt8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  if (sizeBytes === 0) return; // it claims none
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  const field = bytes.subarray(at, at + sizeBytes);
  const claimed = field.reduceRight((sum, byte) => sum * 256 + byte, 0) + (sizeBytes === 2 ? 256 : 0);
  if (field.length < sizeBytes || claimed !== size)
    throw new Error(`a frame of Zstandard for ${claimed} bytes, where ${size} were announced`);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
