import { isAscii, isUtf8 } from "node:buffer";
import { canonicalEncoding, encodingOfMark, isSingleByte } from "./encodings";
import { peek, skip } from "./peek";

/** A piece of decoded text. */
export interface TextPiece {
  text: string;
  /** Where the piece ends in the decompressed bytes; null where the encoding does not tell. */
  endByte: number | null;
}

export interface Decoder {
  encoding: string;
  /** Bytes were met that the encoding does not have; each became U+FFFD. Until `passDamage`. */
  isDamaged: boolean;
  /** Forgets damage where none is in `rest`, which is what is still needed of the text: so that where one began to read is all one. */
  passDamage(rest: string): void;
  /** Takes the mark away that may stand at the very start: only then `encoding` is certain. */
  begin(chunks: AsyncIterable<Uint8Array>, from: number): Promise<Bytes>;
  /** Texts of bytes that it has begun with. */
  decode(bytes: Bytes): AsyncGenerator<TextPiece>;
  /** Both. */
  pieces(chunks: AsyncIterable<Uint8Array>, from: number): AsyncGenerator<TextPiece>;
  /** Bytes that `text` was decoded from; null where that cannot be told. */
  byteLength(text: string): number | null;
}

/** Decompressed bytes, from `offset` on. */
export interface Bytes {
  chunks: AsyncIterable<Uint8Array>;
  offset: number;
}

const replacement = "\uFFFD";

/** Decodes by the byte order mark, else as `encoding` says, else as UTF-8. The mark is no part of the text. */
export function createDecoder(encoding: string | undefined): Decoder {
  const decoder: Decoder = {
    encoding: (encoding && canonicalEncoding(encoding)) ?? "utf-8",
    isDamaged: false,
    passDamage: (rest) => {
      if (!rest.includes(replacement)) decoder.isDamaged = false;
    },
    begin: async (chunks, from) => (from === 0 ? await takeMark(chunks, decoder) : { chunks, offset: from }),
    decode: ({ chunks, offset }) =>
      decoder.encoding === "utf-8"
        ? decodeUtf8(chunks, offset, decoder)
        : decodeOther(chunks, offset, decoder),
    pieces: async function* (chunks, from) {
      yield* decoder.decode(await decoder.begin(chunks, from));
    },
    byteLength: (text) => {
      if (isSingleByte(decoder.encoding)) return text.length;
      if (decoder.encoding !== "utf-8" || (decoder.isDamaged && text.includes(replacement))) return null;
      return Buffer.byteLength(text);
    },
  };
  return decoder;
}

async function takeMark(chunks: AsyncIterable<Uint8Array>, decoder: Decoder): Promise<Bytes> {
  const start = await peek(chunks, 3);
  const mark = encodingOfMark(start.head);
  if (!mark) return { chunks: start.chunks, offset: 0 };
  decoder.encoding = mark.encoding;
  return { chunks: skip(start.chunks, mark.markBytes), offset: mark.markBytes };
}

async function* decodeUtf8(
  chunks: AsyncIterable<Uint8Array>,
  from: number,
  decoder: Decoder,
): AsyncGenerator<TextPiece> {
  let endByte = from;
  let cut: Uint8Array = new Uint8Array(0);
  const decode = (bytes: Buffer): TextPiece => {
    endByte += bytes.length;
    if (isAscii(bytes)) return { text: bytes.toString("latin1"), endByte };
    if (!isUtf8(bytes)) decoder.isDamaged = true;
    return { text: bytes.toString("utf8"), endByte };
  };
  for await (const chunk of chunks) {
    const bytes = cut.length > 0 ? Buffer.concat([cut, chunk]) : asBuffer(chunk);
    const whole = bytes.length - cutTail(bytes);
    cut = bytes.subarray(whole);
    if (whole > 0) yield decode(bytes.subarray(0, whole));
  }
  if (cut.length > 0) yield decode(asBuffer(cut));
}

/** How many bytes at the end are the beginning of a character whose rest has yet to come. */
function cutTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

async function* decodeOther(
  chunks: AsyncIterable<Uint8Array>,
  from: number,
  decoder: Decoder,
): AsyncGenerator<TextPiece> {
  const platform = new TextDecoder(decoder.encoding, { ignoreBOM: true });
  const tells = isSingleByte(decoder.encoding);
  let endByte = from;
  const piece = (text: string): TextPiece => {
    if (!decoder.isDamaged && text.includes(replacement)) decoder.isDamaged = true;
    return { text, endByte: tells ? endByte : null };
  };
  for await (const chunk of chunks) {
    endByte += chunk.length;
    const text = platform.decode(chunk, { stream: true });
    if (text !== "") yield piece(text);
  }
  const last = platform.decode();
  if (last !== "") yield piece(last);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
