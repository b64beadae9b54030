import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { glance } from "./cli-freshness.mjs";

describe("a glance at the sources", () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "sluice-glance-"));
    fs.mkdirSync(path.join(folder, "lib/cli"), { recursive: true });
    fs.writeFileSync(path.join(folder, "package-lock.json"), "{}");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("is the same while nothing changes, and another with a new, a changed and a touched file", () => {
    const file = path.join(folder, "lib/cli/main.ts");
    const before = glance(folder);
    expect(glance(folder)).toBe(before);
    fs.writeFileSync(file, "one");
    const withOne = glance(folder);
    fs.writeFileSync(file, "two!");
    const withTwo = glance(folder);
    fs.utimesSync(file, new Date(0), new Date(0));
    expect(new Set([before, withOne, withTwo, glance(folder)]).size).toBe(4);
  });

  it.each(["lib/cli/main.test.ts", "lib/cli/README.md"])("does not care for %s", (name) => {
    const before = glance(folder);
    fs.writeFileSync(path.join(folder, name), "text");
    expect(glance(folder)).toBe(before);
  });

  it("costs less processor time than a start would notice", () => {
    glance();
    const begun = process.cpuUsage();
    for (let time = 0; time < 5; time++) glance();
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 5_000).toBeLessThan(30);
  });
});
