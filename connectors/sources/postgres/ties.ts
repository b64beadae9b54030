import { ConfigError, streamLabel } from "@/connectors/sdk";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { hasSameText, hasSameValue, valueBytes, type ValueBytes, valueText } from "./cursor-value";
import { columnsFingerprint, type CursorPosition, maxKnownTies, maxValueLength } from "./position";
import { keyNames, type Selection } from "./select";
import { KnownTies, markLength, markOf } from "@/connectors/sdk/tie-marks";
import type { TupleIndex } from "./tuple-index";

/** The rows seen at the newest cursor value. */
interface Group {
  text: string | null;
  /** null where only the text is known, from a position. */
  bytes: ValueBytes | null;
  count: number;
  /** null beyond `maxKnownTies`. */
  marks: string[] | null;
  lastKey: string[] | null;
}

/** What an earlier run read at the value with which this one begins, for as long as rows with that value come. */
interface Remembered {
  text: string | null;
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
  private readonly field: number;
  private readonly wire: WireType;

  constructor(
    private readonly selection: Selection,
    private readonly cursor: string,
    private readonly start: CursorPosition | null,
  ) {
    this.columns = columnsFingerprint(selection.stream);
    this.field = selection.stream.fields.findIndex((field) => field.name === cursor);
    this.wire = selection.types[this.field]?.wire ?? "text";
    if (!start) return;
    const { value: text, ties } = start;
    if ("known" in ties) {
      const comparable = start.columns === this.columns;
      const known = new KnownTies(ties.known, selection.keyFields !== null, comparable);
      this.remembered = { text, ties: known, marks: ties.known, newMarks: [], comparable };
    } else if (ties.upTo)
      this.group = { text, bytes: null, count: ties.count, marks: null, lastKey: ties.upTo };
  }

  /** Which rows of the block are new; null where all are. Call once for each block, in order. */
  recognise(index: TupleIndex): Uint8Array | null {
    const { remembered } = this;
    if (!remembered) return null;
    const isNew = new Uint8Array(index.count).fill(1);
    for (let row = 0; row < index.count; row++) {
      if (!this.hasText(index, row, remembered.text)) {
        this.remembered = null;
        break;
      }
      const mark = this.markOf(index, row);
      if (remembered.ties.take(mark)) isNew[row] = 0;
      else remembered.newMarks.push(mark);
    }
    return isNew;
  }

  private markOf(index: TupleIndex, row: number): string {
    const { keyFields } = this.selection;
    const key = keyFields?.map((field) => (index.length(row, field) < 0 ? null : index.field(row, field)));
    return markOf(index.tuple(row), key ?? null);
  }

  /** The first row of the block from which on all have the last one's value. */
  lastGroupStart(index: TupleIndex, from = 0, to = index.count): number {
    const last = valueBytes(index, to - 1, this.field);
    let start = to - 1;
    while (start > from && hasSameValue(index, start - 1, this.field, last, this.wire)) start--;
    return start;
  }

  /** Takes notice of the rows [from, to). */
  see(index: TupleIndex, from: number, to: number): void {
    if (from === to) return;
    const start = this.lastGroupStart(index, from, to);
    const continues = start === from && this.isInGroup(index, from);
    const group: Group =
      continues && this.group ? this.group : { text: null, bytes: null, count: 0, marks: [], lastKey: null };
    group.text = this.textOf(index, to - 1);
    group.bytes = valueBytes(index, to - 1, this.field);
    group.count += to - start;
    if (group.marks && group.marks.length + to - start <= maxKnownTies) {
      for (let row = start; row < to; row++) group.marks.push(this.markOf(index, row));
    } else group.marks = null;
    group.lastKey = this.keyOf(index, to - 1);
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
        ? this.positionAt(remembered.text, { known })
        : null;
    }
    if (group.marks) return this.positionAt(group.text, { known: group.marks.join("") });
    if (group.lastKey)
      return this.positionAt(group.text, {
        count: group.count,
        upTo: group.lastKey,
        key: keyNames(this.selection),
      });
    return ended ? this.positionAt(group.text, { count: group.count }) : null;
  }

  /** When everything has been read. From now on rows without a cursor are not read any more. */
  finalPosition(): CursorPosition {
    const position = this.position(true) ?? this.start ?? this.positionAt(null, { known: "" });
    return position.value === null ? { ...position, nullsRead: true } : position;
  }

  private positionAt(value: string | null, ties: CursorPosition["ties"]): CursorPosition {
    return { version: 1, cursor: this.cursor, value, columns: this.columns, ties };
  }

  private isInGroup(index: TupleIndex, row: number): boolean {
    if (!this.group) return false;
    const { bytes, text } = this.group;
    return bytes ? hasSameValue(index, row, this.field, bytes, this.wire) : this.hasText(index, row, text);
  }

  private hasText(index: TupleIndex, row: number, text: string | null): boolean {
    return hasSameText(valueText(index, row, this.field, this.wire), text, this.wire);
  }

  private textOf(index: TupleIndex, row: number): string | null {
    const text = valueText(index, row, this.field, this.wire);
    if (text !== null && text.length > maxValueLength) {
      throw new ConfigError(
        `A value of the cursor "${this.cursor}" of ${streamLabel(this.selection.stream)} has ${text.length} characters; at most ${maxValueLength} can be kept as a position. Choose another cursor.`,
      );
    }
    return text;
  }

  /** null where the rows have no key, or one that would not fit into a position. */
  private keyOf(index: TupleIndex, row: number): string[] | null {
    const key = this.selection.keyFields?.map((field) =>
      valueText(index, row, field, this.selection.types[field]?.wire ?? "text"),
    );
    const length = key?.reduce((sum, part) => sum + (part?.length ?? 0), 0) ?? Infinity;
    return key && length <= maxValueLength ? key.map((part) => part ?? "") : null;
  }
}
