import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isSignedBy, signBody } from "./signature";

const secret = "whsec_of-a-test-and-nothing-else";
const body = '{"event":"run.failed","title":"Ünïcode"}';
const at = new Date("2026-11-30T03:02:04.900Z");

describe("the signature of a webhook", () => {
  it("is HMAC-SHA256 over seconds, a full stop and the body", () => {
    const seconds = Math.floor(at.getTime() / 1000);
    const expected = createHmac("sha256", secret).update(`${seconds}.`).update(body).digest("hex");
    expect(signBody(secret, body, at)).toBe(`t=${seconds},v1=${expected}`);
  });

  it("holds for what was signed", () => {
    expect(isSignedBy(secret, { header: signBody(secret, body, at), body }, { now: at })).toBe(true);
  });

  it.each([
    ["another secret", "whsec_of-somebody-else-entirely", body, 0],
    ["another body", secret, `${body} `, 0],
    ["an old request that is sent again", secret, body, 301_000],
  ])("does not hold with %s", (_what, key, sent, laterMs) => {
    const signed = { header: signBody(key, body, at), body: sent };
    expect(isSignedBy(secret, signed, { now: new Date(at.getTime() + laterMs) })).toBe(false);
  });

  it("does not hold where the time was changed, or where it is no signature", () => {
    const header = signBody(secret, body, at);
    const moved = header.replace(/^t=\d+/, `t=${Math.floor(at.getTime() / 1000) + 1}`);
    for (const wrong of [moved, "", "t=1", "v1=00"])
      expect(isSignedBy(secret, { header: wrong, body }, { now: at })).toBe(false);
  });
});
