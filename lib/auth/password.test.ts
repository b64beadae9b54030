import { describe, expect, it } from "vitest";
import { hashPassword, verifyPassword } from "./password";

describe("verifyPassword", () => {
  it("accepts the password and nothing near it", async () => {
    const stored = await hashPassword("correct horse");
    expect(await verifyPassword("correct horse", stored)).toBe(true);
    expect(await verifyPassword("correct horse ", stored)).toBe(false);
    expect(await verifyPassword("", stored)).toBe(false);
  });

  it("accepts the same characters composed in another way", async () => {
    const stored = await hashPassword("pass\u00e9-word");
    expect(await verifyPassword("passe\u0301-word", stored)).toBe(true);
  });

  it("reads the cost from the hash, so older hashes stay valid", async () => {
    const older = "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA==$";
    const { scryptSync } = await import("node:crypto");
    const hash = scryptSync("old", "saltsaltsaltsalt", 32, { N: 16, r: 8, p: 1 }).toString("base64");
    expect(await verifyPassword("old", older + hash)).toBe(true);
  });

  it("says no where there is no account, whatever the password", async () => {
    expect(await verifyPassword("", undefined)).toBe(false);
  });

  it("does not take a hash of another form for a wrong password", async () => {
    await expect(verifyPassword("x", "$2b$10$abc")).rejects.toThrow(/unknown form/);
  });
});

describe("hashPassword", () => {
  it("gives two hashes for the same password", async () => {
    expect(await hashPassword("same")).not.toBe(await hashPassword("same"));
  });
});
