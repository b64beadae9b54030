import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError } from "./errors";
import { createLocalFiles } from "./local-files";

let root: string;
let outside: string;
beforeEach(async () => {
  const base = await realpath(await mkdtemp(path.join(tmpdir(), "sluice-files-")));
  root = path.join(base, "inside");
  outside = path.join(base, "outside");
  await mkdir(root);
  await mkdir(outside);
  await writeFile(path.join(outside, "secret"), "x");
});
afterEach(() => rm(path.dirname(root), { recursive: true, force: true }));

describe("local files", () => {
  it.each([
    ["data.csv", "data.csv"],
    ["./a/b.csv", "a/b.csv"],
    ["/local/a.csv", "a.csv"],
    ["/local", "."],
    ["a/../b.csv", "b.csv"],
  ])("resolve %j inside the folder", async (requested, expected) => {
    expect(await createLocalFiles(root).resolve(requested)).toBe(path.resolve(root, expected));
  });

  it("resolve an absolute path that lies inside", async () => {
    const inside = path.join(root, "deep", "x.csv");
    expect(await createLocalFiles(root).resolve(inside)).toBe(inside);
  });

  it.each([
    "../outside/secret",
    "/etc/passwd",
    "/local/../../outside/secret",
    "a/../../outside",
    "/localhost/x",
    "nul\0",
  ])("refuse %j", async (requested) => {
    await expect(createLocalFiles(root).resolve(requested)).rejects.toBeInstanceOf(ConfigError);
  });

  it("refuse a symbolic link that leads outside, one that leads nowhere, and a path through either", async () => {
    await symlink(outside, path.join(root, "door"));
    await symlink(path.join(outside, "not-yet"), path.join(root, "dangling"));
    const files = createLocalFiles(root);
    for (const requested of ["door", "door/secret", "door/new", "dangling"]) {
      await expect(files.resolve(requested)).rejects.toBeInstanceOf(ConfigError);
    }
  });
});
