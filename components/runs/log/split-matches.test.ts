import { expect, it } from "vitest";
import { splitMatches } from "./split-matches";

const marked = (text: string, search: string) =>
  splitMatches(text, search)
    .map((part) => (part.isMatch ? `[${part.text}]` : part.text))
    .join("");

it("marks each match in any case, and keeps the text as it is", () => {
  expect(marked("Read 10 rows, wrote 10 Rows", "rows")).toBe("Read 10 [rows], wrote 10 [Rows]");
  expect(marked("aaa", "aa")).toBe("[aa]a");
  expect(marked("100 %", "%")).toBe("100 [%]");
});

it("marks nothing where there is nothing to look for", () => {
  expect(marked("rows", "")).toBe("rows");
  expect(marked("rows", "x")).toBe("rows");
  expect(marked("İstanbul rows", "rows")).toBe("İstanbul rows");
});
