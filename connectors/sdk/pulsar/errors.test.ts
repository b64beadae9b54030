import { describe, expect, it } from "vitest";
import { AuthError, ConfigError, type ConnectorError, FencedError, TransientError } from "../errors";
import { MessageTooLargeError, refusalCodeOf, translateRefusal, translateSocketError } from "./errors";

type Kind = abstract new (...args: never[]) => ConnectorError;

describe("what a broker refuses", () => {
  it.each<[number, Kind]>([
    [0, TransientError],
    [1, TransientError],
    [2, TransientError],
    [3, AuthError],
    [4, AuthError],
    [6, TransientError],
    [7, ConfigError],
    [8, ConfigError],
    [11, ConfigError],
    [14, TransientError],
    [15, ConfigError],
    [16, TransientError],
    [17, ConfigError],
    [18, ConfigError],
    [20, ConfigError],
    [22, ConfigError],
    [25, FencedError],
    [99, TransientError],
  ])("with number %i has its class, and its number can be had", (code, kind) => {
    const error = translateRefusal("Opening", { code, message: "no" });
    expect(error).toBeInstanceOf(kind);
    expect(refusalCodeOf(error)).toBe(code);
  });

  it("is told with what was done, the broker's words, and what to do", () => {
    const error = translateRefusal("Opening a producer on t", { code: 18, message: "Incompatible schema. " });
    expect(error.message).toBe(
      "Opening a producer on t failed: Incompatible schema (18). The broker's compatibility rules for the topic's schema do not allow it: change the schema, the rules, or the topic.",
    );
    const wordless = translateRefusal("Opening", { code: 6, message: "" });
    expect(wordless.message).toBe("Opening failed: the broker gives no reason (6). It is tried again.");
  });

  it("has no number where it came from elsewhere", () => {
    expect(refusalCodeOf(new TransientError("x"))).toBeNull();
    expect(refusalCodeOf(new Error("x"))).toBeNull();
  });
});

describe("what the network says", () => {
  const said = (code: string, message = "it failed") =>
    translateSocketError("broker:6650", Object.assign(new Error(message), { code }));

  it.each<[string, Kind, RegExp]>([
    ["ECONNREFUSED", TransientError, /Nothing accepts connections there/],
    ["ENOTFOUND", ConfigError, /check the host/],
    ["CERT_HAS_EXPIRED", ConfigError, /renew it/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", ConfigError, /names another host/],
    ["ERR_OSSL_PEM_NO_START_LINE", ConfigError, /in PEM form/],
    ["ECONNRESET", TransientError, /It is tried again/],
  ])("as %s has its class and says what to do", (code, kind, hint) => {
    expect(said(code)).toBeInstanceOf(kind);
    expect(said(code).message).toMatch(/^The connection to broker:6650 failed: it failed\. /);
    expect(said(code).message).toMatch(hint);
  });

  it("is left alone where it is told already", () => {
    const told = new AuthError("no");
    expect(translateSocketError("broker:6650", told)).toBe(told);
  });
});

it("a message that is too large is told with its size and the limit", () => {
  const error = new MessageTooLargeError(200, 100, "switch chunking on");
  expect(error).toBeInstanceOf(ConfigError);
  expect(error.message).toBe(
    "A message of 200 bytes is above the broker's limit of 100: switch chunking on.",
  );
});
