import { ConfigError } from "@/connectors/sdk";
import type { Bytes, Decoder } from "../content/decode";
import type { Place } from "../format";
import { blockBytes } from "./blocks";
import type { TakenRows } from "./row-taker";
import type { Table } from "./table";

export interface RawPiece<Raw> {
  rows: Raw[];
  /** Rows that were taken from their bytes, in the place of `rows`; null where none were. */
  taken: TakenRows | null;
  /** Characters that were decoded for it, or bytes that were looked at. */
  chars: number;
  /** Where the row after these begins, in decompressed bytes; null where that cannot be told exactly. */
  offset(): number | null;
}

export interface OpenTable<Raw> {
  table: Table<Raw>;
  decoder: Decoder;
  label: string;
}

/** Rows of a file by its text. */
export class TextPieces<Raw> {
  readonly table: Table<Raw>;
  /** The first row has not come yet. */
  private isHead: boolean;

  constructor(
    private readonly file: OpenTable<Raw>,
    readonly from: Place,
  ) {
    this.table = file.table;
    this.isHead = from.offset === 0;
  }

  async *read(bytes: Bytes): AsyncGenerator<RawPiece<Raw>> {
    const { decoder } = this.file;
    for await (const { text, endByte } of decoder.decode(bytes)) {
      const wasReady = this.table.isReady();
      const rows = this.push(text);
      if (!wasReady && rows.length === 0) continue;
      const offset = () => offsetBefore(this.table.rest(), endByte, decoder);
      yield { rows, taken: null, chars: text.length, offset };
      if (decoder.isDamaged) decoder.passDamage(this.table.rest());
    }
    yield this.end();
  }

  /** The rows that become complete. ConfigError where the file is something else. */
  push(text: string): Raw[] {
    this.lookAt(text);
    const rows = this.table.push(text);
    this.heed(rows);
    return rows;
  }

  /** ConfigError where a text before the first row shows that the file is something else. */
  lookAt(text: string): void {
    if (this.isHead) refuseForeign(text, this.file.label);
  }

  /** Says that rows were read in another way: what comes now is no head. */
  passHead(): void {
    this.isHead = false;
  }

  /** The last row. ConfigError where the file is empty. */
  end(): RawPiece<Raw> {
    const rows = this.table.end();
    this.heed(rows);
    if (!this.table.isReady())
      throw new ConfigError(`"${this.file.label}" is empty. Provide the file anew.`, { field: ["url"] });
    return { rows, taken: null, chars: 0, offset: () => null };
  }

  private heed([first]: Raw[]): void {
    if (first === undefined) return;
    if (this.isHead) this.table.refuseFirst(first);
    this.isHead = false;
  }
}

const longestCharacter = 4;

/** Told only in the block that ended last: who reads on from there then finds what follows in the same pieces (`inBlocks`). */
function offsetBefore(rest: string, endByte: number | null, decoder: Decoder): number | null {
  const restBytes = decoder.byteLength(rest);
  if (endByte === null || restBytes === null || restBytes > blockBytes - longestCharacter) return null;
  return endByte - restBytes;
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
