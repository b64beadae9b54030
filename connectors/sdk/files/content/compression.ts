import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { ConfigError, ConnectorError } from "../../errors";
import type { OpenOptions } from "./content";
import { peek, skip } from "./peek";
import { unzstd, zstdWindowBytes } from "./zstd";

/** "infer" unpacks what begins like gzip or zstd, whatever its name; null takes the bytes as they are. */
export type Compression = "infer" | "gzip" | "zstd" | null;

/** So many bytes of the start tell how a file is packed; a server may be slow to give more. */
export const sniffedBytes = 4;
/** The longest header of a frame of zstd. */
const zstdHeaderBytes = 18;

const chunkSize = 64 * 1024;
/** zstd's own limit; larger windows are asked for by hand, with --ultra --long. */
const maxWindowBytes = 128 * 1024 * 1024;

/** The bytes of a file as they are meant: unpacked, from `options.from` on. */
export async function unpack(
  chunks: AsyncIterable<Uint8Array>,
  options: OpenOptions,
  label: string,
): Promise<{ chunks: AsyncIterable<Uint8Array>; isPacked: boolean }> {
  const start = await peek(chunks, sniffedBytes);
  const packing = packingOf(start.head, options.compression);
  if (packing === null && !options.isBinary) refuseArchive(start.head, label);
  const plain = await unpackAs(packing, start.chunks, label);
  return { chunks: options.from > 0 ? skip(plain, options.from) : plain, isPacked: packing !== null };
}

async function unpackAs(
  packing: "gzip" | "zstd" | null,
  chunks: AsyncIterable<Uint8Array>,
  label: string,
): Promise<AsyncIterable<Uint8Array>> {
  if (packing === null) return chunks;
  if (packing === "gzip") return gunzip(chunks, label);
  const start = await peek(chunks, zstdHeaderBytes);
  refuseWindow(start.head, label);
  return unzstd(start.chunks, label);
}

export function isPacked(head: Uint8Array, compression: Compression): boolean {
  return packingOf(head, compression) !== null;
}

function packingOf(head: Uint8Array, compression: Compression): "gzip" | "zstd" | null {
  if (compression !== "infer") return compression;
  if (startsWith(head, 0x1f, 0x8b)) return "gzip";
  return startsWith(head, 0x28, 0xb5, 0x2f, 0xfd) ? "zstd" : null;
}

async function* gunzip(chunks: AsyncIterable<Uint8Array>, label: string): AsyncGenerator<Uint8Array> {
  const unpacked = createGunzip({ chunkSize });
  // The error of either side ends the iteration below, so nothing is left to do here.
  pipeline(Readable.from(chunks), unpacked, () => undefined);
  try {
    for await (const chunk of unpacked) yield chunk as Uint8Array;
  } catch (cause) {
    if (cause instanceof ConnectorError || !isZlibError(cause)) throw cause;
    throw damaged(label, "gzip", cause);
  } finally {
    unpacked.destroy();
  }
}

export function damaged(label: string, packing: string, cause: Error): ConfigError {
  return new ConfigError(
    `"${label}" is damaged or cut off: it cannot be unpacked as ${packing} (${cause.message}). Provide it anew.`,
    { cause, field: ["url"] },
  );
}

function refuseWindow(head: Uint8Array, label: string): void {
  const bytes = zstdWindowBytes(head);
  if (bytes <= maxWindowBytes) return;
  throw new ConfigError(
    `"${label}" is packed by zstd with a window of ${Math.round(bytes / 1024 / 1024)} MB, more than the 128 MB that are offered. Pack it without --long, or with --long=27.`,
    { field: ["url"] },
  );
}

function refuseArchive(head: Uint8Array, label: string): void {
  const found =
    (startsWith(head, 0x50, 0x4b, 0x03, 0x04) && "a ZIP archive or an Excel workbook") ||
    (startsWith(head, 0x50, 0x41, 0x52, 0x31) && "a Parquet file") ||
    (startsWith(head, 0x42, 0x5a, 0x68) && "packed with bzip2") ||
    (startsWith(head, 0xfd, 0x37, 0x7a, 0x58) && "packed with xz");
  if (!found) return;
  throw new ConfigError(
    found === "a Parquet file"
      ? `"${label}" is a Parquet file. Choose the format parquet.`
      : `"${label}" is ${found}. Provide it as CSV, JSON, JSONL or Parquet, plain or packed with gzip or zstd.`,
    { field: [found === "a Parquet file" ? "format" : "url"] },
  );
}

function startsWith(head: Uint8Array, ...bytes: number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && /^Z_|^ERR_ZLIB/.test(String(error.code));
}
