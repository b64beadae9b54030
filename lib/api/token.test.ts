import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { secretKeyFrom, setSecretKeys } from "@/lib/secrets/key";
import { issueToken, readToken } from "./token";

const key = secretKeyFrom("a-key-for-tokens-of-32-characters!!");
const application = "0199a2b4-7c3d-7e5f-8a9b-0c1d2e3f4a5b";
const now = Date.UTC(2026, 10, 22, 12);

beforeAll(() => setSecretKeys({ current: key, previous: undefined }));
afterAll(() => setSecretKeys(undefined));

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

describe("issueToken and readToken", () => {
  it("give back the application for 15 minutes and not longer", () => {
    const token = issueToken(application, now);
    expect(readToken(token, now)).toEqual({ applicationId: application });
    expect(readToken(token, now + 15 * 60_000 - 1)).toEqual({ applicationId: application });
    expect(readToken(token, now + 15 * 60_000)).toBeNull();
  });

  it("make a JWT that clients can read", () => {
    const token = issueToken(application, now);
    expect(claimsOf(token)).toMatchObject({
      sub: application,
      user_id: application,
      iat: now / 1000,
      exp: now / 1000 + 900,
    });
  });

  it("refuse a token whose claims were changed", () => {
    const [header, , signature] = issueToken(application, now).split(".");
    const claims = part({ iss: "sluice", sub: application, exp: now });
    expect(readToken(`${header}.${claims}.${signature}`, now)).toBeNull();
  });

  it("refuse a token without a signature, also where its header asks for none", () => {
    const [, claims] = issueToken(application, now).split(".");
    expect(readToken(`${part({ alg: "none", typ: "JWT" })}.${claims}.`, now)).toBeNull();
    expect(readToken(`${issueToken(application, now).split(".", 2).join(".")}.`, now)).toBeNull();
  });

  it("refuse a token signed with another key", () => {
    const [header, claims] = issueToken(application, now).split(".");
    const body = `${header}.${claims}`;
    const foreign = createHmac("sha256", "another key").update(body).digest("base64url");
    expect(readToken(`${body}.${foreign}`, now)).toBeNull();
  });

  it.each(["", ".", "a.b.c", "a.b.c.d", "Bearer x"])("refuse %j", (text) => {
    expect(readToken(text, now)).toBeNull();
  });
});
