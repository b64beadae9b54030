import { createDecipheriv, generateKeyPairSync, privateDecrypt, constants } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ConfigError, type Value } from "@/connectors/sdk";
import { compileShape } from "./compile-shape";
import { mappers, shapeOf } from "./testing";

const keys = { 128: "0f".repeat(16), 192: "1e".repeat(24), 256: "2d".repeat(32) };
const types = { email: { kind: "string" } } as const;

const aes = (mode: string, padding: string, key?: string) => ({
  id: "m1",
  type: "encryption",
  mapperConfiguration: { algorithm: "AES", targetField: "email", mode, padding, key },
});

function encrypt(mapper: unknown, values: Value[], secrets: Record<string, string> = {}) {
  const { shaper } = shapeOf(types, { mappers: mappers(mapper) }, secrets);
  const { outputs } = shaper.shape(values.map((value) => [value]));
  return { values: outputs[0]?.rows.map(([value]) => value) ?? [], changes: outputs[0]?.changes };
}

/** As whoever holds the key would: the IV in front, padding taken away where there is one. */
function decrypt(hex: string, mode: string, padding: string, key: string): string {
  const bytes = Buffer.from(hex, "hex");
  const [ivSize, tagSize] = mode === "ECB" ? [0, 0] : mode === "GCM" ? [12, 16] : [16, 0];
  const algorithm = `aes-${key.length * 4}-${mode.toLowerCase()}`;
  const decipher = createDecipheriv(
    algorithm,
    Buffer.from(key, "hex"),
    ivSize === 0 ? null : bytes.subarray(0, ivSize),
  );
  decipher.setAutoPadding(false);
  if ("setAuthTag" in decipher && tagSize > 0) {
    (decipher as unknown as { setAuthTag(tag: Buffer): void }).setAuthTag(bytes.subarray(-tagSize));
  }
  const plain = Buffer.concat([
    decipher.update(bytes.subarray(ivSize, bytes.length - tagSize)),
    decipher.final(),
  ]);
  if (padding === "NoPadding") return plain.toString();
  const added = plain.at(-1) ?? 0;
  expect(plain.length % 16).toBe(0);
  expect([...plain.subarray(-added)]).toEqual(new Array(added).fill(added));
  return plain.subarray(0, -added).toString();
}

