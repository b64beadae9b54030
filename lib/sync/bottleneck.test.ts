import { describe, expect, it } from "vitest";
import { findBottleneck } from "./bottleneck";

describe("what held a run up", () => {
  it.each([
    {
      waits: { source: 7100, transform: 900, destination: 2000 },
      part: "source",
      percent: 71,
    },
    {
      waits: { source: 100, transform: 5000, destination: 100 },
      part: "transform",
      percent: 96,
    },
    {
      waits: { source: 0, transform: 0, destination: 1000 },
      part: "destination",
      percent: 100,
    },
  ] as const)("is $part where it takes most of the time", ({ waits, part, percent }) => {
    expect(findBottleneck(waits)).toEqual({ part, longest: part, percent });
  });

  it("is no part where none takes half of the time", () => {
    expect(findBottleneck({ source: 4000, transform: 2500, destination: 3500 })).toEqual({
      part: null,
      longest: "source",
      percent: 40,
    });
  });

  it("is not known where hardly anything was waited for", () => {
    expect(findBottleneck({ source: 400, transform: 0, destination: 599 })).toBeNull();
    expect(findBottleneck({ source: 400, transform: 0, destination: 600 })).not.toBeNull();
  });
});
