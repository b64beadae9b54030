import { expect, it } from "vitest";
import { countText, rowsText } from "./reporter";

it.each([0, 7, 999, 1_000, 12_345, 999_999, 1_800_093, 9_007_199_254_740_991])(
  "writes the count %s as English does",
  (count) => {
    expect(countText(count)).toBe(count.toLocaleString("en-US"));
  },
);

it("tells one row from several", () => {
  expect([rowsText(1), rowsText(0), rowsText(1_000)]).toEqual(["1 row", "0 rows", "1,000 rows"]);
});
