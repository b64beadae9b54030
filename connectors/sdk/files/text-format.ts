import { ConfigError } from "../errors";
import type { Context } from "../context";
import type { Field } from "../values";
import type { FileLocation } from "./content/location";
import type { FileFormat, Inspection, OpenFile, RowPiece } from "./format";
import { start } from "./format";
import { openReading, type Reading } from "./rows/reading";
import type { Converter, Format, Inference, Table } from "./rows/table";
import type { RawPiece } from "./rows/text-pieces";

/**
 * A format of text: decoded, cut into rows, and each row converted by the types of the fields. `asTuples`: plain rows
 * are given as tuples, where the format can.
 */
export function createTextFormat<Raw>(format: Format<Raw>, { asTuples = false } = {}): FileFormat {
  return {
    maxRows: format.maxRows,
    inspect: (location, maxBytes, ctx) => inspect(location, format, maxBytes, ctx),
    open: async (location, fields, from, ctx) => {
      const createTaker = (table: Table<Raw>) => table.createTupleTaker?.(fields) ?? null;
      const opening = { from, createTaker: asTuples && format.takesBytes ? createTaker : undefined };
      return openText(await openReading(location, format, opening, ctx), fields, from.offset);
    },
  };
}

async function inspect<Raw>(
  location: FileLocation,
  format: Format<Raw>,
  maxChars: number,
  ctx: Context,
): Promise<Inspection> {
  const inferences: Inference<Raw>[] = [];
  const inferenceOf = (table: Table<Raw>) => (inferences[0] ??= table.createInference());
  const createTaker = (table: Table<Raw>) => inferenceOf(table).createTaker?.() ?? null;
  const opening = { from: start, createTaker: format.takesBytes ? createTaker : undefined };
  const reading = await openReading(location, format, opening, ctx);
  try {
    let chars = 0;
    let rows = 0;
    for await (const piece of reading.pieces) {
      ctx.signal.throwIfAborted();
      if (reading.decoder.isDamaged && format.isStrict) throw foreignBytes(reading.decoder.encoding);
      const inference = inferenceOf(reading.table);
      for (const raw of piece.rows) if (rows++ < format.maxRows) inference.add(raw);
      chars += piece.chars;
      if (chars >= maxChars || rows >= format.maxRows) break;
    }
    return { fields: inferences[0]?.fields() ?? [], bytes: chars };
  } finally {
    await reading.close();
  }
}

function foreignBytes(encoding: string): ConfigError {
  const likely = encoding === "utf-8" ? "windows-1252" : "utf-8";
  return new ConfigError(
    `The file has bytes that ${encoding} does not have. Set its encoding in the reader options, most likely {"encoding": "${likely}"}; or {"encoding_errors": "replace"} to have such bytes marked with U+FFFD.`,
    { field: ["reader_options"] },
  );
}

function openText<Raw>(reading: Reading<Raw>, fields: Field[], from: number): OpenFile {
  let converter: Converter<Raw> | null = null;
  const pieces = async function* (): AsyncGenerator<RowPiece> {
    for await (const piece of reading.pieces) {
      converter ??= reading.table.createConverter(fields, reading.decoder);
      yield asRows(piece, converter, (offset) => rowsAhead(reading, piece, offset, from));
    }
  };
  return {
    identity: reading.content.identity,
    pieces: pieces(),
    bytesPerOffset: 1,
    leftOut: () => converter?.leftOut() ?? [],
    close: () => reading.close(),
  };
}

function asRows<Raw>(
  { rows, taken, offset }: RawPiece<Raw>,
  converter: Converter<Raw>,
  ahead: (offset: number | null) => number | null,
): RowPiece {
  return {
    count: taken?.count ?? rows.length,
    ...(taken?.tuples ? { tuples: taken.tuples } : {}),
    row: (index, changes) => {
      const raw = rows[index];
      if (raw === undefined) throw new Error(`There is no row ${index} among ${rows.length}.`);
      return converter.convert(raw, changes);
    },
    offset,
    rowsAhead: () => ahead(offset()),
  };
}

/** Judged by how long the first rows are. */
function rowsAhead<Raw>(
  { content }: Reading<Raw>,
  { rows, taken }: RawPiece<Raw>,
  offset: number | null,
  from: number,
): number | null {
  if (content.size === null || offset === null || offset <= from) return null;
  return Math.round(((content.size - from) / (offset - from)) * (taken?.count ?? rows.length));
}
