import { expect, it } from "vitest";
import { marks } from "./marks";
import { readMarks } from "./write-marks.mjs";

it("marks.ts holds what write-marks.mjs reads from the installed simple-icons", () => {
  expect(marks).toEqual(readMarks());
});
