import { describe, expect, it } from "vitest";
import { findBottleneck } from "./bottleneck";

describe("what held a run up", () => {
  it.each([
    {
      waits: { source: 7100, transform: 900, destination: 2000 },
      part: "source",
      says: /71 % for the source: .*fewer fields/,
    },
    {
      waits: { source: 100, transform: 5000, destination: 100 },
      part: "transform",
      says: /96 % for the transformation: .*mappers/,
    },
    {
      waits: { source: 0, transform: 0, destination: 1000 },
      part: "destination",
      says: /100 % for the destination: .*indexes/,
    },
  ] as const)("is $part where it takes most of the time, with what would help", ({ waits, part, says }) => {
    expect(findBottleneck(waits)).toMatchObject({ part, advice: expect.stringMatching(says) });
  });

  it("is no part where none takes half of the time", () => {
    expect(findBottleneck({ source: 4000, transform: 2500, destination: 3500 })).toEqual({
      part: null,
      percent: 40,
      advice: expect.stringMatching(/^Waited 40 % for the source: no part holds the others up/),
    });
  });

  it("is not known where hardly anything was waited for", () => {
    expect(findBottleneck({ source: 400, transform: 0, destination: 599 })).toBeNull();
    expect(findBottleneck({ source: 400, transform: 0, destination: 600 })).not.toBeNull();
  });
});
