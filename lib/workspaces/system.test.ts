import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { measureDisk } from "./disk";
import { noteBackup, readLastBackup } from "./last-backup";
import { databaseLabel } from "./system";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe("the disk", () => {
  it("counts what lies in the folder, however deep, and what is left beside it", async () => {
    fs.mkdirSync(path.join(folder, "a/b"), { recursive: true });
    fs.writeFileSync(path.join(folder, "a/b/file"), "x".repeat(1000));
    fs.writeFileSync(path.join(folder, "other"), "x".repeat(24));
    fs.symlinkSync("/", path.join(folder, "elsewhere"));
    const { usedBytes, freeBytes } = await measureDisk(folder);
    expect(usedBytes).toBe(1024);
    expect(freeBytes).toBeGreaterThan(0);
  });
});

describe("the last backup", () => {
  it("is the one that was noted last", async () => {
    expect(await readLastBackup(folder)).toBeNull();
    noteBackup(folder, "/backups/a", new Date("2026-12-01T10:00:00Z"));
    noteBackup(folder, "/backups/b", new Date("2026-12-02T10:00:00Z"));
    expect(await readLastBackup(folder)).toEqual({
      at: new Date("2026-12-02T10:00:00Z"),
      file: "/backups/b",
    });
  });

  it("is noted nowhere where there is no data folder", () => {
    const missing = path.join(folder, "missing");
    noteBackup(missing, "/backups/a");
    expect(fs.existsSync(missing)).toBe(false);
  });
});

describe("the database's label", () => {
  it.each([
    ["postgresql://user:secret@db.example:5433/sluice?sslmode=require", "db.example:5433/sluice"],
    ["postgresql://user:secret@db.example/sluice", "db.example/sluice"],
    ["postgresql://user:secret@localhost/sluice?host=/run/sluice", "/run/sluice/sluice"],
    [undefined, "/data/postgres"],
  ])("of %s is %s", (url, label) => {
    expect(databaseLabel(url, "/data")).toBe(label);
  });
});
