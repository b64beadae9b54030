import { describe, expect, it } from "vitest";
import * as english from "@/components/text/en/bottleneck";
import { adviceOn } from "./bottleneck-words";

describe("what would help a run that waited", () => {
  it.each([
    ["source", /^Waited 71 % for the source: .*fewer fields/],
    ["transform", /^Waited 71 % for the transformation: .*mappers/],
    ["destination", /^Waited 71 % for the destination: .*indexes/],
  ] as const)("is about the %s that held it up", (part, says) => {
    expect(adviceOn({ part, longest: part, percent: 71 }, english)).toMatch(says);
  });

  it("is about all parts where none held the others up", () => {
    expect(adviceOn({ part: null, longest: "source", percent: 40 }, english)).toMatch(
      /^Waited 40 % for the source: no part holds the others up/,
    );
  });
});
