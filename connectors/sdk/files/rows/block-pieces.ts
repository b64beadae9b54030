import { isUtf8 } from "node:buffer";
import type { Bytes } from "../content/decode";
import { prepend } from "../content/peek";
import type { RowTaker, TakenRows } from "./row-taker";
import type { Table } from "./table";
import type { RawPiece, TextPieces } from "./text-pieces";

const lf = 10;
const cr = 13;
/** A row that is longer is read as text. */
const maxRowBytes = 1024 * 1024;

/**
 * Rows of a file in UTF-8, block by block: by a taker where all of the block's rows are plain, else by its text. From
 * where bytes are not well-formed, lines end by CR alone or a row is very long, the rest goes as text.
 */
export class BlockPieces<Raw> {
  private readonly table: Table<Raw>;
  private taker: RowTaker | null = null;
  private rows: number;
  /** Bytes of rows that were not given yet, and where they begin in the file. */
  private block: Buffer = Buffer.alloc(0);
  private memory: Buffer = this.block;
  private offset = 0;
  /** While the head is looked for: how much of the block the table knows, and where the last row in it began. */
  private known = 0;
  private rowStart = 0;

  constructor(
    private readonly texts: TextPieces<Raw>,
    private readonly createTaker: (table: Table<Raw>) => RowTaker | null,
  ) {
    this.table = texts.table;
    this.rows = texts.from.rows;
  }

  async *read({ chunks, offset }: Bytes): AsyncGenerator<RawPiece<Raw>> {
    const iterator = chunks[Symbol.asyncIterator]();
    this.offset = offset;
    try {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        this.append(next.value);
        if (!this.taker) this.texts.lookAt(this.block.toString("utf8", 0, 4096));
        const isPlain = this.passHead() && (yield* this.takeBlock());
        if (isPlain && this.block.length <= maxRowBytes) continue;
        const rest = prepend(this.block.subarray(this.known), iterator);
        return yield* this.texts.read({ chunks: rest, offset: this.offset + this.known });
      }
    } finally {
      await iterator.return?.();
    }
    yield* this.takeLast();
  }

  /** What was given of the block before is not looked at any more: its memory is used again. */
  private append(chunk: Uint8Array): void {
    const { block, memory } = this;
    const length = block.length + chunk.length;
    const target = memory.length < length ? Buffer.allocUnsafe(2 * length) : memory;
    target.set(block);
    target.set(chunk, block.length);
    this.memory = target;
    this.block = target.subarray(0, length);
  }

  /** Leaves the head out of the block, line by line. False where it has to be read as text. */
  private passHead(): boolean {
    if (this.taker) return true;
    while (!this.table.isReady()) {
      const end = this.block.indexOf(lf, this.known) + 1;
      if (end === 0) return true;
      const line = this.block.subarray(this.known, end);
      const firstReturn = line.indexOf(cr);
      if (!isUtf8(line) || (firstReturn >= 0 && firstReturn < line.length - 2)) return false;
      const rows = this.table.push(line.toString("utf8"));
      this.known = end;
      // A row that named the columns by being the first one is read once more.
      if (this.table.isReady()) this.leave(rows.length > 0 ? this.rowStart : end);
      else if (this.table.rest() === "") this.rowStart = end;
    }
    this.taker = this.createTaker(this.table);
    return this.taker !== null;
  }

  /** Gives the whole rows of the block. False where it has to be read as text. */
  private *takeBlock(): Generator<RawPiece<Raw>, boolean> {
    const whole = this.block.subarray(0, this.block.lastIndexOf(lf) + 1);
    if (!this.taker || whole.length === 0) return true;
    if (!isUtf8(whole)) return false;
    const taken = this.taker.take(whole);
    const { rows, end } = taken ? { rows: [], end: taken.end } : this.readText(whole);
    if (end === 0) return true; // one row that has not ended
    if (taken) this.texts.passHead();
    this.leave(end);
    this.rows += taken?.count ?? rows.length;
    const { offset } = this;
    yield { rows, taken, chars: end, offset: () => offset };
    return true;
  }

  private readText(whole: Buffer): { rows: Raw[]; end: number } {
    this.table.jump(this.rows);
    const rows = this.texts.push(whole.toString("utf8"));
    const end = whole.length - Buffer.byteLength(this.table.rest());
    this.table.jump(this.rows + rows.length);
    return { rows, end };
  }

  /** What stands behind the last line end. */
  private async *takeLast(): AsyncGenerator<RawPiece<Raw>> {
    const taken = this.taker && this.takeUnended(this.taker);
    if (taken) {
      yield { rows: [], taken, chars: this.block.length, offset: () => null };
      this.leave(this.block.length);
    }
    const { block, offset, known } = this;
    yield* this.texts.read({ chunks: onlyOne(block.subarray(known)), offset: offset + known });
  }

  private takeUnended(taker: RowTaker): TakenRows | null {
    if (this.block.length === 0 || !isUtf8(this.block)) return null;
    const line = Buffer.concat([this.block, Uint8Array.of(lf)]);
    const taken = taker.take(line);
    return taken?.end === line.length ? taken : null;
  }

  private leave(bytes: number): void {
    this.block = this.block.subarray(bytes);
    this.offset += bytes;
    this.known = 0;
  }
}

async function* onlyOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield await Promise.resolve(bytes);
}
