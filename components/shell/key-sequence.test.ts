import { describe, expect, it } from "vitest";
import { stepSequence } from "./key-sequence";

const sources = { keys: ["g", "s"] };
const create = { keys: ["n"] };
const bindings = [sources, { keys: ["g", "d"] }, create];

describe("stepSequence", () => {
  it("waits after the first key of a sequence", () => {
    expect(stepSequence(bindings, [], "g")).toEqual({ pending: ["g"] });
  });

  it("matches when the sequence is complete", () => {
    expect(stepSequence(bindings, ["g"], "s")).toEqual({ match: sources, pending: [] });
  });

  it("matches a single key at once", () => {
    expect(stepSequence(bindings, [], "n")).toEqual({ match: create, pending: [] });
  });

  it("lets a key that does not go on begin anew", () => {
    expect(stepSequence(bindings, ["g"], "n")).toEqual({ match: create, pending: [] });
    expect(stepSequence(bindings, ["g"], "g")).toEqual({ pending: ["g"] });
  });

  it("forgets what leads nowhere", () => {
    expect(stepSequence(bindings, ["g"], "x")).toEqual({ pending: [] });
  });
});
