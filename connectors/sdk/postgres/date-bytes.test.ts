import { describe, expect, it } from "vitest";
import { readDays } from "./date-bytes";
import { parseDate } from "./datetime";

const daysOf = (text: string) => readDays(Buffer.from(text), 0);

describe("days of a date in bytes", () => {
  it("are counted as those of texts, for every day of four hundred years and around their ends", () => {
    for (const from of ["0000-01-01", "1799-12-25", "1999-06-01", "9998-01-01"]) {
      const first = new Date(0).setUTCFullYear(
        Number(from.slice(0, 4)),
        Number(from.slice(5, 7)) - 1,
        Number(from.slice(8)),
      );
      for (let day = 0; day < (from.startsWith("1799") ? 146_097 : 366); day++) {
        const text = new Date(first + day * 86_400_000).toISOString().slice(0, 10);
        expect(daysOf(text), text).toBe(parseDate(text));
      }
    }
  });

  it.each([
    "2023-02-29",
    "1900-02-29",
    "2024-04-31",
    "2024-13-01",
    "2024-00-01",
    "2024-01-00",
    "2024-01-32",
    "2o24-01-01",
    "2024-1a-01",
    "2024/01/01",
    "2024-01 01",
    "",
  ])("are none of %j", (text) => {
    expect(daysOf(text)).toBeNaN();
  });

  it("are read where they stand", () => {
    expect(readDays(Buffer.from("a,2000-01-02,b"), 2)).toBe(1);
  });
});
