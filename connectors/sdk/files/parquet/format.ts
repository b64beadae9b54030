import type { Context } from "../../context";
import { ConfigError } from "../../errors";
import { rowDocument } from "../../records";
import type { Change, Field, Value } from "../../values";
import { openRanges } from "../content/ranges";
import type { FileFormat, OpenFile, Place, RowPiece } from "../format";
import { documentField } from "../rows/document";
import { truncated } from "../rows/changes";
import type { ParquetColumn } from "./column";
import { createFit, type Fit } from "./fit";
import { openParquet, type ParquetFile } from "./file";

export interface ParquetOptions {
  maxRows: number;
  /** Columns that a file does not have are null, as in files of one stream that differ. */
  allowsMissing: boolean;
  /** Each row becomes one JSON document. */
  asDocuments: boolean;
  /** Digits of decimals may be lost. */
  decimalsAsFloats: boolean;
}

/** Parquet, read by ranges: the footer, then of each row group the columns that are wanted. Places are numbers of rows. */
export function createParquetFormat(options: ParquetOptions): FileFormat {
  return {
    maxRows: options.maxRows,
    inspect: async (location, _maxBytes, ctx) => {
      const source = await openRanges(location, ctx);
      try {
        const { columns } = await openParquet(source);
        return { fields: columns.map(({ field }) => typed(field, options)), bytes: 0 };
      } finally {
        await source.close();
      }
    },
    open: async (location, fields, from, ctx) => {
      const source = await openRanges(location, ctx);
      try {
        return openFile(await openParquet(source), fields, { from, options, ctx });
      } catch (error) {
        await source.close();
        throw error;
      }
    },
  };
}

function typed(field: Field, { decimalsAsFloats }: ParquetOptions): Field {
  const isFloat = decimalsAsFloats && field.type.kind === "decimal";
  return isFloat ? { ...field, type: { kind: "number", bits: 64 } } : field;
}

interface Opening {
  from: Place;
  options: ParquetOptions;
  ctx: Context;
}

function openFile(file: ParquetFile, fields: Field[], { from, options, ctx }: Opening): OpenFile {
  const wanted = options.asDocuments ? [] : fields.map((field) => columnFor(file, field));
  if (!options.allowsMissing) refuseMissing(file, fields, wanted);
  const columns = options.asDocuments
    ? file.columns
    : [...new Set(wanted.filter((column) => column !== null))];
  const names = columns.map(({ field }) => field.name);
  const toRow = options.asDocuments ? documents(file.columns, fields) : values(fields, wanted);
  const pieces = async function* (): AsyncGenerator<RowPiece> {
    for (const window of file.windows) {
      if (window.end <= from.offset) continue;
      ctx.signal.throwIfAborted();
      const start = Math.max(window.start, from.offset);
      const data = await file.readWindow({ ...window, start }, names);
      yield pieceOf(file, { start, end: window.end }, toRow(data));
    }
  };
  return {
    identity: file.source.identity,
    pieces: pieces(),
    bytesPerOffset: file.source.size / Math.max(1, file.rows),
    leftOut: () => file.columns.map(({ field }) => field.name).filter((name) => !names.includes(name)),
    close: () => file.source.close(),
  };
}

type ToRow = (data: Map<string, unknown[]>) => RowPiece["row"];

function pieceOf(
  file: ParquetFile,
  { start, end }: { start: number; end: number },
  row: RowPiece["row"],
): RowPiece {
  return { count: end - start, row, offset: () => end, rowsAhead: () => file.rows - start };
}

function values(fields: Field[], wanted: (ParquetColumn | null)[]): ToRow {
  const fits = fields.map((field, index): Fit | null => {
    const column = wanted[index];
    return column ? createFit(column, field) : null;
  });
  return (data) => {
    const columns = wanted.map((column) => (column ? data.get(column.field.name) : undefined));
    return (index, changes) => {
      const row: Value[] = [];
      for (let place = 0; place < fits.length; place++) {
        const fit = fits[place];
        row.push(fit ? fit(columns[place]?.[index], changes) : null);
      }
      return row;
    };
  };
}

function documents(columns: ParquetColumn[], fields: Field[]): ToRow {
  const own = columns.map(({ field }) => field);
  return (data) => {
    const held = columns.map((column) => ({ column, values: data.get(column.field.name) }));
    return (index, changes: Change[]) => {
      const row = held.map(({ column, values }) => {
        const raw = values?.[index];
        if (column.isCut?.(raw))
          changes.push(truncated(column.field.name, "digits behind microseconds are left out"));
        return column.convert(raw);
      });
      const document = rowDocument(own, row);
      return fields.map(({ name }) => (name === documentField.name ? document : null));
    };
  };
}

function columnFor(file: ParquetFile, { name }: Field): ParquetColumn | null {
  return file.columns.find(({ field }) => field.name === name) ?? null;
}

function refuseMissing(file: ParquetFile, fields: Field[], wanted: (ParquetColumn | null)[]): void {
  const missing = fields.filter((_, index) => wanted[index] === null).map(({ name }) => `"${name}"`);
  if (missing.length === 0 || wanted.length === 0) return;
  const has = file.columns.slice(0, 50).map(({ field }) => `"${field.name}"`);
  throw new ConfigError(
    `The file has no column ${missing.join(", ")} any more; it has ${has.join(", ")}. If that is meant, refresh the source's schema; if not, mend the file.`,
  );
}
