import { describe, expect, it } from "vitest";
import { noCounts } from "@/connectors/sdk";
import { verifyStream } from "./verify";

const counts = { ...noCounts(), read: 10, written: 10 };

describe("verification", () => {
  it("holds when the table has what was committed", () => {
    expect(verifyStream({ counts, finished: { rows: 10, superseded: 0 }, measuredRows: 10 })).toEqual({
      verified: true,
      expectedRows: 10,
      measuredRows: 10,
      reason: null,
    });
  });

  it("allows for rows that gave way to newer ones, and for quarantined ones", () => {
    const partly = { ...counts, written: 9, quarantined: 1 };
    expect(
      verifyStream({ counts: partly, finished: { rows: 6, superseded: 3 }, measuredRows: 6 }).verified,
    ).toBe(true);
  });

  it.each([
    [{ ...counts, written: 9 }, { rows: 9, superseded: 0 }, 9, /10 rows were read, but 9 written/],
    [counts, { rows: 9, superseded: 0 }, 10, /but 9 were made visible/],
    [counts, { rows: 10, superseded: 0 }, 11, /holds 11 rows of this run where 10/],
  ])("fails with the two numbers that differ", (given, finished, measuredRows, says) => {
    const result = verifyStream({ counts: given, finished, measuredRows });
    expect(result.verified).toBe(false);
    expect(result.reason).toMatch(says);
  });
});
