import { expect, it } from "vitest";
import { themeFrom } from "./theme";

it("takes a known theme from the cookie and the system's for anything else", () => {
  expect(["light", "dark", "system", "neon", undefined].map(themeFrom)).toEqual([
    "light",
    "dark",
    "system",
    "system",
    "system",
  ]);
});
