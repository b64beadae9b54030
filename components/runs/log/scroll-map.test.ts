import { describe, expect, it } from "vitest";
import { contentPx, endOf, lineAt, linePx, scrollTopOf, type ScrollMap } from "./scroll-map";

const of = (total: number, isUneven = false): ScrollMap => ({ total, viewPx: 400, isUneven });

describe("the way from a scroll position to a line", () => {
  it("goes pixel by pixel as long as a browser can draw that far", () => {
    expect(contentPx(of(1_000))).toBe(20_000);
    expect(lineAt(of(1_000), 5 * linePx)).toBeCloseTo(5);
    expect(lineAt(of(1_000), endOf(of(1_000)))).toBeCloseTo(980);
    expect(scrollTopOf(of(1_000), 5)).toBeCloseTo(5 * linePx);
  });

  it("reaches each of a million lines, and the last one at the end", () => {
    const million = of(1_000_000);
    expect(contentPx(million)).toBeLessThanOrEqual(15_000_000);
    expect(lineAt(million, endOf(million))).toBeCloseTo(1_000_000 - 20);
    for (const line of [0, 1, 499_999, 999_980]) {
      expect(Math.round(lineAt(million, scrollTopOf(million, line)))).toBe(line);
    }
  });

  it("lets the last line get to the top where lines may be high", () => {
    expect(lineAt(of(100, true), endOf(of(100, true)))).toBe(99);
    expect(scrollTopOf(of(100), 99)).toBe(endOf(of(100)));
  });

  it("stands still where all lines are in view", () => {
    for (const total of [0, 1, 20]) {
      expect(lineAt(of(total), 0)).toBe(0);
      expect(scrollTopOf(of(total), total)).toBe(0);
      expect(contentPx(of(total))).toBe(400);
    }
  });
});
