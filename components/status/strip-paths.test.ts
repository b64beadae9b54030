import { expect, it } from "vitest";
import { stripHeightPx, stripPaths } from "./strip-paths";

const tops = (d: string) => [...d.matchAll(/V([\d.]+)q/g)].map(([, top]) => Number(top) - 1);

it("draws the runs of each state in one path, at their places", () => {
  const paths = stripPaths([
    { state: "ok", durationMs: 100 },
    { state: "bad", durationMs: 100 },
    { state: "ok", durationMs: 100 },
  ]);
  expect(paths.map(({ state }) => state)).toEqual(["ok", "bad"]);
  expect([...(paths[0]?.bars ?? "").matchAll(/M([\d.]+) /g)].map(([, left]) => Number(left))).toEqual([
    1, 11,
  ]);
  expect(paths[1]?.bars).toMatch(/^M6 /);
});

it("draws the longest highest, and what took no time at all still", () => {
  const [path] = stripPaths([
    { state: "ok", durationMs: 0 },
    { state: "ok", durationMs: 25 },
    { state: "ok", durationMs: 100 },
  ]);
  const [none = 0, quarter = 0, longest = 0] = tops(path?.bars ?? "");
  expect(none).toBe(stripHeightPx - 3);
  expect(longest).toBe(5);
  expect(stripHeightPx - quarter).toBeCloseTo((stripHeightPx - longest) / 2, 1);
});

it("puts a dot over what did not end well, within the strip, and over nothing else", () => {
  const [ok, bad, paused] = stripPaths([
    { state: "ok", durationMs: 100 },
    { state: "bad", durationMs: 100 },
    { state: "paused", durationMs: 100 },
  ]);
  expect([ok?.marks, paused?.marks]).toEqual(["", ""]);
  expect(bad?.marks).toBe("M7.5 2h0");
});
