import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { AsyncBuffer, Compressors, FileMetaData, SchemaTree } from "hyparquet";
import { ConfigError, ConnectorError } from "../../errors";
import type { RangeFile } from "../content/ranges";
import { columnOf, type ParquetColumn } from "./column";

/** A Parquet file with its footer read. */
export interface ParquetFile {
  source: RangeFile;
  columns: ParquetColumn[];
  rows: number;
  /** Consecutive ranges of rows that are read at once: row groups, or parts of large ones. */
  windows: { start: number; end: number; isPart: boolean }[];
  /** The values of some columns in a window, as they are stored, by name. */
  readWindow(
    window: { start: number; end: number; isPart: boolean },
    names: string[],
  ): Promise<Map<string, unknown[]>>;
}

/** Of a row group so much is unpacked at once; as values it takes a few times that. */
const maxWindowBytes = 64 * 1024 * 1024;
const smallestFile = 12;

export async function openParquet(source: RangeFile): Promise<ParquetFile> {
  const { parquetMetadataAsync, parquetSchema } = await import("hyparquet");
  const buffer = asBuffer(source);
  if (source.size < smallestFile) throw noParquet(source.label, `it has ${source.size} bytes`);
  const magic = Buffer.from(await source.read(source.size - 4, source.size)).toString("latin1");
  if (magic === "PARE") throw new ConfigError(`"${source.label}" is encrypted, which is not offered.`);
  if (magic !== "PAR1") throw noParquet(source.label, "it does not end as one");
  const metadata = await reading(source, () => parquetMetadataAsync(buffer, { geoparquet: false }));
  const columns = parquetSchema(metadata).children.map((tree: SchemaTree) => columnOf(tree));
  keepAsStored(metadata);
  return {
    source,
    columns,
    rows: Number(metadata.num_rows),
    windows: windowsOf(metadata),
    readWindow: (window, names) => reading(source, () => readWindow(buffer, metadata, window, names)),
  };
}

/**
 * hyparquet makes doubles of decimals and Dates of times. Without their types it gives values as they are stored; texts it
 * decodes itself, once for each entry of a dictionary.
 */
function keepAsStored(metadata: FileMetaData): void {
  for (const element of metadata.schema) {
    const isText = element.converted_type === "UTF8" || element.logical_type?.type === "STRING";
    if (element.type === undefined || isText) continue;
    delete element.converted_type;
    delete element.logical_type;
  }
}

function windowsOf({ row_groups: groups }: FileMetaData): ParquetFile["windows"] {
  const windows: ParquetFile["windows"] = [];
  let start = 0;
  for (const group of groups) {
    const rows = Number(group.num_rows);
    const parts = Math.max(1, Math.ceil(Number(group.total_byte_size) / maxWindowBytes));
    const step = Math.max(1, Math.ceil(rows / parts));
    for (let at = 0; at < rows; at += step)
      windows.push({ start: start + at, end: start + Math.min(rows, at + step), isPart: parts > 1 });
    start += rows;
  }
  return windows;
}

async function readWindow(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { start, end, isPart }: { start: number; end: number; isPart: boolean },
  columns: string[],
): Promise<Map<string, unknown[]>> {
  const { parquetRead } = await import("hyparquet");
  const compressors = await loadCompressors();
  const found = new Map<string, unknown[]>();
  const counts = new Map<string, number>();
  await parquetRead({
    ...{ file, metadata, columns, compressors, utf8: false, useOffsetIndex: isPart },
    parsers: { timestampFromNanoseconds: (nanos) => nanos },
    rowStart: start,
    rowEnd: end,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const from = Math.max(0, start - rowStart);
      const to = Math.min(columnData.length, end - rowStart);
      counts.set(columnName, (counts.get(columnName) ?? 0) + Math.max(0, to - from));
      if (Array.isArray(columnData) && rowStart === start && columnData.length === end - start) {
        found.set(columnName, columnData);
        return;
      }
      const column = found.get(columnName) ?? new Array<unknown>(end - start);
      found.set(columnName, column);
      for (let index = from; index < to; index++) column[rowStart + index - start] = columnData[index];
    },
  });
  for (const name of columns) {
    if (counts.get(name) !== end - start)
      throw new Error(`column "${name}" has ${counts.get(name) ?? 0} of ${end - start} rows`);
  }
  return found;
}

async function loadCompressors(): Promise<Compressors> {
  const { compressors } = await import("hyparquet-compressors");
  return {
    ...compressors,
    GZIP: (input) => gunzipSync(input),
    BROTLI: (input) => brotliDecompressSync(input),
  };
}

function asBuffer(source: RangeFile): AsyncBuffer {
  return {
    byteLength: source.size,
    slice: async (start, end = source.size) => {
      const bytes = await source.read(start < 0 ? source.size + start : start, Math.min(end, source.size));
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    },
  };
}

/** Whatever hyparquet throws is about the file. */
async function reading<Result>({ label }: RangeFile, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ConnectorError || !(cause instanceof Error) || cause.name === "AbortError")
      throw cause;
    throw new ConfigError(
      `"${label}" is damaged, or uses what is not offered: ${cause.message}. Provide it anew.`,
      {
        cause,
        field: ["url"],
      },
    );
  }
}

function noParquet(label: string, why: string): ConfigError {
  return new ConfigError(`"${label}" is no Parquet file, or is cut off: ${why}. Look at the format.`, {
    field: ["format"],
  });
}
