import { ConfigError, jsonText, streamLabel, type SelectedStream, type Value } from "@/connectors/sdk";
import {
  columnsFingerprint,
  type CursorPosition,
  maxKnownTies,
  maxValueLength,
} from "@/connectors/sdk/cursor/position";
import { KnownTies, markOf } from "@/connectors/sdk/cursor/tie-marks";

/** The rows that are there at the newest value of the cursor. */
interface Group {
  value: string | null;
  count: number;
  /** null beyond `maxKnownTies`. */
  marks: string[] | null;
}

/** Follows rows that come in the order of their cursor, knows those again that were read before, and tells the position. */
export class TieTracker {
  private group: Group | null = null;
  private known: { value: string; ties: KnownTies } | null = null;
  private readonly columns: string;
  private readonly key: number[];

  constructor(
    private readonly stream: SelectedStream,
    private readonly cursor: string,
    private readonly start: CursorPosition | null,
  ) {
    this.columns = columnsFingerprint(stream);
    const places = stream.key.map(([name]) => stream.fields.findIndex((field) => field.name === name));
    this.key = places.includes(-1) ? [] : places;
    if (!start || start.value === null || !("known" in start.ties)) return;
    const ties = new KnownTies(start.ties.known, this.key.length > 0, start.columns === this.columns);
    this.known = { value: start.value, ties };
  }

  /** Rows without a cursor have no order among those with one, so that no position stands among them. */
  get hasValue(): boolean {
    return this.group !== null && this.group.value !== null;
  }

  /** The first of the rows that have the last one's value. */
  lastGroupStart(cursors: (string | null)[]): number {
    const last = cursors.at(-1);
    let start = cursors.length - 1;
    while (start > 0 && cursors[start - 1] === last) start--;
    return start;
  }

  /** Takes notice of rows, all in their order, and gives those that are new. */
  follow(
    cursors: (string | null)[],
    { first, end }: { first: number; end: number },
    rowAt: (row: number) => Value[],
  ): number[] {
    const isNew: number[] = [];
    const lastValue = cursors[end - 1] ?? null;
    for (let row = first; row < end; row++) {
      const value = cursors[row] ?? null;
      const isKnownValue = this.known !== null && this.known.value === value;
      // Groups that end among these rows, and hold nothing that was read before, are not looked into.
      const mark =
        value !== null && (isKnownValue || value === lastValue) ? this.markOf(value, rowAt, row) : null;
      if (!(isKnownValue && mark !== null && this.known?.ties.take(mark))) isNew.push(row);
    }
    return isNew;
  }

  /** The position that vouches for the rows so far. */
  position(): CursorPosition {
    const { group } = this;
    if (!group) return this.start ?? this.positionAt(null, { known: "" });
    const ties = group.marks ? { known: group.marks.join("") } : { count: group.count };
    return this.positionAt(group.value, ties);
  }

  private positionAt(value: string | null, ties: CursorPosition["ties"]): CursorPosition {
    return { version: 1, cursor: this.cursor, value, columns: this.columns, ties };
  }

  private markOf(value: string, rowAt: (row: number) => Value[], row: number): string | null {
    if (this.group?.value !== value) {
      if (value.length > maxValueLength)
        throw new ConfigError(
          `A value of the cursor "${this.cursor}" of ${streamLabel(this.stream)} has ${value.length} characters; at most ${maxValueLength} can be kept as a position. Choose another cursor.`,
        );
      this.group = { value, count: 0, marks: [] };
    }
    const { group } = this;
    group.count++;
    if (group.marks && group.marks.length >= maxKnownTies) group.marks = null;
    if (!group.marks && this.known?.value !== value) return null;
    const values = rowAt(row);
    const texts = this.stream.fields.map(({ type }, index) => jsonText(type, values[index] ?? null));
    const key = this.key.map((place) => (values[place] === null ? null : Buffer.from(texts[place] ?? "")));
    const mark = markOf(Buffer.from(texts.join("\n")), key.length > 0 ? key : null);
    group.marks?.push(mark);
    return mark;
  }
}
