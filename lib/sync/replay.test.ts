import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  continueFrom,
  TransientError,
  type Checkpoint,
  type Destination,
  type FeedPlan,
  type QuarantinedRow,
  type QuarantineEntry,
  type Value,
  type Writer,
} from "@/connectors/sdk";
import { createTestContext, planStream, type TestContext } from "@/connectors/sdk/testing";
import { replayStream, type Replay } from "./replay";

const plan = planStream({
  connectionId: "c",
  namespace: "public",
  name: "orders",
  mode: "incremental",
  syncId: 7,
});

/** A destination in memory: what a commit holds becomes durable at once, or not at all. */
class Memory {
  rows: Value[][] = [];
  waiting: QuarantinedRow[] = [];
  stored: Checkpoint | null = null;
  failedCommits = 0;
  private lastId = 0;

  constructor(private readonly refusalOf: (id: Value) => string | null) {}

  put(syncId: number, entries: QuarantineEntry[]): void {
    for (const entry of entries) {
      const id = String(++this.lastId).padStart(8, "0");
      this.waiting.push({ ...entry, id, stream: { name: "orders" }, table: plan.table, syncId, atMs: 0 });
    }
  }

  destination(): Destination<null> {
    return {
      spec: { title: "Memory" },
      open: (_config: null, feed: FeedPlan) => Promise.resolve(this.writer(feed)),
      quarantine: {
        list: (_config: null, { after = "", limit }: { after?: string; limit: number }) =>
          Promise.resolve(this.waiting.filter(({ id }) => id > after).slice(0, limit)),
      },
    } as unknown as Destination<null>;
  }

  private writer(feed: FeedPlan): Writer {
    let rows: Value[][] = [];
    let entries: QuarantineEntry[] = [];
    let released: string[] = [];
    return {
      checkpoint: () => Promise.resolve(continueFrom(this.stored, feed)),
      write: (_stream, batch) => {
        const [row = []] = batch.encoding === "rows" ? batch.rows : [];
        const reason = this.refusalOf(row[0] ?? null);
        if (reason === null) rows.push(row);
        const quarantined = reason === null ? [] : [{ row: null, reason }];
        return Promise.resolve({ written: reason === null ? 1 : 0, changed: 0, quarantined });
      },
      delete: () => Promise.resolve(),
      quarantine: (_stream, more) => Promise.resolve(void entries.push(...more)),
      release: (ids) => Promise.resolve(void released.push(...ids)),
      commit: (checkpoint) => {
        if (this.failedCommits-- > 0) return Promise.reject(new TransientError("gone"));
        this.rows.push(...rows);
        this.waiting = this.waiting.filter(({ id }) => !released.includes(id));
        this.put(feed.syncId, entries);
        this.stored = checkpoint;
        [rows, entries, released] = [[], [], []];
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    };
  }
}

const waitingRow = (id: number | string): QuarantineEntry => ({
  row: { id: String(id), name: "x", amount: "1" },
  reason: "It was too large.",
  position: { at: id },
  rowNumber: Number(id) || 0,
});

let ctx: TestContext;
beforeEach(async () => {
  ctx = await createTestContext();
});
afterEach(() => ctx.dispose());

function replayOf(memory: Memory, more: Partial<Replay<null>> = {}): Replay<null> {
  return {
    destination: { connector: memory.destination(), config: null },
    plan,
    fence: 1,
    shouldStop: () => false,
    ctx,
    report: { progress: () => undefined, committed: () => undefined },
    ...more,
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("a replay of what waits", () => {
  it("writes each row once and takes it out with the same commit", async () => {
    const memory = new Memory(() => null);
    memory.put(1, range(1, 3).map(waitingRow));
    expect(await replayStream(replayOf(memory))).toMatchObject({
      complete: true,
      checkpoint: { counts: [{ read: 3, written: 3, quarantined: 0 }] },
    });
    expect(memory.rows.map(([id]) => id)).toEqual([1, 2, 3]);
    expect(memory.waiting).toEqual([]);
  });

  it("loses and repeats nothing where a commit fails, and counts on from the last one", async () => {
    const memory = new Memory((id) => (Number(id) % 100 === 0 ? "It is round." : null));
    memory.put(1, range(1, 700).map(waitingRow));
    const first = await replayStream(replayOf(memory, { shouldStop: () => true }));
    expect(first).toMatchObject({ complete: false, checkpoint: { counts: [{ read: 500 }] } });
    memory.failedCommits = 1;
    await expect(replayStream(replayOf(memory))).rejects.toBeInstanceOf(TransientError);
    expect(await replayStream(replayOf(memory))).toMatchObject({
      complete: true,
      checkpoint: { counts: [{ read: 700, written: 693, quarantined: 7 }] },
    });
    expect(memory.rows.map(([id]) => id)).toEqual(range(1, 700).filter((id) => id % 100 !== 0));
    expect(memory.waiting.map(({ row, reason, syncId }) => [row?.id, reason, syncId])).toEqual(
      range(1, 7).map((hundreds) => [String(hundreds * 100), "It is round.", 7]),
    );
  });

  it("is over where it was completed already, and looks at everything in the next run", async () => {
    const memory = new Memory(() => "It was too large.");
    memory.put(1, [waitingRow(1)]);
    await replayStream(replayOf(memory));
    memory.put(6, [waitingRow(2)]);
    expect(await replayStream(replayOf(memory))).toMatchObject({ checkpoint: { counts: [{ read: 1 }] } });
    const next = replayOf(memory, { plan: { ...plan, syncId: 8 } });
    expect(await replayStream(next)).toMatchObject({ checkpoint: { counts: [{ read: 2, quarantined: 2 }] } });
  });

  it("leaves a row in its place whose reason is the same, and keeps where it came from with a new one", async () => {
    const memory = new Memory((id) => (id === 1 ? "It was too large." : "It is a duplicate."));
    memory.put(1, [waitingRow(1), waitingRow(2)]);
    const [same, other] = memory.waiting;
    await replayStream(replayOf(memory));
    expect(memory.waiting[0]).toBe(same);
    expect(memory.waiting[1]).toMatchObject({
      row: other?.row,
      position: { at: 2 },
      rowNumber: 2,
      reason: "It is a duplicate.",
    });
  });

  it("does not fail for a row that does not fit the fields any more, or was too large to be kept", async () => {
    const memory = new Memory(() => null);
    memory.put(1, [waitingRow("many"), { ...waitingRow(2), row: null }, waitingRow(3)]);
    expect(await replayStream(replayOf(memory))).toMatchObject({
      checkpoint: { counts: [{ read: 3, written: 1, quarantined: 2 }] },
    });
    expect(memory.rows.map(([id]) => id)).toEqual([3]);
    expect(memory.waiting.map(({ reason }) => reason)).toEqual([
      "It was too large.",
      expect.stringMatching(/^It does not fit the stream's fields as they are now: .*many/),
    ]);
  });
});
