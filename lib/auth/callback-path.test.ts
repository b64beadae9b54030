import { describe, expect, it } from "vitest";
import { safeCallbackPath } from "./callback-path";

describe("safeCallbackPath", () => {
  it.each(["/", "/connections", "/connections/1?tab=runs", "/a%20b"])("keeps %s", (path) => {
    expect(safeCallbackPath(path)).toBe(path);
  });

  it.each([
    "https://evil.example",
    "//evil.example/x",
    "/\\evil.example",
    "/a/..//evil.example",
    "/.//evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "connections",
    "",
    undefined,
    ["/a"],
  ])("leads home for %j", (value) => {
    expect(safeCallbackPath(value)).toBe("/");
  });
});
