import { appendFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TransientError, type StreamPlan } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { mountDisk } from "@/tests/support/small-disk";
import type { FileFormat } from "./config";
import { surviving } from "./testing/crashes";
import { Exports, numbered, rowsOf } from "./testing/exports";
import { listFiles } from "./testing/files";

vi.mock("node:fs/promises", async (original) => {
  const { mortal } = await import("./testing/crashes");
  return mortal(await original());
});

const gzipped: FileFormat = { format_type: "JSONL", compression: "gzip" };

let exports: Exports;
beforeEach(async () => {
  exports = await Exports.create();
});
afterEach(() => exports.dispose());

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

describe("a writer whose process dies", () => {
  it.each([
    ["before it makes a change", false],
    ["before it knows that a change is made", true],
  ])("loses and repeats nothing, and leaves nothing behind, when it dies %s", async (_, makesLast) => {
    for (let changes = 0, survived = false; !survived; changes++) {
      await exports.dispose();
      exports = await Exports.create();
      const plan = exports.plan({ write: "overwrite" });
      survived = await surviving(changes, () => countTo(plan, 6, 2), makesLast);
      await countTo(plan, 6, 2);
      expect(await exports.finish(plan)).toEqual({ rows: 6, superseded: 0 });
      expect(await exports.ids("default/orders.jsonl")).toEqual([1, 2, 3, 4, 5, 6]);
      expect(await listFiles(exports.hidden)).toHaveLength(2);
    }
  });

  it("leaves no part behind when the run is given up and another comes", async () => {
    const plan = exports.plan({ mode: "incremental" });
    const feed = exports.feed(plan);
    const writer = await exports.open(feed);
    await writer.write(0, rowsOf(numbered(1, 5)));
    expect(await exports.waiting("part")).toHaveLength(1);
    await exports.run(exports.plan({ mode: "incremental", syncId: 2 }), numbered(1, 5));
    expect(await exports.waiting("part")).toEqual([]);
    await writer.close();
    expect(await exports.visible()).toHaveLength(1);
  });
});

describe("compressed files", () => {
  it("are gone on with behind their last member, and read as one", async () => {
    exports.changeFormat(gzipped);
    const plan = exports.plan({ write: "overwrite" });
    await exports.load(plan, numbered(1, 20_000), 1);
    const [part = ""] = await exports.waiting("part");
    await appendFile(path.join(exports.hidden, part), Buffer.from([0x1f, 0x8b, 0x08, 0]));
    await exports.load(plan, numbered(20_001, 20_003), 2);
    expect(await exports.finish(plan)).toEqual({ rows: 20_003, superseded: 0 });
    expect(await exports.measure(plan)).toBe(20_003);
    const packed = await readFile(path.join(exports.folder, "default/orders.jsonl.gz"));
    const lines = gunzipSync(packed).toString().split("\n").slice(0, -1);
    expect(lines.map((line) => (JSON.parse(line) as { id: number }).id)).toEqual(
      numbered(1, 20_003).map(([id]) => id),
    );
  });

  it("are empty files in their format where there are no rows", async () => {
    exports.changeFormat(gzipped);
    const plan = exports.plan({ write: "overwrite" });
    await exports.run(plan, []);
    const packed = await readFile(path.join(exports.folder, "default/orders.jsonl.gz"));
    expect(gunzipSync(packed)).toHaveLength(0);
    expect(await exports.measure(plan)).toBe(0);
  });

  it("that were damaged after finish are refused by measure, by name", async () => {
    exports.changeFormat(gzipped);
    const plan = exports.plan({ write: "overwrite" });
    await exports.run(plan, numbered(1, 100));
    const file = path.join(exports.folder, "default/orders.jsonl.gz");
    await writeFile(file, (await readFile(file)).subarray(0, -20));
    await expect(exports.measure(plan)).rejects.toThrow(
      /orders\.jsonl\.gz is damaged: unexpected end of file/,
    );
  });
});

describe("a full disk", () => {
  it("is named, keeps every checkpoint, and is gone on from once there is room", async (test) => {
    const disk = mountDisk(exports.folder, "1m");
    if (!disk) return test.skip("needs root and mount");
    try {
      await expectToGoOn(exports.plan({ write: "overwrite" }), () => disk.resize("20m"));
    } finally {
      disk.unmount();
    }
  });

  async function expectToGoOn(plan: StreamPlan, makeRoom: () => void): Promise<void> {
    const [last, step] = [20_000, 2_000];
    for (const attempt of [1, 2]) {
      const error = await countTo(plan, last, step).catch((reason: unknown) => reason);
      expect([attempt, error]).toEqual([attempt, expect.any(TransientError)]);
      expect((error as Error).message).toMatch(/The disk of .* is full.*Free some space/);
    }
    makeRoom();
    const writer = await exports.open(exports.feed(plan));
    expect(Number((await writer.checkpoint())?.position)).toBeGreaterThan(0);
    await writer.close();
    await countTo(plan, last, step);
    expect(await exports.finish(plan)).toEqual({ rows: last, superseded: 0 });
    expect(await exports.ids("default/orders.jsonl")).toEqual(numbered(1, last).map(([id]) => id));
  }
});
