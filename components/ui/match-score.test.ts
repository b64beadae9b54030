import { describe, expect, it } from "vitest";
import { matchScore } from "./match-score";

describe("matchScore", () => {
  it("finds every word wherever it stands", () => {
    expect(matchScore("orders.csv → analytics", "ana ord")).toBeGreaterThan(0);
    expect(matchScore("orders.csv → analytics", "ord xyz")).toBe(0);
  });

  it("does not find letters scattered over the text", () => expect(matchScore("New source", "nsc")).toBe(0));

  it("ranks the beginning of the text above that of a word, and that above the inside of one", () => {
    const scores = ["Orders", "Old orders", "Reorders"].map((text) => matchScore(text, "ord"));
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(new Set(scores).size).toBe(3);
  });

  it("ranks the text above its keywords", () => {
    expect(matchScore("Billing", "stripe", ["Stripe"])).toBeLessThan(matchScore("Stripe", "stripe"));
    expect(matchScore("Billing", "stripe", ["Stripe"])).toBeGreaterThan(0);
  });

  it("does not search what stands behind the line break", () =>
    expect(matchScore("Billing\nid-42", "42")).toBe(0));

  it("keeps all entries while nothing is typed", () => expect(matchScore("Billing", " ")).toBe(1));
});
