import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { ConfigError, ConnectorError } from "@/connectors/sdk";
import type { OpenOptions } from "./content";
import { peek, skip } from "./peek";

const chunkSize = 64 * 1024;

/** The bytes of a file as they are meant: unpacked, from `options.from` on. */
export async function unpack(
  chunks: AsyncIterable<Uint8Array>,
  options: OpenOptions,
  label: string,
): Promise<{ chunks: AsyncIterable<Uint8Array>; isPacked: boolean }> {
  const start = await peek(chunks, 4);
  refuseArchive(start.head, label);
  const isPacked = options.compression === "gzip" || (options.compression === "infer" && isGzip(start.head));
  const plain = isPacked ? gunzip(start.chunks, label) : start.chunks;
  return { chunks: options.from > 0 ? skip(plain, options.from) : plain, isPacked };
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

async function* gunzip(chunks: AsyncIterable<Uint8Array>, label: string): AsyncGenerator<Uint8Array> {
  const unpacked = createGunzip({ chunkSize });
  // The error of either side ends the iteration below, so nothing is left to do here.
  pipeline(Readable.from(chunks), unpacked, () => undefined);
  try {
    for await (const chunk of unpacked) yield chunk as Uint8Array;
  } catch (cause) {
    if (cause instanceof ConnectorError || !isZlibError(cause)) throw cause;
    throw new ConfigError(
      `"${label}" is damaged or cut off: it cannot be unpacked as gzip (${cause.message}). Provide it anew.`,
      { cause, field: ["url"] },
    );
  } finally {
    unpacked.destroy();
  }
}

function refuseArchive(head: Uint8Array, label: string): void {
  const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  const found =
    (starts(0x50, 0x4b, 0x03, 0x04) && "a ZIP archive or an Excel workbook") ||
    (starts(0x50, 0x41, 0x52, 0x31) && "a Parquet file") ||
    (starts(0x42, 0x5a, 0x68) && "packed with bzip2") ||
    (starts(0x28, 0xb5, 0x2f, 0xfd) && "packed with zstd") ||
    (starts(0xfd, 0x37, 0x7a, 0x58) && "packed with xz");
  if (!found) return;
  throw new ConfigError(
    `"${label}" is ${found}. Provide it as CSV, JSON or JSONL, plain or packed with gzip.`,
    { field: ["url"] },
  );
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && /^Z_|^ERR_ZLIB/.test(String(error.code));
}
