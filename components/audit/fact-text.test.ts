import { describe, expect, it } from "vitest";
import { factText } from "./fact-text";

describe("an entry's facts", () => {
  it("are one line of words, without the name", () => {
    expect(factText({ name: "Shop", changed: ["name", "config"], keysRevoked: 2 })).toBe(
      "changed name, config · keys revoked 2",
    );
  });

  it("leave out what says nothing", () => {
    expect(factText({ email: null, tags: [], role: "viewer" })).toBe("role viewer");
    expect(factText({})).toBe("");
  });

  it("show what is nested as it is", () => {
    expect(factText({ stream: { a: 1 } })).toBe('stream {"a":1}');
  });

  it("show what another version has noted by its key", () => {
    expect(factText({ formerFact: "x" } as object)).toBe("formerFact x");
  });
});
