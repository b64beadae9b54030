import { describe, expect, it } from "vitest";
import type { JsonSchema } from "./json-schema";
import { storedSecretsInForce } from "./stored-secrets";

const secret: JsonSchema = { type: "string", airbyte_secret: true };
const schema: JsonSchema = {
  properties: {
    password: secret,
    credentials: {
      type: "object",
      oneOf: [
        { properties: { auth: { const: "a" }, key: secret } },
        { properties: { auth: { const: "b" }, key: secret } },
      ],
    },
    accounts: { type: "array", items: { properties: { name: {}, token: secret } } },
  },
};
const before = { credentials: { auth: "a" }, accounts: [{ name: "x" }, { name: "y" }] };
const stored = [["password"], ["credentials", "key"], ["accounts", 1, "token"]];

describe("storedSecretsInForce", () => {
  it("keeps all while nothing around them changed", () => {
    expect(storedSecretsInForce(schema, before, before, stored)).toEqual(stored);
  });

  it("drops the secret of another branch, and takes it back with the branch", () => {
    const now = { ...before, credentials: { auth: "b" } };
    expect(storedSecretsInForce(schema, before, now, stored)).toEqual([
      ["password"],
      ["accounts", 1, "token"],
    ]);
    expect(storedSecretsInForce(schema, before, { ...now, credentials: { auth: "a" } }, stored)).toEqual(
      stored,
    );
  });

  it("drops the secrets of a list that got shorter, because its items moved", () => {
    const now = { ...before, accounts: [{ name: "y" }] };
    expect(storedSecretsInForce(schema, before, now, stored)).toEqual([["password"], ["credentials", "key"]]);
  });
});
