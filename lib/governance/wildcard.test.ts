import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern, compilePatterns } from "./wildcard";

const matches = (pattern: string, text: string) => compilePattern(pattern)(text);

describe("a pattern", () => {
  it.each([
    ["dataos://lakehouse:retail/city", "dataos://lakehouse:retail/city", true],
    ["dataos://lakehouse:retail/city", "dataos://lakehouse:retail/city2", false],
    ["dataos://lakehouse:retail/*", "dataos://lakehouse:retail/city", true],
    ["dataos://lakehouse:retail/*", "dataos://lakehouse:retail/raw/city", false],
    ["dataos://lakehouse:*/city", "dataos://lakehouse:retail/city", true],
    ["dataos://lakehouse:*/city", "dataos://lakehouse:a:b/city", false],
    ["dataos://lakehouse:retail/**", "dataos://lakehouse:retail/raw/city", true],
    ["dataos://**/city", "dataos://lakehouse:retail/city", true],
    ["dataos://*:retail/c*y", "dataos://lakehouse:retail/city", true],
    ["/ds/api/v2**", "/ds/api/v2/depots/a:b", true],
    ["**", "anything:at/all", true],
    ["**", "", true],
    ["*", "", true],
    ["*", "a/b", false],
    ["users:id:*", "users:id:jane", true],
    ["users:*", "users:id:jane", false],
    ["a.c", "abc", false],
    ["Write", "write", false],
  ])("%s fits %s: %s", (pattern, text, fitting) => {
    expect(matches(pattern, text)).toBe(fitting);
  });

  const text = fc.string({ unit: fc.constantFrom("a", "b", "/", ":", "*", "."), maxLength: 12 });

  it("agrees with a regular expression of the same meaning, whatever both are", () => {
    fc.assert(
      fc.property(text, text, (pattern, path) => {
        expect(matches(pattern, path)).toBe(reference(pattern).test(path));
      }),
      { numRuns: 3000 },
    );
  });

  it("of stars that a text was made to fit, fits it", () => {
    const parts = fc.array(fc.oneof(text, fc.constant("*"), fc.constant("**")), { maxLength: 6 });
    fc.assert(
      fc.property(parts, fc.stringMatching(/^[ab.]{0,4}$/), fc.string(), (all, within, anything) => {
        const pattern = all.join("");
        const filled = pattern.replaceAll(/\*+/g, (star) => (star.length > 1 ? anything : within));
        expect(matches(pattern, filled)).toBe(true);
      }),
    );
  });

  it("takes no more time for many stars than its length warrants", () => {
    const pattern = "*a**".repeat(100) + "!";
    const started = performance.now();
    expect(matches(pattern, "a".repeat(2000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe("several patterns", () => {
  it("fit where one of them fits one of the texts", () => {
    const fit = compilePatterns(["roles:id:owner", "dataos:u:*"]);
    expect(fit(["users:id:jane", "roles:id:owner"])).toBe(true);
    expect(fit(["dataos:u:depot-reader"])).toBe(true);
    expect(fit(["users:id:jane", "roles:id:editor"])).toBe(false);
    expect(fit([])).toBe(false);
  });
});

function reference(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*+|\*|[.]/g, (part) =>
    part === "." ? "\\." : part === "*" ? "[^/:]*" : "[\\s\\S]*",
  );
  return new RegExp(`^${source}$`);
}
