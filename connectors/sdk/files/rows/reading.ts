import { isDeepStrictEqual } from "node:util";
import { TransientError, type Context } from "@/connectors/sdk";
import { openContent, type Content } from "../content/content";
import { createDecoder, type Decoder } from "../content/decode";
import type { FileLocation } from "../content/location";
import type { Place } from "../format";
import { BlockPieces } from "./block-pieces";
import { inBlocks } from "./blocks";
import type { RowTaker } from "./row-taker";
import type { Format, Table } from "./table";
import { type OpenTable, type RawPiece, TextPieces } from "./text-pieces";

/** A file that is being read. `close` must be called, however reading ended. */
export interface Reading<Raw> {
  content: Content;
  decoder: Decoder;
  table: Table<Raw>;
  /** Rows from where it was opened to the end; at least one piece. ConfigError where the file is empty or something else. */
  pieces: AsyncIterable<RawPiece<Raw>>;
  close(): Promise<void>;
}

/** How a file is to be opened. */
export interface Opening<Raw> {
  from: Place;
  /** What takes plain rows from their bytes, asked for once the table is ready; null where nothing does. */
  createTaker?: ((table: Table<Raw>) => RowTaker | null) | undefined;
}

export async function openReading<Raw>(
  location: FileLocation,
  format: Format<Raw>,
  { from, createTaker }: Opening<Raw>,
  ctx: Context,
): Promise<Reading<Raw>> {
  const table = format.createTable();
  const decoder = createDecoder(format.encoding);
  const open = (offset: number) =>
    openContent(location, { compression: format.compression, from: offset }, ctx);
  const head = from.offset > 0 ? await readHead(await open(0), table, decoder) : null;
  if (head) table.jump(from.rows);
  decoder.passDamage("");
  const content = await open(from.offset);
  if (head && !isDeepStrictEqual(head.identity, content.identity)) {
    await content.close();
    throw new TransientError(`"${location.label}" was changed while it was opened. It is opened again.`);
  }
  return {
    content,
    decoder,
    table,
    pieces: readPieces(content, from, { table, decoder, label: location.label }, createTaker),
    close: () => content.close(),
  };
}

/** What stands at the start of the file is needed wherever in it reading goes on. */
async function readHead<Raw>(content: Content, table: Table<Raw>, decoder: Decoder): Promise<Content> {
  try {
    for await (const { text } of decoder.pieces(inBlocks({ chunks: content.chunks, offset: 0 }, false), 0)) {
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
  from: Place,
  file: OpenTable<Raw>,
  createTaker: Opening<Raw>["createTaker"],
): AsyncGenerator<RawPiece<Raw>> {
  const begun = await file.decoder.begin(content.chunks, from.offset);
  const bytes = { chunks: inBlocks(begun, from.offset > 0), offset: begun.offset };
  const texts = new TextPieces(file, from);
  if (createTaker && file.decoder.encoding === "utf-8")
    yield* new BlockPieces(texts, createTaker).read(bytes);
  else yield* texts.read(bytes);
}
