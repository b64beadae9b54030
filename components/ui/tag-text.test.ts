import { expect, it } from "vitest";
import { splitTags } from "./tag-text";

it("splits pasted lists at commas, tabs and line breaks, and keeps spaces inside a value", () => {
  expect(splitTags("public, sales data\nlogs\tx,,")).toEqual(["public", "sales data", "logs", "x"]);
  expect(splitTags(" \n ")).toEqual([]);
});
