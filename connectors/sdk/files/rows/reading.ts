import { isDeepStrictEqual } from "node:util";
import { ConfigError, TransientError, type Context } from "@/connectors/sdk";
import { openContent, type Content } from "../content/content";
import { createDecoder, type Decoder } from "../content/decode";
import type { FileLocation } from "../content/location";
import type { Place } from "../format";
import type { Format, Table } from "./table";

/** A file that is being read. `close` must be called, however reading ended. */
export interface Reading<Raw> {
  content: Content;
  decoder: Decoder;
  table: Table<Raw>;
  /** Rows from where it was opened to the end; at least one piece. ConfigError where the file is empty or something else. */
  pieces: AsyncIterable<RawPiece<Raw>>;
  close(): Promise<void>;
}

export interface RawPiece<Raw> {
  rows: Raw[];
  /** Characters that were decoded for it. */
  chars: number;
  /** Where the row after these begins, in decompressed bytes; null where that cannot be told exactly. */
  offset(): number | null;
}

export async function openReading<Raw>(
  location: FileLocation,
  format: Format<Raw>,
  from: Place,
  ctx: Context,
): Promise<Reading<Raw>> {
  const table = format.createTable();
  const decoder = createDecoder(format.encoding);
  const open = (offset: number) =>
    openContent(location, { compression: format.compression, from: offset }, ctx);
  const head = from.offset > 0 ? await readHead(await open(0), table, decoder) : null;
  if (head) table.jump(from.rows);
  const content = await open(from.offset);
  if (head && !isDeepStrictEqual(head.identity, content.identity)) {
    await content.close();
    throw new TransientError(`"${location.label}" was changed while it was opened. It is opened again.`);
  }
  return {
    content,
    decoder,
    table,
    pieces: readPieces(content, from.offset, { table, decoder, label: location.label }),
    close: () => content.close(),
  };
}

/** What stands at the start of the file is needed wherever in it reading goes on. */
async function readHead<Raw>(content: Content, table: Table<Raw>, decoder: Decoder): Promise<Content> {
  try {
    for await (const { text } of decoder.pieces(content.chunks, 0)) {
      table.push(text);
      if (table.isReady()) break;
    }
    return content;
  } finally {
    await content.close();
  }
}

async function* readPieces<Raw>(
  content: Content,
  from: number,
  file: { table: Table<Raw>; decoder: Decoder; label: string },
): AsyncGenerator<RawPiece<Raw>> {
  const { table, decoder, label } = file;
  let isFirst = from === 0;
  for await (const { text, endByte } of decoder.pieces(content.chunks, from)) {
    if (isFirst) refuseForeign(text, label);
    const wasReady = table.isReady();
    const rows = table.push(text);
    const [first] = rows;
    if (isFirst && first !== undefined) table.refuseFirst(first);
    if (first !== undefined) isFirst = false;
    if (!wasReady && rows.length === 0) continue;
    yield { rows, chars: text.length, offset: () => offsetBefore(table.rest(), endByte, decoder) };
  }
  const rows = table.end();
  const [first] = rows;
  if (isFirst && first !== undefined) table.refuseFirst(first);
  if (!table.isReady())
    throw new ConfigError(`"${label}" is empty. Provide the file anew.`, { field: ["url"] });
  yield { rows, chars: 0, offset: () => null };
}

function offsetBefore(rest: string, endByte: number | null, decoder: Decoder): number | null {
  const restBytes = decoder.byteLength(rest);
  return endByte === null || restBytes === null ? null : endByte - restBytes;
}

/** A page where a file should be: a login, a "not found" that answers 200, a link to a viewer. */
function refuseForeign(text: string, label: string): void {
  const head = text.slice(0, 4096);
  if (/^\s*<(!doctype\s+html|html|head|body)\b/i.test(head)) {
    throw new ConfigError(
      `"${label}" is a web page, not a file of data. Give the address of the download itself, and one that needs no sign-in.`,
      { field: ["url"] },
    );
  }
  if (head.includes("\0")) {
    throw new ConfigError(
      `"${label}" holds zero bytes: it is UTF-16 without a mark, or no text at all. For UTF-16 set {"encoding": "utf-16"} in the reader options.`,
      { field: ["reader_options"] },
    );
  }
}
