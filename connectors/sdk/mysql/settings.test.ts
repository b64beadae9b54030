import { describe, expect, it } from "vitest";
import { quoteAccount, quoteBytes, quoteIdentifier, quoteLiteral, quoteQualified } from "./identifiers";
import { parseJdbcParams } from "./settings";
import { tlsAttempts } from "./tls";

describe("JDBC parameters", () => {
  it("that have a meaning here are used, the rest is named", () => {
    expect(
      parseJdbcParams("connectTimeout=500&zeroDateTimeBehavior=CONVERT_TO_NULL&tinyInt1isBit=false"),
    ).toEqual({
      connectTimeoutMs: 500,
      tinyInt1IsBit: false,
      settings: {},
      ignored: ["zeroDateTimeBehavior"],
    });
  });

  it("may set session variables, quoted or not", () => {
    const { settings } = parseJdbcParams(
      `sessionVariables=${encodeURIComponent("sql_mode='A,B',Wait_Timeout = 60;@@session.max_statement_time=1.5")}`,
    );
    expect(settings).toEqual({ sql_mode: "A,B", wait_timeout: "60", max_statement_time: "1.5" });
  });

  it("may be left out", () => {
    expect(parseJdbcParams(undefined)).toEqual({ tinyInt1IsBit: true, settings: {}, ignored: [] });
  });
});

describe("SSL modes", () => {
  const ca_certificate = "PEM";
  it("that insist on encryption never go on without", () => {
    for (const mode of ["required"] as const)
      expect(tlsAttempts({ mode })).toEqual([{ rejectUnauthorized: false }]);
    expect(tlsAttempts({ mode: "verify_ca", ca_certificate })).toEqual([
      { rejectUnauthorized: true, verifyIdentity: false, ca: "PEM" },
    ]);
    expect(tlsAttempts({ mode: "verify_identity", ca_certificate, client_key: "KEY" })).toEqual([
      { rejectUnauthorized: true, verifyIdentity: true, ca: "PEM", key: "KEY" },
    ]);
  });

  it("that prefer it try it first", () => {
    expect(tlsAttempts({ mode: "preferred" })).toEqual([{ rejectUnauthorized: false }, false]);
    expect(tlsAttempts({ mode: "disabled" })).toEqual([false]);
  });
});

describe("names and texts in SQL", () => {
  it("cannot leave their quotes", () => {
    expect(quoteIdentifier("a`; DROP TABLE b; --")).toBe("`a``; DROP TABLE b; --`");
    expect(quoteQualified("d`b", "t")).toBe("`d``b`.`t`");
    expect(quoteLiteral("it's \\' and \0")).toBe("'it\\'s \\\\\\' and \\0'");
    expect(quoteLiteral("half \ud800")).toBe("'half \ufffd'");
    expect(quoteBytes(Uint8Array.of(0, 255))).toBe("X'00ff'");
    expect(quoteAccount("o'neil")).toBe("'o\\'neil'@'%'");
  });
});
