import { mkdtempSync, rmSync, statSync, writeFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureSecretKey } from "./key-file";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "sluice-key-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe("ensureSecretKey", () => {
  it("makes a key once and gives the same one afterwards", () => {
    const key = ensureSecretKey(dataDir);
    expect(Buffer.from(key, "base64")).toHaveLength(32);
    expect(ensureSecretKey(dataDir)).toBe(key);
  });

  it("makes another key in another folder", () => {
    expect(ensureSecretKey(path.join(dataDir, "a"))).not.toBe(ensureSecretKey(path.join(dataDir, "b")));
  });

  it("lets only the owner read it, and leaves nothing else behind", () => {
    ensureSecretKey(dataDir);
    expect(readdirSync(dataDir)).toEqual(["secret.key"]);
    expect(statSync(path.join(dataDir, "secret.key")).mode & 0o777).toBe(0o600);
  });

  it("refuses a file that holds no key instead of replacing it", () => {
    writeFileSync(path.join(dataDir, "secret.key"), "short\n");
    expect(() => ensureSecretKey(dataDir)).toThrow(/holds no usable key.*backup/);
  });
});
