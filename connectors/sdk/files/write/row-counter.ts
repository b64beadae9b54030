import type { LineFormat } from "./lines";

const lineFeed = 10;
const quoteMark = 34;

/** Goes through a file in chunks of any size, and compares each record's bytes at the mark's place. */
export class RowCounter {
  rows = 0;
  private readonly mark: Buffer;
  private readonly markStart: number;
  private readonly markEnd: number;
  /** Within the record. */
  private place = 0;
  private matches = true;
  private inQuotes = false;

  constructor(
    lines: LineFormat,
    private readonly hasQuotes: boolean,
  ) {
    this.mark = Buffer.from(lines.mark, "utf8");
    this.markStart = lines.idBytes;
    this.markEnd = lines.idBytes + this.mark.length;
  }

  take(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === lineFeed && !this.inQuotes) {
        this.endRecord();
        continue;
      }
      if (byte === quoteMark && this.hasQuotes) this.inQuotes = !this.inQuotes;
      if (this.place >= this.markStart && this.place < this.markEnd)
        this.matches &&= byte === this.mark[this.place - this.markStart];
      this.place++;
    }
  }

  private endRecord(): void {
    if (this.matches && this.place >= this.markEnd) this.rows++;
    this.place = 0;
    this.matches = true;
  }
}
