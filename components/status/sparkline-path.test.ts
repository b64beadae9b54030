import { describe, expect, it } from "vitest";
import { sparklinePath } from "./sparkline-path";

describe("sparklinePath", () => {
  it("draws nothing of fewer than two values", () => {
    expect(sparklinePath([], 64, 18)).toBe("");
    expect(sparklinePath([5], 64, 18)).toBe("");
  });

  it("reaches from the left edge to the right, the largest value at the top", () => {
    expect(sparklinePath([0, 10], 64, 18)).toBe("M1 17L63 1");
  });

  it("lies on the ground when all values are zero", () => {
    expect(sparklinePath([0, 0, 0], 42, 12)).toBe("M1 11L21 11L41 11");
  });
});
