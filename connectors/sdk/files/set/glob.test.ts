import { describe, expect, it } from "vitest";
import { createPathFilter, isGlob } from "./glob";

describe("globs", () => {
  it.each([
    ["**", ["a.csv", "x/y/z.csv"], [".hidden", "x/.hidden/y"]],
    ["*.csv", ["a.csv"], ["x/a.csv", "a.csv.gz"]],
    ["**/*.csv", ["a.csv", "x/y/a.csv"], ["a.jsonl"]],
    ["x/**/*.{csv,jsonl}", ["x/a.csv", "x/y/z/a.jsonl"], ["y/a.csv", "x/a.parquet"]],
    ["a[12]?.csv", ["a1x.csv"], ["a3x.csv", "a1.csv"]],
    ["*.csv|x/*.jsonl", ["a.csv", "x/a.jsonl"], ["a.jsonl"]],
    ["/x/*.csv", ["x/a.csv"], ["a.csv"]],
    ["ü 1/*.csv", ["ü 1/ö.csv"], ["u 1/o.csv"]],
  ])("%s", (glob, matching, others) => {
    const filter = createPathFilter([glob]);
    expect(matching.filter((path) => !filter.matches(path))).toEqual([]);
    expect(others.filter((path) => filter.matches(path))).toEqual([]);
    expect(matching.filter((path) => !filter.prefixes.some((prefix) => path.startsWith(prefix)))).toEqual([]);
  });

  it("tell what need not be listed", () => {
    expect(createPathFilter(["logs/2024/*.csv", "logs/2024/05/**", "x.csv"]).prefixes).toEqual([
      "logs/2024/",
      "x.csv",
    ]);
    expect(createPathFilter(["**", "x/*"]).prefixes).toEqual([""]);
  });

  it("are refused where they mean nothing", () => {
    expect(() => createPathFilter([""])).toThrow(/"\*\*" means every file/);
  });

  it.each([
    ["orders.csv", false],
    ["orders (1).csv", false],
    ["what?.csv", false],
    ["a*.csv", true],
    ["a[12].csv", true],
    ["{a,b}.csv", true],
  ])("%s is one: %s", (text, expected) => {
    expect(isGlob(text)).toBe(expected);
  });
});