describe("AES", () => {
  const modes: [string, string][] = [
    ["CBC", "PKCS5Padding"],
    ["ECB", "PKCS5Padding"],
    ["CFB", "PKCS5Padding"],
    ["OFB", "PKCS5Padding"],
    ["CFB", "NoPadding"],
    ["OFB", "NoPadding"],
    ["CTR", "NoPadding"],
    ["GCM", "NoPadding"],
  ];
  it.each(modes)("in %s mode with %s is opened with the key, whatever its size", (mode, padding) => {
    for (const key of Object.values(keys)) {
      for (const text of ["", "alice@example.org", "sixteen bytes ok", "ü".repeat(40)]) {
        const { values } = encrypt(aes(mode, padding), [text], { m1: key });
        expect(values[0]).toMatch(/^[0-9a-f]*$/);
        expect(decrypt(String(values[0]), mode, padding, key)).toBe(text);
      }
    }
  });

  it.each(["CBC", "ECB"])("in %s mode without padding takes whole blocks, and nulls what is none", (mode) => {
    const { values, changes } = encrypt(aes(mode, "NoPadding"), ["sixteen bytes ok", "secret"], {
      m1: keys[256],
    });
    expect(decrypt(String(values[0]), mode, "NoPadding", keys[256])).toBe("sixteen bytes ok");
    expect(values[1]).toBeNull();
    const [change] = changes?.get(1) ?? [];
    expect(change).toMatchObject({ field: "email_encrypted", change: "NULLED" });
    expect(change?.reason).toMatch(/^PLATFORM_SERIALIZATION_ERROR: .*this value has 6 bytes/);
    expect(change?.reason).not.toContain("secret");
  });

  it("never gives the same text twice, but in ECB mode, and leaves null alone", () => {
    const twice = (mode: string) =>
      encrypt(aes(mode, "PKCS5Padding"), ["a", "a", null], { m1: keys[128] }).values;
    const [one, two, none] = twice("CBC");
    expect(one).not.toBe(two);
    expect(none).toBeNull();
    const [first, second] = twice("ECB");
    expect(first).toBe(second);
  });

  it("gives a nullable string, and leaves its key out of the plan", () => {
    const { shape } = shapeOf(
      types,
      { mappers: mappers(aes("CBC", "NoPadding", keys[128])) },
      { m1: keys[128] },
    );
    expect(shape.outputs[0]?.fields).toEqual([
      { name: "email_encrypted", type: { kind: "string" }, nullable: true },
    ]);
    expect(shape.outputs[0]?.scrambled).toEqual(["encryption"]);
    expect(JSON.stringify(shape)).not.toContain(keys[128]);
  });

  it("refuses a padding that its mode does not have, when it is planned", () => {
    expect(() => shapeOf(types, { mappers: mappers(aes("GCM", "PKCS5Padding")) })).toThrow(
      /^users: mapper 1 \(encryption\): AES in GCM mode has no padding\. Choose NoPadding\./,
    );
  });

  it.each([
    ["is missing", {}, /it has no key/],
    ["is too short", { m1: "0f0f" }, /its key has 4 characters; AES takes 32, 48, 64 hexadecimal digits/],
    ["is no hexadecimal", { m1: "zz".repeat(16) }, /its key has 32 characters/],
  ])("refuses a key that %s, without telling it", (_what, secrets, message) => {
    const { shape } = shapeOf(types, { mappers: mappers(aes("CBC", "PKCS5Padding")) }, { m1: keys[128] });
    expect(() => compileShape(shape, secrets)).toThrow(message);
    expect(() => compileShape(shape, secrets)).toThrow(ConfigError);
    expect(() => compileShape(shape, secrets)).not.toThrow(/0f0f|zzzz/);
  });
});

describe("RSA", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const der = publicKey.export({ type: "spki", format: "der" });
  const rsa = (key: string) => ({
    type: "encryption",
    mapperConfiguration: { algorithm: "RSA", targetField: "email", publicKey: key },
  });

  it.each([
    ["hexadecimal", der.toString("hex")],
    ["base64", der.toString("base64")],
    ["PEM", publicKey.export({ type: "spki", format: "pem" }).toString()],
  ])("with a public key in %s is opened with the private one", (_form, key) => {
    const { values } = encrypt(rsa(key), ["ünïcode", null]);
    expect(values[1]).toBeNull();
    expect(values[0]).toMatch(/^[0-9a-f]{256}$/);
    // PKCS#1 v1.5 cannot be opened by every version of Node, so the padding is looked at: 00 02, eight or more others, 00.
    const block = privateDecrypt(
      { key: privateKey, padding: constants.RSA_NO_PADDING },
      Buffer.from(String(values[0]), "hex"),
    );
    expect([...block.subarray(0, 2)]).toEqual([0, 2]);
    const end = block.indexOf(0, 2);
    expect(end).toBeGreaterThanOrEqual(10);
    expect(block.subarray(end + 1).toString()).toBe("ünïcode");
  });

  it("nulls what is longer than its key takes", () => {
    const { values, changes } = encrypt(rsa(der.toString("hex")), ["x".repeat(117), "x".repeat(118)]);
    expect(values[0]).toMatch(/^[0-9a-f]{256}$/);
    expect(values[1]).toBeNull();
    expect(changes?.get(1)?.[0]?.reason).toMatch(/takes 117 bytes at most; this value has 118/);
  });

  it.each([
    ["nonsense", "xyz"],
    [
      "an elliptic curve's",
      generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" }).toString("hex"),
    ],
  ])("refuses %s key when it is planned", (_what, key) => {
    expect(() => shapeOf(types, { mappers: mappers(rsa(key)) })).toThrow(
      /its public key is none that RSA can use/,
    );
  });
});
