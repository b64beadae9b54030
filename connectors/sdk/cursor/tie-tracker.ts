import { ConfigError } from "../errors";
import { type SelectedStream, streamLabel } from "../stream";
import type { OrderedRows } from "./ordered-rows";
import {
  columnsFingerprint,
  type CursorPosition,
  keyThatFits,
  maxKnownTies,
  maxValueLength,
} from "./position";
import { KnownTies, markLength } from "./tie-marks";

type Rows = OrderedRows<{ count: number }>;

/** The rows seen at the newest cursor value. */
interface Group {
  value: string | null;
  count: number;
  /** null beyond `maxKnownTies`. */
  marks: string[] | null;
  lastKey: string[] | null;
}

/** What an earlier run read at the value with which this one begins, for as long as rows with that value come. */
interface Remembered {
  value: string | null;
  ties: KnownTies;
  marks: string;
  newMarks: string[];
  comparable: boolean;
}

/**
 * Follows the rows of an incremental read, which come ordered by cursor and key. Recognises those that were read
 * before, and tells at any point the position that vouches for exactly the rows seen so far.
 */
export class TieTracker {
  private group: Group | null = null;
  private remembered: Remembered | null = null;
  private readonly columns: string;

  /** `key`: the key's columns; none where there is no key that rows could be told by. */
  constructor(
    private readonly stream: SelectedStream,
    private readonly order: { cursor: string; key: string[] },
    private readonly start: CursorPosition | null,
  ) {
    this.columns = columnsFingerprint(stream);
    if (!start) return;
    const { value, ties } = start;
    if ("known" in ties) {
      const comparable = start.columns === this.columns;
      const known = new KnownTies(ties.known, this.hasKey, comparable);
      this.remembered = { value, ties: known, marks: ties.known, newMarks: [], comparable };
    } else if (ties.upTo) this.group = { value, count: ties.count, marks: null, lastKey: ties.upTo };
  }

  get hasKey(): boolean {
    return this.order.key.length > 0;
  }

  /** Which rows of the block are new; null where all are. Call once for each block, in order. */
  recognise(rows: Rows): Uint8Array | null {
    const { remembered } = this;
    if (!remembered) return null;
    const isNew = new Uint8Array(rows.count).fill(1);
    for (let row = 0; row < rows.count; row++) {
      if (!rows.hasCursor(row, remembered.value)) {
        this.remembered = null;
        break;
      }
      const mark = rows.mark(row);
      if (remembered.ties.take(mark)) isNew[row] = 0;
      else remembered.newMarks.push(mark);
    }
    return isNew;
  }

  /** The first row of [from, to) from which on all have the last one's value. */
  lastGroupStart(rows: Rows, from = 0, to = rows.count): number {
    let start = to - 1;
    while (start > from && rows.isSameCursor(start - 1, to - 1)) start--;
    return start;
  }

  /** Takes notice of the rows [from, to). */
  see(rows: Rows, from: number, to: number): void {
    if (from === to) return;
    const start = this.lastGroupStart(rows, from, to);
    const value = this.valueOf(rows, to - 1);
    const continued =
      start === from && this.group && rows.hasCursor(from, this.group.value) ? this.group : null;
    const group: Group = continued ?? { value, count: 0, marks: [], lastKey: null };
    group.value = value;
    group.count += to - start;
    if (group.marks && group.marks.length + to - start <= maxKnownTies) {
      for (let row = start; row < to; row++) group.marks.push(rows.mark(row));
    } else group.marks = null;
    group.lastKey = keyThatFits(rows.key(to - 1));
    this.group = group;
  }

  /**
   * The position that vouches for the rows seen so far, and for no other; null where there is none: among too many
   * rows of one value that have no key. `ended`: no more rows of the newest value come.
   */
  position(ended: boolean): CursorPosition | null {
    const { group, remembered } = this;
    if (!group) return null;
    if (remembered && !ended) {
      const known = remembered.marks + remembered.newMarks.join("");
      return remembered.comparable && known.length <= maxKnownTies * markLength
        ? this.positionAt(remembered.value, { known })
        : null;
    }
    if (group.marks) return this.positionAt(group.value, { known: group.marks.join("") });
    if (group.lastKey)
      return this.positionAt(group.value, {
        count: group.count,
        upTo: group.lastKey,
        key: this.order.key,
      });
    return ended ? this.positionAt(group.value, { count: group.count }) : null;
  }

  /** When everything has been read. From now on rows without a cursor are not read any more. */
  finalPosition(): CursorPosition {
    const position = this.position(true) ?? this.start ?? this.positionAt(null, { known: "" });
    return position.value === null ? { ...position, nullsRead: true } : position;
  }

  private positionAt(value: string | null, ties: CursorPosition["ties"]): CursorPosition {
    return { version: 1, cursor: this.order.cursor, value, columns: this.columns, ties };
  }

  private valueOf(rows: Rows, row: number): string | null {
    const text = rows.cursor(row);
    if (text !== null && text.length > maxValueLength) {
      throw new ConfigError(
        `A value of the cursor "${this.order.cursor}" of ${streamLabel(this.stream)} has ${text.length} characters; at most ${maxValueLength} can be kept as a position. Choose another cursor.`,
      );
    }
    return text;
  }
}
