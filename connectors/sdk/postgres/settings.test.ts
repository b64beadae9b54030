import { describe, expect, it } from "vitest";
import { z } from "zod";
import { quoteIdentifier, quoteLiteral } from "./identifiers";
import { parseJdbcParams, sslModeField } from "./settings";
import { mayDifferByTls, noTlsMessage, tlsAttempts } from "./tls";

describe("jdbc_url_params", () => {
  it("gives what has a meaning here, and names the rest", () => {
    const text =
      "connectTimeout=5&ApplicationName=my%20app&prepareThreshold=0&options=-c%20statement_timeout=90000%20-c%20work_mem=64MB";
    expect(parseJdbcParams(text)).toEqual({
      connectTimeoutMs: 5000,
      applicationName: "my app",
      settings: { statement_timeout: "90000", work_mem: "64MB" },
      ignored: ["prepareThreshold"],
    });
  });

  it("reads both forms of options, and escaped spaces", () => {
    const text = `options=${encodeURIComponent("--lock-timeout=5s -csearch_path=a\\ b")}`;
    expect(parseJdbcParams(text).settings).toEqual({ lock_timeout: "5s", search_path: "a b" });
  });

  it("may be absent", () => {
    expect(parseJdbcParams(undefined)).toEqual({ settings: {}, ignored: [] });
  });
});

describe("ssl_mode", () => {
  const schema = z.object({ ssl_mode: sslModeField(0) });

  it("wants an authority where it verifies", () => {
    expect(schema.safeParse({ ssl_mode: { mode: "verify-ca" } }).success).toBe(false);
    expect(schema.safeParse({ ssl_mode: { mode: "verify-ca", ca_certificate: "x" } }).success).toBe(true);
  });

  it.each([
    ["disable", [false]],
    ["allow", [false, { rejectUnauthorized: false }]],
    ["prefer", [{ rejectUnauthorized: false }, false]],
    ["require", [{ rejectUnauthorized: false }]],
  ] as const)("%s tries what libpq tries", (mode, attempts) => {
    expect(tlsAttempts({ mode })).toEqual(attempts);
  });

  it("tries the other way only where that may help", () => {
    expect(mayDifferByTls(new Error(noTlsMessage))).toBe(true);
    expect(mayDifferByTls(Object.assign(new Error("no pg_hba.conf entry"), { code: "28000" }))).toBe(true);
    expect(mayDifferByTls(Object.assign(new Error("password"), { code: "28P01" }))).toBe(false);
  });
});

describe("quoting", () => {
  it("leaves nothing to be read as SQL", () => {
    expect(quoteIdentifier('a"; DROP TABLE b; --')).toBe('"a""; DROP TABLE b; --"');
    expect(quoteLiteral("it's")).toBe("'it''s'");
    expect(quoteLiteral("back\\slash'")).toBe(" E'back\\\\slash'''");
  });
});
