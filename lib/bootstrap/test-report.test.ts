import { describe, expect, it } from "vitest";
import { sum, tallyPlaywright, tallyVitest } from "./test-report.mjs";

describe("the tally of a test run", () => {
  it("counts what vitest says, and names what was skipped", () => {
    const testResults = [
      {
        name: "/repo/lib/a.test.ts",
        status: "failed",
        assertionResults: [
          { status: "passed", fullName: "a works" },
          { status: "failed", fullName: "a fails" },
          { status: "skipped", fullName: "a needs a server" },
        ],
      },
    ];
    expect(tallyVitest({ testResults }, "/repo")).toEqual({
      passed: 1,
      failed: 1,
      skipped: ["lib/a.test.ts: a needs a server"],
    });
  });

  it("counts a file that cannot be loaded as a failure", () => {
    const testResults = [{ name: "/repo/lib/a.test.ts", status: "failed", assertionResults: [] }];
    expect(tallyVitest({ testResults }, "/repo").failed).toBe(1);
  });

  it("counts what Playwright says, in nested suites too", () => {
    const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
    const suites = [
      {
        title: "a",
        file: "a.spec.ts",
        specs: [spec("one", "expected"), spec("two", "flaky")],
        suites: [
          {
            title: "inner",
            file: "a.spec.ts",
            specs: [spec("three", "unexpected"), spec("four", "skipped")],
          },
        ],
      },
    ];
    expect(tallyPlaywright({ suites })).toEqual({ passed: 2, failed: 1, skipped: ["a.spec.ts: four"] });
    expect(tallyPlaywright({ suites: [], errors: [{}] }).failed).toBe(1);
  });

  it("adds up", () => {
    const tally = { passed: 1, failed: 2, skipped: ["x"] };
    expect(sum([tally, tally])).toEqual({ passed: 2, failed: 4, skipped: ["x", "x"] });
  });
});
