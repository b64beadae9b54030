import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * The header `Sluice-Signature`: `t=<seconds since 1970>,v1=<hex>`, where v1 is HMAC-SHA256 with the channel's secret over
 * `<t>.<body>`, the body byte for byte as it is sent. A receiver that also looks at `t` cannot be replayed to.
 */
export function signBody(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${digest(secret, seconds, body)}`;
}

const header = /^t=(\d+),v1=([0-9a-f]{64})$/;

/** Whether a header is this body's, signed within `toleranceMs` of now. For receivers in tests and as an example. */
export function isSignedBy(
  secret: string,
  signed: { header: string; body: string },
  { now = new Date(), toleranceMs = 300_000 } = {},
): boolean {
  const [, seconds, found] = header.exec(signed.header) ?? [];
  if (seconds === undefined || found === undefined) return false;
  if (Math.abs(now.getTime() - Number(seconds) * 1000) > toleranceMs) return false;
  const expected = digest(secret, Number(seconds), signed.body);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(found));
}

function digest(secret: string, seconds: number, body: string): string {
  return createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
}
