import { describe, expect, it } from "vitest";
import { securityHeaders } from "./security-headers";

const page = { nonce: "bm9uY2U=", isHttps: true, isDevelopment: false };

function directive(name: string, security = page): string[] {
  const policy = securityHeaders(security)["content-security-policy"] ?? "";
  return (
    policy
      .split("; ")
      .map((part) => part.split(" "))
      .find(([first]) => first === name)
      ?.slice(1) ?? []
  );
}

describe("securityHeaders", () => {
  it("let only scripts with the nonce run, and what those load", () => {
    expect(directive("script-src")).toEqual(["'self'", "'nonce-bm9uY2U='", "'strict-dynamic'"]);
  });

  it("allow no evaluation, sockets or foreign connections outside development", () => {
    const policy = securityHeaders(page)["content-security-policy"];
    expect(policy).not.toMatch(/unsafe-eval|ws:|http|\*/);
    const development = { ...page, isDevelopment: true };
    expect(directive("script-src", development)).toContain("'unsafe-eval'");
    expect(directive("connect-src", development)).toContain("ws:");
  });

  it.each(["frame-ancestors", "base-uri", "object-src"])("forbid %s altogether", (name) => {
    expect(directive(name)).toEqual(["'none'"]);
  });

  it("keep forms and connections on this console", () => {
    expect(directive("form-action")).toEqual(["'self'"]);
    expect(directive("connect-src")).toEqual(["'self'"]);
  });

  it("ask for https in the future only where the console is reached by https", () => {
    expect(securityHeaders(page)).toHaveProperty("strict-transport-security");
    expect(securityHeaders({ ...page, isHttps: false })).not.toHaveProperty("strict-transport-security");
  });
});
