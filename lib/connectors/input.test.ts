import { describe, expect, it } from "vitest";
import { configSchema, isStorable, isUuid, nameSchema } from "./input";

describe("isStorable", () => {
  it.each([["text"], ["\\u0000 as text"], ["🌊"], [{ a: [1, null, { b: "ü" }] }], [null]])(
    "lets %j through",
    (value) => {
      expect(isStorable(value)).toBe(true);
    },
  );

  it.each([["a\0b"], ["\ud800"], [{ a: ["\0"] }], [{ "\0": 1 }]])(
    "stops %j, which PostgreSQL refuses",
    (value) => {
      expect(isStorable(value)).toBe(false);
    },
  );
});

describe("schemas of input", () => {
  it("trim names and refuse empty ones", () => {
    expect(nameSchema.parse(" Shop ")).toBe("Shop");
    expect(nameSchema.safeParse("  ").success).toBe(false);
    expect(nameSchema.safeParse("a\0").success).toBe(false);
  });

  it("take any JSON object for a configuration", () => {
    const config = { host: "h", list: [{ a: null }], on: true };
    expect(configSchema.parse(config)).toEqual(config);
    expect(configSchema.safeParse(["host"]).success).toBe(false);
    expect(configSchema.safeParse({ host: "a\0" }).success).toBe(false);
  });
});

describe("isUuid", () => {
  it("knows an id by its form", () => {
    expect(["019ab000-0000-7000-8000-00000000DEAD", "nonsense", "", "019ab000"].map(isUuid)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
