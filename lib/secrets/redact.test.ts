import { describe, expect, it } from "vitest";
import { redactText, registerSecret } from "./redact";

describe("redactText", () => {
  it("masks a registered secret and leaves other text alone", () => {
    registerSecret("s3cr3t-one");
    expect(redactText("login s3cr3t-one failed for anna")).toBe("login *** failed for anna");
  });

  it.each([
    ["JSON-escaped", (secret: string) => JSON.stringify({ password: secret })],
    ["URL-encoded", (secret: string) => `postgres://u:${encodeURIComponent(secret)}@h/db`],
    ["base64", (secret: string) => Buffer.from(secret).toString("base64")],
    ["a Basic header, one byte in front", (secret: string) => Buffer.from(`:${secret}`).toString("base64")],
    ["a Basic header, two bytes in front", (secret: string) => Buffer.from(`u:${secret}`).toString("base64")],
    [
      "base64 with text behind",
      (secret: string) => Buffer.from(`user:${secret} and more`).toString("base64"),
    ],
  ])("masks it %s", (_form, write) => {
    const secret = 'p"ss/wörd?&~~~>>>';
    registerSecret(secret);
    const text = write(secret);
    const redacted = redactText(text);
    expect(redacted).toContain("***");
    expect(Buffer.from(redacted.replaceAll("*", ""), "base64").toString()).not.toContain("wörd?&");
  });

  it("masks the lines of a key when they appear one by one", () => {
    const line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
    registerSecret(`-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----\n`);
    expect(redactText(`cannot parse "${line}"`)).toBe('cannot parse "***"');
  });

  it("masks the longer of two secrets whole when the shorter is part of it", () => {
    registerSecret("abcd1234");
    registerSecret("abcd1234-and-a-tail");
    expect(redactText("abcd1234-and-a-tail")).toBe("***");
  });

  it("does not mask values too short to be a secret", () => {
    registerSecret("abc");
    expect(redactText("abc")).toBe("abc");
  });

  it("accepts text that is no well-formed Unicode", () => {
    registerSecret("lone \ud800 surrogate");
    expect(redactText("lone \ud800 surrogate")).toBe("***");
  });
});
