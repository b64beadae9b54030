import type * as Fs from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { PartFile } from "./part-file";

const disk = vi.hoisted(() => ({ flushes: 0, failsAt: 0 }));

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof Fs>();
  return {
    ...fs,
    fdatasync(descriptor: number, done: (error: Error | null) => void) {
      disk.flushes++;
      if (disk.flushes !== disk.failsAt) return fs.fdatasync(descriptor, done);
      done(Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" }));
    },
  };
});

const megabyte = new Uint8Array(1024 * 1024).fill(0x61);

let ctx: TestContext;
let part: PartFile;
beforeEach(async () => {
  ctx = await createTestContext();
  Object.assign(disk, { flushes: 0, failsAt: 0 });
  part = await PartFile.open(path.join(ctx.localFiles.root, "part"), 0, () => undefined);
});
afterEach(async () => {
  await part.close();
  await ctx.dispose();
});

function append(megabytes: number): void {
  for (let count = 0; count < megabytes; count++) part.append(megabyte);
}

describe("a part", () => {
  it("goes to the disk while it grows, and as a whole before a checkpoint vouches for it", async () => {
    append(63);
    await Promise.resolve();
    expect(disk.flushes).toBe(0);
    append(1);
    await vi.waitFor(() => expect(disk.flushes).toBe(1));
    append(1);
    await part.sync();
    expect(disk.flushes).toBe(2);
    expect((await readFile(part.file)).length).toBe(65 * megabyte.length);
  });

  it("is not vouched for where the disk failed before, of which the system tells once", async () => {
    disk.failsAt = 1;
    append(65);
    await vi.waitFor(() => expect(disk.flushes).toBe(1));
    await expect(part.sync()).rejects.toThrow(/EIO/);
    await expect(part.sync()).rejects.toThrow(/EIO/);
  });
});
