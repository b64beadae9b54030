import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { root } from "./paths.mjs";
import { contentHash, isFresh, stamped } from "./stamp.mjs";

describe("contentHash", () => {
  let folder: string;
  /** As the callers name it: from the repository's folder. */
  let entry: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
    entry = path.relative(root, folder);
    fs.mkdirSync(path.join(folder, "deep"));
    fs.writeFileSync(path.join(folder, "deep/page.tsx"), "one");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);

  it("stays the same while nothing changes, whatever the times of the files are", () => {
    const before = contentHash([entry]);
    fs.utimesSync(path.join(folder, "deep/page.tsx"), new Date(0), new Date(0));
    expect(contentHash([entry])).toBe(before);
  });

  it.each([
    ["a changed file", () => write("deep/page.tsx", "two")],
    ["a new file", () => write("other.ts", "")],
    [
      "a renamed file",
      () => fs.renameSync(path.join(folder, "deep/page.tsx"), path.join(folder, "deep/home.tsx")),
    ],
  ])("changes with %s", (_name, change) => {
    const before = contentHash([entry]);
    change();
    expect(contentHash([entry])).not.toBe(before);
  });

  it("changes with a fact", () => {
    expect(contentHash([entry], ["/airbyte"])).not.toBe(contentHash([entry], [""]));
  });

  it.each(["page.test.ts", "page.integration.test.tsx", "README.md"])("does not care for %s", (name) => {
    const before = contentHash([entry]);
    write(name, "text");
    expect(contentHash([entry])).toBe(before);
  });

  it("takes an entry that does not exist for nothing", () => {
    expect(contentHash([entry, `${entry}/missing`])).toBe(contentHash([entry]));
  });

  it("is stamped only when the work has been done", async () => {
    const file = path.join(folder, "stamp");
    await expect(stamped(file, "a", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(isFresh(file, "a")).toBe(false);
    await stamped(file, "a", () => Promise.resolve());
    expect([isFresh(file, "a"), isFresh(file, "b")]).toEqual([true, false]);
  });
});
