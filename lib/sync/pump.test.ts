import { afterEach, describe, expect, it, vi } from "vitest";
import { RestartFeedError, type Checkpoint, type Destination, type ReadEvent } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { moveSlice, type Slice } from "./pump";
import { countTo, Memory, rows, sliceOf, type Read } from "./testing/memory-slice";
import { addWaits, noWaits } from "./waits";

let ctx: TestContext;
afterEach(() => {
  vi.restoreAllMocks();
  return ctx.dispose();
});

async function slice(memory: Memory, read: Read, overrides: Partial<Slice<null, null>> = {}) {
  ctx = await createTestContext();
  return sliceOf(memory, read, ctx, overrides);
}

describe("a slice", () => {
  it("moves a feed to its end and counts what was committed", async () => {
    const memory = new Memory();
    const outcome = await moveSlice(await slice(memory, (position) => countTo(5, position)));
    expect(outcome).toMatchObject({
      complete: true,
      checkpoint: { position: 5, counts: [{ read: 5, written: 5, bytes: 500 }] },
    });
    expect(memory.rows).toHaveLength(5);
    expect(memory.closed).toBe(1);
  });

  it("tells for whom it waited, and leaves nothing of that untold at its end", async () => {
    const memory = new Memory();
    const waited = noWaits();
    let nowMs = 0;
    vi.spyOn(performance, "now").mockImplementation(() => nowMs);
    const slow = onCommit(memory.destination(), () => (nowMs += 20));
    const work = await slice(memory, (position) => countTo(3, position), {
      destination: { connector: slow, config: null },
      report: {
        progress: ({ streams: [stream] }) =>
          Object.assign(waited, addWaits(waited, stream?.waitedMs ?? noWaits())),
        committed: () => undefined,
      },
    });
    await moveSlice(work);
    expect(waited).toEqual({ source: 0, transform: 0, destination: 4 * 20 });
  });

  it("ends at the next checkpoint when it is told to stop, and the next one goes on from there", async () => {
    const memory = new Memory();
    const first = await moveSlice(
      await slice(memory, (position) => countTo(5, position), { shouldStop: () => memory.rows.length >= 2 }),
    );
    expect(first).toMatchObject({ complete: false, checkpoint: { position: 2 } });
    const second = await moveSlice(await slice(memory, (position) => countTo(5, position)));
    expect(second).toMatchObject({ complete: true, checkpoint: { counts: [{ read: 5, written: 5 }] } });
    expect(memory.rows.map(([id]) => id)).toEqual([1, 2, 3, 4, 5]);
  });

  it("ends at the next checkpoint when its budget is over", async () => {
    const memory = new Memory();
    const outcome = await moveSlice(await slice(memory, (position) => countTo(5, position), { budgetMs: 0 }));
    expect(outcome).toMatchObject({ complete: false, checkpoint: { position: 1 } });
  });

  it("does not end at a fragile checkpoint when its budget is over, but where it is told to stop", async () => {
    const read: Read = async function* (position) {
      for await (const event of countTo(5, position))
        yield event.type === "checkpoint" ? { ...event, fragile: true } : event;
    };
    const memory = new Memory();
    expect(await moveSlice(await slice(memory, read, { budgetMs: 0 }))).toMatchObject({ complete: true });
    await ctx.dispose();
    const stopped = await slice(new Memory(), read, { shouldStop: () => true });
    expect(await moveSlice(stopped)).toMatchObject({ complete: false, checkpoint: { position: 1 } });
  });

  it("begins anew, once, where the source says that its position leads nowhere", async () => {
    const memory = new Memory();
    const first = await slice(memory, (position) => countTo(3, position), { shouldStop: () => true });
    await moveSlice(first);
    await ctx.dispose();
    expect(memory.rows.map(([id]) => id)).toEqual([1]);
    const work = await slice(memory, async function* (position) {
      if (position > 0) throw new RestartFeedError(`Row ${position} has changed.`);
      yield* countTo(3, 0);
    });
    expect(await moveSlice(work)).toMatchObject({
      complete: true,
      checkpoint: { position: 3, counts: [{ read: 3, written: 3 }] },
    });
    expect(memory.rows.map(([id]) => id)).toEqual([1, 2, 3]);
    expect(ctx.lines).toContainEqual(
      expect.objectContaining({
        level: "warn",
        message: "orders is read from the start: Row 1 has changed.",
      }),
    );
  });

  it("gives up a source that cannot begin at its start either", async () => {
    const work = await slice(new Memory(), async function* () {
      yield* await Promise.reject<ReadEvent[]>(new RestartFeedError("Gone."));
    });
    await expect(moveSlice(work)).rejects.toBeInstanceOf(RestartFeedError);
  });

  it("gives a batch's memory back to the source once it is written, and not before", async () => {
    const memory = new Memory();
    let writing = false;
    const released: boolean[] = [];
    const destination = memory.destination();
    const open = destination.open.bind(destination);
    destination.open = async (...args) => {
      const writer = await open(...args);
      return {
        ...writer,
        write: async () => {
          writing = true;
          await new Promise((resolve) => setImmediate(resolve));
          writing = false;
          return { written: 1, changed: 0, quarantined: [] };
        },
      };
    };
    async function* read(): AsyncGenerator<ReadEvent> {
      for (const _ of [1, 2]) {
        const release = () => void released.push(writing);
        const batch = { encoding: "pg-copy-binary" as const, count: 1, chunks: [], bytes: 1, release };
        yield await Promise.resolve({ type: "batch" as const, stream: 0, batch });
      }
      yield { type: "checkpoint", position: 1, complete: true };
    }
    await moveSlice(await slice(memory, read, { destination: { connector: destination, config: null } }));
    expect(released).toEqual([false, false]);
  });

  it("does not open the source again for a feed that is complete", async () => {
    const memory = new Memory();
    await moveSlice(await slice(memory, (position) => countTo(2, position)));
    const again = await moveSlice(
      await slice(memory, () => {
        throw new Error("must not be read");
      }),
    );
    expect(again.complete).toBe(true);
  });

  it.each(["write", "commit"] as const)(
    "throws what a failing %s throws, closes the writer and keeps nothing",
    async (failAt) => {
      const memory = new Memory();
      memory.failAt = failAt;
      await expect(moveSlice(await slice(memory, (position) => countTo(2, position)))).rejects.toThrow(
        "gone",
      );
      expect(memory).toMatchObject({ rows: [], stored: null, closed: 1 });
    },
  );

  it("lets a source that has given everything come to its end before it is told to stop", async () => {
    const memory = new Memory();
    const work = await slice(memory, (position) => countTo(2, position));
    const { read } = work.source.connector;
    let wasStopped: boolean | undefined;
    work.source.connector.read = async function* (config, feed, position, encoding, own) {
      yield* read(config, feed, position, encoding, own);
      await new Promise(setImmediate);
      wasStopped = own.signal.aborted;
    };
    await moveSlice(work);
    expect(wasStopped).toBe(false);
  });

  it("frees the source when the destination fails", async () => {
    const memory = new Memory();
    memory.failAt = "write";
    let freed = false;
    const read: Read = async function* (position) {
      try {
        yield* countTo(1_000_000, position);
      } finally {
        freed = true;
      }
    };
    await expect(moveSlice(await slice(memory, read))).rejects.toThrow("gone");
    expect(freed).toBe(true);
  });

  it("reports a source that ends without a complete checkpoint as a bug, and keeps what was committed", async () => {
    const memory = new Memory();
    const read: Read = async function* () {
      yield { type: "batch", stream: 0, batch: rows(1) };
      yield { type: "checkpoint", position: 1 };
      yield { type: "batch", stream: 0, batch: rows(2) };
    };
    await expect(moveSlice(await slice(memory, read))).rejects.toThrow(/without a complete checkpoint/);
    expect(memory.rows).toHaveLength(1);
  });

  it("ends at once when it is aborted, though the source does not listen", async () => {
    const memory = new Memory();
    const read: Read = async function* () {
      yield { type: "batch", stream: 0, batch: rows(1) };
      ctx.abort(new Error("cancelled"));
      yield { type: "batch", stream: 0, batch: rows(2) };
    };
    await expect(moveSlice(await slice(memory, read))).rejects.toThrow("cancelled");
    expect(memory).toMatchObject({ rows: [], closed: 1 });
  });

  it("refuses a destination that does not account for every row", async () => {
    const memory = new Memory();
    const work = await slice(memory, (position) => countTo(1, position));
    const { open } = work.destination.connector;
    work.destination.connector.open = async (...args) => ({
      ...(await open(...args)),
      write: () => Promise.resolve({ written: 0, changed: 0, quarantined: [] }),
    });
    await expect(moveSlice(work)).rejects.toThrow(/accounts for 0 written/);
  });

  it("lets the source read ahead only as far as the memory bound", async () => {
    const memory = new Memory();
    let given = 0;
    let mostAhead = 0;
    const read: Read = async function* () {
      for (let id = 1; id <= 40; id++) {
        given++;
        mostAhead = Math.max(mostAhead, given - taken);
        yield { type: "batch", stream: 0, batch: { ...rows(id), bytes: 4 * 1024 * 1024 } };
      }
      yield { type: "checkpoint", position: 40, complete: true };
    };
    let taken = 0;
    const work = await slice(memory, read);
    const { open } = work.destination.connector;
    work.destination.connector.open = async (...args) => {
      const writer = await open(...args);
      return {
        ...writer,
        async write(stream, batch) {
          await new Promise((resolve) => setImmediate(resolve));
          taken++;
          return writer.write(stream, batch);
        },
      };
    };
    await moveSlice(work);
    expect(mostAhead).toBeLessThanOrEqual(6);
    expect(memory.rows).toHaveLength(40);
  });
});

/** The same, but for what happens while it commits. */
function onCommit(destination: Destination<null>, happen: () => void): Destination<null> {
  return {
    ...destination,
    open: async (config, feedPlan, context) => {
      const writer = await destination.open(config, feedPlan, context);
      const commit = async (checkpoint: Checkpoint) => {
        happen();
        await writer.commit(checkpoint);
      };
      return { ...writer, commit };
    },
  };
}
