import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SelectedStream } from "../stream";
import { followBlocks, withoutChangedTies } from "./follow";
import type { OrderedRows } from "./ordered-rows";
import { type CursorPosition, maxKnownTies, parseCursorPosition } from "./position";
import { markOf } from "./tie-marks";
import { TieTracker } from "./tie-tracker";

interface Row {
  id: number;
  at: number | null;
}

interface Table {
  rows: Row[];
  hasKey: boolean;
}

interface Slice {
  got: Row[];
  position: CursorPosition;
  isComplete: boolean;
}

const stream: SelectedStream = {
  name: "orders",
  fields: [
    { name: "id", type: { kind: "integer", bits: 64 }, nullable: true },
    { name: "at", type: { kind: "integer", bits: 64 }, nullable: true },
  ],
  key: [["id"]],
  mode: "incremental",
  cursor: "at",
  ...{
    primaryKey: [["id"]],
    cursorFields: ["at"],
    cursorIsGiven: false,
    supports: { fullRefresh: true, incremental: true, deletes: false },
  },
};

class Rows implements OrderedRows<{ count: number; rows: Row[] }> {
  constructor(
    private readonly rows: Row[],
    private readonly hasKey: boolean,
  ) {}

  get count(): number {
    return this.rows.length;
  }

  private at(row: number): Row {
    return this.rows[row] ?? { id: -1, at: null };
  }

  cursor(row: number): string | null {
    const { at } = this.at(row);
    return at === null ? null : String(at);
  }

  hasCursor(row: number, text: string | null): boolean {
    return this.cursor(row) === text;
  }

  isSameCursor(row: number, other: number): boolean {
    return this.at(row).at === this.at(other).at;
  }

  key(row: number): string[] | null {
    return this.hasKey ? [String(this.at(row).id)] : null;
  }

  mark(row: number): string {
    const { id, at } = this.at(row);
    return markOf(Buffer.from(`${id} ${at}`), this.hasKey ? [Buffer.from(String(id))] : null);
  }

  select(from: number, to: number, isNew: Uint8Array | null) {
    const rows = this.rows.filter((_, row) => row >= from && row < to && isNew?.[row] !== 0);
    return { count: rows.length, rows };
  }
}

/** What a system's SQL gives from a position on: see phasesFrom. */
function phases({ rows, hasKey }: Table, start: CursorPosition | null): Row[][] {
  const counted = start && "count" in start.ties ? start.ties : null;
  const isBeyond = ({ id }: Row) => counted?.upTo !== undefined && id > Number(counted.upTo[0]);
  // Without a key the order among ties is nobody's promise: here it is turned around from read to read.
  const inOrder = [...rows].sort(
    (a, b) => (a.at ?? -1) - (b.at ?? -1) || (hasKey ? a.id - b.id : b.id - a.id),
  );
  const nulls = inOrder.filter((row) => row.at === null && (!counted || isBeyond(row)));
  const others = inOrder.filter((row) => {
    if (row.at === null) return false;
    if (start === null || start.value === null) return true;
    const value = Number(start.value);
    return counted ? row.at > value || (row.at === value && isBeyond(row)) : row.at >= value;
  });
  return start === null || (start.value === null && !start.nullsRead) ? [nulls, others] : [others];
}

