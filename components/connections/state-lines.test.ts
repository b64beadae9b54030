import { describe, expect, it } from "vitest";
import { stateLines } from "./state-lines";

const told = (before: unknown, after: unknown) =>
  stateLines(before, after).map(({ sign, text }) => `${sign} ${text.trim()}`);

describe("stateLines", () => {
  it("shows what changes between what stays", () => {
    expect(told({ at: 5, id: 1 }, { at: 2, id: 1 })).toEqual([
      "  {",
      '− "at": 5,',
      '+ "at": 2,',
      '  "id": 1',
      "  }",
    ]);
  });

  it("shows nothing twice where nothing changes", () => {
    expect(told({ at: 5 }, { at: 5 })).toEqual(["  {", '  "at": 5', "  }"]);
  });

  it("takes a position that is no object", () => {
    expect(told(5, null)).toEqual(["− 5", "+ null"]);
  });

  it("keeps lines that repeat in their place", () => {
    expect(told([1, 1], [1])).toEqual(["  [", "− 1,", "  1", "  ]"]);
  });
});
