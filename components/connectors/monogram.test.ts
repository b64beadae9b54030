import { describe, expect, it } from "vitest";
import { monogram } from "./monogram";

describe("monogram", () => {
  it.each([
    ["Amazon S3", "AS"],
    ["Local files", "LF"],
    ["Stripe", "St"],
    ["7shifts", "7s"],
    ["E2E Testing (Cloud)", "ET"],
    ["Über", "Üb"],
    ["X", "X"],
    ["", ""],
  ])("makes %j into %j", (title, letters) => expect(monogram(title)).toBe(letters));
});
