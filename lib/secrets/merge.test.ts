import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineSpec, type JsonObject } from "@/connectors/sdk";
import { joinConfig, maskConfig, secretMask, splitConfig } from "./config";
import { mergeConfigUpdate, type UpdateMode } from "./merge";

const secret = () => z.string().meta({ airbyte_secret: true });

const spec = defineSpec({
  kind: "source",
  id: "test",
  definitionId: "00000000-0000-4000-8000-000000000000",
  title: "Test",
  summary: "For tests.",
  config: z.object({
    host: z.string(),
    schemas: z.array(z.string()).optional(),
    password: secret().optional(),
    api_key: secret().nullable().optional(),
    ssl_mode: z
      .discriminatedUnion("mode", [
        z.object({ mode: z.literal("disable") }),
        z.object({ mode: z.literal("verify-ca"), ca_certificate: secret(), note: z.string().optional() }),
      ])
      .optional(),
    accounts: z.array(z.object({ name: z.string(), token: secret() })).optional(),
    keys: z.array(secret()).optional(),
  }),
});

const schema = spec.jsonSchema();
const stored: JsonObject = {
  host: "old",
  schemas: ["a"],
  password: "stored-password",
  ssl_mode: { mode: "verify-ca", ca_certificate: "stored-ca", note: "n" },
  accounts: [
    { name: "anna", token: "token-anna" },
    { name: "ben", token: "token-ben" },
  ],
  keys: ["key-1", "key-2"],
};
const merge = (mode: UpdateMode, incoming: JsonObject, before = stored) =>
  mergeConfigUpdate({ schema, stored: before, incoming, mode });

const modes: UpdateMode[] = ["patch", "put", "form"];

describe("mergeConfigUpdate", () => {
  it.each(modes)("gives back what is stored for its own masked form (%s)", (mode) => {
    expect(merge(mode, maskConfig(spec.secrets, stored))).toEqual(stored);
  });

  it.each(modes)("takes a new secret (%s)", (mode) => {
    expect(merge(mode, { host: "h", password: "new" }).password).toBe("new");
  });

  it.each(modes)("clears a secret that is null or empty (%s)", (mode) => {
    expect(merge(mode, { host: "h", password: "" }).password).toBe("");
    expect(merge(mode, { host: "h", api_key: null }, { ...stored, api_key: "k" }).api_key).toBeNull();
  });

  it("keeps everything absent in a patch, and merges objects", () => {
    const merged = merge("patch", { host: "new", ssl_mode: { note: "changed" } });
    expect(merged).toEqual({
      ...stored,
      host: "new",
      ssl_mode: { mode: "verify-ca", ca_certificate: "stored-ca", note: "changed" },
    });
  });

  it("drops everything absent in a put, secrets too", () => {
    expect(merge("put", { host: "new" })).toEqual({ host: "new" });
  });

  it("drops what is absent in a form, but keeps absent secrets", () => {
    expect(merge("form", { host: "new", ssl_mode: { mode: "verify-ca" } })).toEqual({
      host: "new",
      password: "stored-password",
      ssl_mode: { mode: "verify-ca", ca_certificate: "stored-ca" },
    });
  });

  it.each(modes)("keeps nothing of the former branch when another is chosen (%s)", (mode) => {
    expect(merge(mode, { host: "h", ssl_mode: { mode: "disable" } }).ssl_mode).toEqual({ mode: "disable" });
  });

  it.each(modes)("refuses a mask where nothing is stored, naming the field (%s)", (mode) => {
    const before = { host: "old", ssl_mode: { mode: "disable" } };
    const incoming = {
      host: "h",
      password: secretMask,
      ssl_mode: { mode: "verify-ca", ca_certificate: secretMask },
    };
    expect(() => merge(mode, incoming, before)).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        issues: [
          expect.objectContaining({ path: ["password"] }),
          expect.objectContaining({ path: ["ssl_mode", "ca_certificate"] }),
        ],
      }),
    );
  });

  it("knows a secret beside which null is allowed", () => {
    const before = { ...stored, api_key: "k" };
    expect(merge("form", { host: "h", api_key: secretMask }, before).api_key).toBe("k");
  });
});

describe("mergeConfigUpdate in arrays", () => {
  const anna = { name: "anna", token: secretMask };
  const ben = { name: "ben", token: secretMask };
  const accounts = (incoming: JsonObject[], mode: UpdateMode = "form") =>
    merge(mode, { host: "h", accounts: incoming }).accounts;

  it.each(modes)("gives the remaining element its own secret after one is removed (%s)", (mode) => {
    expect(accounts([ben], mode)).toEqual([{ name: "ben", token: "token-ben" }]);
  });

  it("follows elements that were moved", () => {
    expect(accounts([ben, anna])).toEqual([
      { name: "ben", token: "token-ben" },
      { name: "anna", token: "token-anna" },
    ]);
  });

  it("keeps the secret of an element that was edited in its place", () => {
    expect(accounts([{ name: "anna-2", token: secretMask }, ben])).toEqual([
      { name: "anna-2", token: "token-anna" },
      { name: "ben", token: "token-ben" },
    ]);
  });

  it("keeps the others' secrets when one is added", () => {
    expect(accounts([{ name: "new", token: "t" }, anna, ben])).toEqual([
      { name: "new", token: "t" },
      { name: "anna", token: "token-anna" },
      { name: "ben", token: "token-ben" },
    ]);
  });

  it("never gives a new element the secret of one that was removed or moved", () => {
    expect(accounts([ben as JsonObject, { name: "new" }])).toEqual([
      { name: "ben", token: "token-ben" },
      { name: "new" },
    ]);
  });

  it("asks again where it cannot be told whose secret a mask stands for", () => {
    expect(() => accounts([{ name: "anna-2", token: secretMask }])).toThrow(/entered again/);
  });

  it("replaces an array as a whole in a patch", () => {
    expect(merge("patch", { schemas: ["b", "c"] }).schemas).toEqual(["b", "c"]);
    expect(merge("patch", { accounts: [] }).accounts).toEqual([]);
  });

  it("keeps plain secrets in their place, and all of them in order when one is added", () => {
    expect(merge("form", { host: "h", keys: ["new", secretMask] }).keys).toEqual(["new", "key-2"]);
    expect(merge("form", { host: "h", keys: ["new", secretMask, secretMask] }).keys).toEqual([
      "new",
      "key-1",
      "key-2",
    ]);
  });

  it("asks again for plain secrets when one of them was removed", () => {
    expect(() => merge("form", { host: "h", keys: [secretMask] })).toThrow(/entered again/);
  });
});

describe("an update, stored and read again", () => {
  it("never holds a secret in its configuration, nor a mask among its secrets", () => {
    for (const mode of modes) {
      const merged = merge(mode, { ...maskConfig(spec.secrets, stored), host: "new" });
      const split = splitConfig(spec.secrets, merged);
      expect(JSON.stringify(split.config)).not.toMatch(/stored-|token-|key-/);
      expect(Object.values(split.secrets)).not.toContain(secretMask);
      expect(joinConfig(split.config, split.secrets)).toEqual(merged);
    }
  });
});
