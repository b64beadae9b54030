import { unstable_doesMiddlewareMatch } from "next/experimental/testing/server.js";
import { NextRequest } from "next/server.js";
import { describe, expect, it } from "vitest";
import { config, proxy } from "@/proxy";

const matches = (path: string, basePath = "") =>
  unstable_doesMiddlewareMatch({
    config,
    nextConfig: { basePath },
    url: `http://127.0.0.1:3000${basePath}${path}`,
  });

describe("the proxy", () => {
  it.each(["/", "/sign-in", "/connections/1", "/set-up/abc", "/apis", "/v1x"])("sees the page %s", (path) => {
    expect(matches(path)).toBe(true);
    expect(matches(path, "/airbyte")).toBe(true);
  });

  it.each([
    "/api/auth/csrf",
    "/api/public/v1/sources",
    "/v1/jobs",
    "/applications/token",
    "/heimdall/api/v1/authorize",
    "/_next/static/a.js",
  ])("leaves %s alone", (path) => {
    expect(matches(path)).toBe(false);
    expect(matches(path, "/airbyte")).toBe(false);
  });

  it("gives each answer another nonce, and the page the same one", () => {
    const nonceOf = (response: Response) =>
      /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1];
    const ask = () => proxy(new NextRequest("http://127.0.0.1:3000/connections?tab=runs"));
    const [first, second] = [ask(), ask()];
    expect(nonceOf(first)).toBeDefined();
    expect(nonceOf(first)).not.toBe(nonceOf(second));
    // Next carries changed request headers to the page in these.
    expect(first.headers.get("x-middleware-request-x-nonce")).toBe(nonceOf(first));
    expect(first.headers.get("x-middleware-request-x-sluice-path")).toBe("/connections?tab=runs");
  });
});