/** Reads until a checkpoint after which it is torn off, and keeps what that one vouches for. */
async function read(
  table: Table,
  start: CursorPosition | null,
  { blockRows, checkpoints }: { blockRows: number; checkpoints: number },
): Promise<Slice | null> {
  const key = table.hasKey ? ["id"] : [];
  const count = () =>
    Promise.resolve(
      table.rows.filter(({ id, at }) => {
        const upTo = start && "count" in start.ties ? start.ties.upTo : undefined;
        const isTie = (at === null ? null : String(at)) === start?.value;
        return isTie && (upTo === undefined || id <= Number(upTo[0]));
      }).length,
    );
  const sql = { column: "at", literal: String, isBeyond: String };
  const from = await withoutChangedTies(stream, start, { key, sql, count, log: () => undefined });
  const tracker = new TieTracker(stream, { cursor: "at", key }, from);
  const got: Row[] = [];
  let vouched: Slice | null = null;
  let seen = 0;
  for await (const event of followBlocks(blocks(), tracker, {
    pace: { checkpointEveryBytes: 1, checkpointEveryMs: 1e9 },
    clock: { now: () => 0 } as never,
    toBatch: ({ rows }) => ({ encoding: "rows", rows: rows.map(({ id, at }) => [id, at]), bytes: 0 }),
  })) {
    if (event.type === "batch" && event.batch.encoding === "rows")
      got.push(...event.batch.rows.map(([id, at]) => ({ id: Number(id), at: at as number | null })));
    if (event.type !== "checkpoint") continue;
    const position = parseCursorPosition(JSON.parse(JSON.stringify(event.position)), "at");
    if (!position) throw new Error("It is another cursor's.");
    vouched = { got: [...got], position, isComplete: event.complete === true };
    if (++seen >= checkpoints) break;
  }
  return vouched;

  async function* blocks() {
    for (const rows of phases(table, from))
      for (let at = 0; at < rows.length; at += blockRows)
        yield { rows: new Rows(rows.slice(at, at + blockRows), table.hasKey), bytes: blockRows };
  }
}

/** Reads to the end however often it is torn off: a little later each time, or it would never get beyond a long tie. */
async function readAll(
  table: Table,
  start: CursorPosition | null,
  pace: { blockRows: number; checkpoints: number },
): Promise<{ got: Row[]; position: CursorPosition }> {
  const got: Row[] = [];
  let position = start;
  for (let attempt = 0; ; attempt++) {
    const slice = await read(table, position, { ...pace, checkpoints: pace.checkpoints + attempt });
    if (!slice) throw new Error("There was no checkpoint at all.");
    got.push(...slice.got);
    if (slice.isComplete) return { got, position: slice.position };
    position = slice.position;
  }
}

const byId = (rows: Row[]) => [...rows].sort((a, b) => a.id - b.id);
const pace = fc.record({
  blockRows: fc.integer({ min: 1, max: 9 }),
  checkpoints: fc.integer({ min: 1, max: 3 }),
});
const cursor = fc.option(fc.integer({ min: 0, max: 4 }), { freq: 6 });

describe("rows followed by their cursor", () => {
  it("come once each, wherever reading is torn off, also those that come later at the last value", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ hasKey: fc.boolean(), first: fc.array(cursor, { maxLength: 40 }) }),
        fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 10 }),
        pace,
        async ({ hasKey, first }, later, ofPace) => {
          const table: Table = { hasKey, rows: first.map((at, id) => ({ id, at })) };
          const run = await readAll(table, null, ofPace);
          expect(byId(run.got)).toEqual(byId(table.rows));
          const last = Math.max(-1, ...first.map((at) => at ?? -1));
          const added = later.map((after, index) => ({
            id: first.length + index,
            at: Math.max(last, 0) + after,
          }));
          table.rows.push(...added);
          const next = await readAll(table, run.position, ofPace);
          expect(byId(next.got)).toEqual(byId(added));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([true, false])(
    "come once each where too many have one value to name them (key: %s)",
    async (hasKey) => {
      const rows = Array.from({ length: maxKnownTies + 500 }, (_, id) => ({ id, at: 7 }));
      const table: Table = { hasKey, rows: [...rows] };
      const run = await readAll(table, null, { blockRows: 300, checkpoints: 1 });
      expect(byId(run.got)).toEqual(rows);
      expect(run.position.ties).toMatchObject({ count: rows.length });
      table.rows.push({ id: rows.length, at: 8 });
      const next = await readAll(table, run.position, { blockRows: 300, checkpoints: 1 });
      expect(next.got).toEqual([{ id: rows.length, at: 8 }]);
    },
  );

  it("come all again where those that were only counted are more by now, and have no key", async () => {
    const rows = Array.from({ length: maxKnownTies + 1 }, (_, id) => ({ id, at: 7 }));
    const table: Table = { hasKey: false, rows: [...rows] };
    const { position } = await readAll(table, null, { blockRows: 300, checkpoints: 1 });
    table.rows.push({ id: rows.length, at: 7 });
    const next = await readAll(table, position, { blockRows: 300, checkpoints: 1 });
    expect(byId(next.got)).toEqual(byId(table.rows));
  });
});
