import { describe, expect, it } from "vitest";
import { noCounts } from "@/connectors/sdk";
import { verifyStream } from "./verify";

const counts = { ...noCounts(), read: 10, written: 10 };

describe("verification", () => {
  it("holds when the table has what was committed", () => {
    expect(verifyStream({ counts, finished: { rows: 10, superseded: 0 }, measured: { rows: 10 } })).toEqual({
      verified: true,
      expectedRows: 10,
      measuredRows: 10,
      reason: null,
    });
  });

  it("allows for rows that gave way to newer ones, and for quarantined ones", () => {
    const partly = { ...counts, written: 9, quarantined: 1 };
    expect(
      verifyStream({ counts: partly, finished: { rows: 6, superseded: 3 }, measured: { rows: 6 } }).verified,
    ).toBe(true);
  });

  it("wants the history table to have just the versions that were added", () => {
    const finished = { rows: 10, superseded: 0, versions: 12 };
    expect(verifyStream({ counts, finished, measured: { rows: 10, versions: 12 } }).verified).toBe(true);
    expect(verifyStream({ counts, finished, measured: { rows: 10, versions: 11 } }).reason).toMatch(
      /holds 11 versions of this run where 12 were added/,
    );
    expect(verifyStream({ counts, finished, measured: { rows: 10 } }).verified).toBe(false);
  });

  it("allows for rows that a filter left out", () => {
    const partly = { ...counts, written: 7, filtered: 3 };
    const finished = { rows: 7, superseded: 0 };
    expect(verifyStream({ counts: partly, finished, measured: { rows: 7 } }).verified).toBe(true);
  });

  it.each([
    [{ ...counts, written: 9 }, { rows: 9, superseded: 0 }, { rows: 9 }, /10 rows were read, but 9 written/],
    [counts, { rows: 9, superseded: 0 }, { rows: 10 }, /but 9 were made visible/],
    [counts, { rows: 10, superseded: 0 }, { rows: 11 }, /holds 11 rows of this run where 10/],
  ])("fails with the two numbers that differ", (given, finished, measured, says) => {
    const result = verifyStream({ counts: given, finished, measured });
    expect(result.verified).toBe(false);
    expect(result.reason).toMatch(says);
  });
});
