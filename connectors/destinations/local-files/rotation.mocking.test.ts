import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { StreamPlan } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { surviving } from "./testing/crashes";
import { Exports, numbered, rowsOf } from "./testing/exports";
import { listFiles } from "./testing/files";

vi.mock("node:fs/promises", async (original) => {
  const { mortal } = await import("./testing/crashes");
  return mortal(await original());
});

let exports: Exports;
beforeEach(() => start());
afterEach(() => exports.dispose());

async function start(): Promise<void> {
  exports = await Exports.create();
  exports.config = { ...exports.config, max_file_rows: 4 };
}

/** One slice of a source that counts: goes on from the stored position and commits every `step` rows up to `last`. */
async function countTo(plan: StreamPlan, last: number, step: number): Promise<void> {
  const feed = exports.feed(plan);
  const writer = await exports.open(feed);
  try {
    let at = Number((await writer.checkpoint())?.position ?? 0);
    for (; at < last; at += step) {
      await writer.write(0, rowsOf(numbered(at + 1, at + step)));
      await writer.commit(checkpointOf(feed, at + step, at + step, at + step === last));
    }
  } finally {
    await writer.close();
  }
}

async function idsOfFiles(): Promise<unknown[][]> {
  return Promise.all((await exports.visible()).map((name) => exports.ids(name)));
}

describe("files with a limit", () => {
  it.each(["overwrite", "append"] as const)(
    "are cut at it, whatever the checkpoints, in %s",
    async (write) => {
      const plan = exports.plan({ write });
      await countTo(plan, 10, 5);
      expect(await exports.visible()).toEqual([]);
      expect(await exports.finish(plan)).toEqual({ rows: 10, superseded: 0 });
      expect(await idsOfFiles()).toEqual([
        [1, 2, 3, 4],
        [5, 6, 7, 8],
        [9, 10],
      ]);
      expect((await exports.visible()).map((name) => path.posix.basename(name))).toEqual(
        [0, 1, 2].map((number) => `2026-01-01T12-00-00-123Z-1-${number}.jsonl`),
      );
      expect(await exports.measure(plan)).toBe(10);
    },
  );

  it("are cut by their size", async () => {
    exports.config = { ...exports.config, max_file_rows: undefined, max_file_megabytes: 1 };
    const plan = exports.plan();
    await countTo(plan, 40_000, 20_000);
    await exports.finish(plan);
    const files = await idsOfFiles();
    expect(files.length).toBeGreaterThan(3);
    expect(files.flat()).toEqual(Array.from({ length: 40_000 }, (_, index) => index + 1));
  });

  it("gone on with by another writer where they are not full", async () => {
    const plan = exports.plan({ write: "overwrite" });
    await countTo(plan, 6, 3);
    await countTo(plan, 9, 3);
    await exports.finish(plan);
    expect(await idsOfFiles()).toEqual([[1, 2, 3, 4], [5, 6, 7, 8], [9]]);
  });

  it("replace those of the run before, and go where the stream is cleared", async () => {
    await exports.run(exports.plan({ write: "overwrite" }), numbered(1, 9));
    const second = exports.plan({ write: "overwrite", syncId: 2, generation: 2 });
    await exports.run(second, numbered(11, 15));
    expect(await idsOfFiles()).toEqual([[11, 12, 13, 14], [15]]);
    await exports.clear(second);
    expect(await exports.visible()).toEqual([]);
  });

  it("are counted by run, also those of an earlier one", async () => {
    const [first, second] = [exports.plan(), exports.plan({ syncId: 2 })];
    await exports.run(first, numbered(1, 9));
    await exports.run(second, numbered(1, 5));
    expect([await exports.measure(first), await exports.measure(second)]).toEqual([9, 5]);
  });

  it.each([false, true])(
    "lose and repeat nothing when the process dies (makes the last change: %s)",
    async (makesLast) => {
      for (let changes = 0, survived = false; !survived; changes++) {
        await exports.dispose();
        await start();
        const plan = exports.plan({ write: "overwrite" });
        survived = await surviving(
          changes,
          async () => {
            await countTo(plan, 9, 3);
            await exports.finish(plan);
          },
          makesLast,
        );
        await countTo(plan, 9, 3);
        expect(await exports.finish(plan)).toEqual({ rows: 9, superseded: 0 });
        expect(await idsOfFiles()).toEqual([[1, 2, 3, 4], [5, 6, 7, 8], [9]]);
        expect(await listFiles(exports.hidden)).toHaveLength(2);
      }
    },
  );
});
