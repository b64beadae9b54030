import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { moveSlice, type SliceReport } from "./pump";
import { racingClock } from "./testing/racing-clock";
import { countTo, Memory, sliceOf, type Read } from "./testing/memory-slice";

let ctx: TestContext;
beforeEach(async () => {
  ctx = await createTestContext();
});
afterEach(() => ctx.dispose());

describe("a slice, as time goes by", () => {
  it("gives up a source that stays silent, by an error that is tried again", async () => {
    const memory = new Memory();
    const read: Read = async function* (_position, signal) {
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));
      yield { type: "checkpoint", position: 0, complete: true };
    };
    const work = sliceOf(memory, read, { ...ctx, clock: racingClock() }, { silenceMs: 60_000 });
    await expect(moveSlice(work)).rejects.toThrow(/sent nothing for 1 minutes/);
  });

  it("gives up a source that is silent for an hour after it began, and keeps what was committed", async () => {
    const memory = new Memory();
    const read: Read = async function* (position, signal) {
      yield* countTo(1, position, false);
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));
    };
    const clock = racingClock();
    await expect(moveSlice(sliceOf(memory, read, { ...ctx, clock }))).rejects.toThrow(
      /sent nothing for 30 minutes\. The slice is tried again from its last checkpoint/,
    );
    expect(clock.now()).toBeLessThan(3_600_000);
    expect(memory).toMatchObject({ rows: [[1, "x", 1]], stored: { position: 1 }, closed: 1 });
  });

  it("gives up a destination that does not answer when it is opened", async () => {
    const memory = new Memory();
    const hanging = { ...memory.destination(), open: () => new Promise<never>(() => undefined) };
    const work = sliceOf(
      memory,
      (position) => countTo(1, position),
      { ...ctx, clock: racingClock() },
      { destination: { connector: hanging, config: null } },
    );
    await expect(moveSlice(work)).rejects.toThrow(/The destination has not answered for 30 minutes/);
  });

  it("does not take a clock that is set forward for a silent source", async () => {
    const memory = new Memory();
    const clock = settableClock();
    const read: Read = async function* (position) {
      await clock.tick();
      clock.set(24 * 3_600_000);
      for (let look = 0; look < 5; look++) await clock.tick();
      yield* countTo(2, position);
    };
    expect(await moveSlice(sliceOf(memory, read, { ...ctx, clock }))).toMatchObject({ complete: true });
  });

  it("ends when its budget is over and tells no negative waits, though the clock is set back", async () => {
    const memory = new Memory();
    const clock = settableClock();
    const waits: number[] = [];
    const read: Read = async function* (position) {
      clock.set(-24 * 3_600_000);
      for await (const event of countTo(9, position)) {
        clock.set(clock.now() + 1_000);
        yield event;
      }
    };
    const report: SliceReport = {
      progress: ({ streams }) =>
        waits.push(...streams.flatMap(({ waitedMs: { source, destination } }) => [source, destination])),
      committed: () => undefined,
    };
    const work = sliceOf(memory, read, { ...ctx, clock }, { budgetMs: 5_000, report });
    expect(await moveSlice(work)).toMatchObject({ complete: false });
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
  });
});

/** A clock that stands still until it is set; `tick` ends the sleep that is going on. */
function settableClock(): Clock & { set(now: number): void; tick(): Promise<void> } {
  let now = 0;
  let wake = () => undefined as void;
  return {
    now: () => now,
    set: (to) => (now = to),
    sleep: (_ms, signal) =>
      new Promise<void>((resolve) => {
        wake = resolve;
        signal?.addEventListener("abort", () => resolve());
      }),
    tick: async () => {
      wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
