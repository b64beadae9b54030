import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "@/connectors/sdk";
import { applyRotation, joinConfig, maskConfig, secretMask, splitConfig } from "./config";

const paths = [
  ["password"],
  ["tunnel", "ssh_key"],
  ["tunnel", "tunnel_user_password"],
  ["accounts", "*", "token"],
  ["keys", "*"],
  ["dotted.key", "back\\slash"],
];

/** Reproducible random configurations over the paths above, with other fields around them. */
function randomConfig(seed: number): JsonObject {
  let state = seed + 1;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const maybe = (value: () => Json): Json | undefined => (random() < 0.7 ? value() : undefined);
  const secret = (): Json => {
    const kind = random();
    if (kind < 0.1) return null;
    if (kind < 0.2) return "";
    if (kind < 0.3) return 123_456;
    return `planted-${Math.floor(random() * 1e9)}`;
  };
  const list = (make: () => Json): Json[] => Array.from({ length: Math.floor(random() * 4) }, make);
  const entries: [string, Json | undefined][] = [
    ["host", "db.example.com"],
    ["password", maybe(secret)],
    ["tunnel", maybe(() => ({ method: "key", ssh_key: secret(), port: 22 }))],
    ["accounts", maybe(() => list(() => ({ name: "a", token: secret() })))],
    ["keys", maybe(() => list(secret))],
    ["dotted.key", maybe(() => ({ "back\\slash": secret(), other: [1, { deep: true }] }))],
  ];
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

const seeds = Array.from({ length: 200 }, (_, seed) => seed);

describe("splitConfig and joinConfig", () => {
  it("join to what was split, whatever is there", () => {
    for (const seed of seeds) {
      const whole = randomConfig(seed);
      const { config, secrets } = splitConfig(paths, whole);
      expect(joinConfig(config, secrets)).toEqual(whole);
    }
  });

  it("leave no secret in the configuration", () => {
    for (const seed of seeds) {
      const { config } = splitConfig(paths, randomConfig(seed));
      expect(JSON.stringify(config)).not.toMatch(/planted|123456/);
    }
  });

  it("do not change what they are given", () => {
    const whole = randomConfig(7);
    const before = structuredClone(whole);
    const { config, secrets } = splitConfig(paths, whole);
    joinConfig(config, secrets);
    expect(whole).toEqual(before);
  });

  it("leave what is not a secret as it is, masks included", () => {
    const whole = { host: secretMask, nested: { password: "not at a secret path" } };
    expect(splitConfig(paths, whole)).toEqual({ config: whole, secrets: {} });
  });

  it("take a secret that is an object as one value", () => {
    const whole = { tunnel: { ssh_key: { type: "rsa", private: "x" } } };
    const { config, secrets } = splitConfig(paths, whole);
    expect(config).toEqual({ tunnel: { ssh_key: secretMask } });
    expect(joinConfig(config, secrets)).toEqual(whole);
  });

  it("refuse a mask in place of a secret, naming the field", () => {
    expect(() => splitConfig(paths, { accounts: [{ token: secretMask }] })).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        issues: [{ path: ["accounts", "0", "token"], message: expect.any(String) }],
      }),
    );
  });

  it("keep a key named __proto__ a key", () => {
    const whole = JSON.parse('{"__proto__": {"password": "x"}, "password": "y"}') as JsonObject;
    const { config, secrets } = splitConfig([["password"], ["__proto__", "password"]], whole);
    expect(JSON.stringify(joinConfig(config, secrets))).toBe(JSON.stringify(whole));
    expect(({} as JsonObject).password).toBeUndefined();
  });
});

describe("maskConfig", () => {
  it("masks every secret that is there, and nothing else", () => {
    const config: JsonObject = {
      host: "h",
      password: "p",
      tunnel: { ssh_key: "", port: 22 },
      accounts: [{ name: "a", token: "t" }, { name: "b" }],
      keys: ["k", null],
    };
    expect(maskConfig(paths, config)).toEqual({
      host: "h",
      password: secretMask,
      tunnel: { ssh_key: "", port: 22 },
      accounts: [{ name: "a", token: secretMask }, { name: "b" }],
      keys: [secretMask, null],
    });
  });

  it("leaves a stored configuration as it is", () => {
    for (const seed of seeds) {
      const { config } = splitConfig(paths, randomConfig(seed));
      expect(maskConfig(paths, config)).toEqual(config);
    }
  });
});

describe("applyRotation", () => {
  it("replaces secrets and adds new ones, with masks in the configuration", () => {
    const stored = splitConfig([["auth", "refresh_token"]], { auth: { refresh_token: "old" }, host: "h" });
    const rotated = applyRotation(stored, { "auth.refresh_token": "new", "auth.access_token": "access" });
    expect(rotated.config).toEqual({
      auth: { refresh_token: secretMask, access_token: secretMask },
      host: "h",
    });
    expect(joinConfig(rotated.config, rotated.secrets)).toEqual({
      auth: { refresh_token: "new", access_token: "access" },
      host: "h",
    });
  });
});
