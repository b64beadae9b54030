import { describe, expect, it } from "vitest";
import type { IdentifierRules } from "../destination";
import { toIdentifier, uniqueIdentifiers } from "./identifiers";

const postgres: IdentifierRules = { maxBytes: 63, case: "keep", style: "postgres" };
const file: IdentifierRules = { maxBytes: 200, case: "keep", style: "file" };

describe("an identifier", () => {
  it.each([
    ["orders", "orders"],
    ["Order Items", "Order_Items"],
    ["crème  brûlée", "creme_brulee"],
    ["2024", "_2024"],
    ["a-b.c", "a_b_c"],
    ["世界", "__"],
    ["", "_"],
  ])("in PostgreSQL's style makes %j into %j", (name, identifier) => {
    expect(toIdentifier(name, postgres)).toBe(identifier);
  });

  it("keeps over-long names apart and within the limit", () => {
    const names = ["a", "b"].map((end) => toIdentifier("x".repeat(80) + end, postgres));
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
  });

  it.each(["../../etc/passwd", "a/b", "..", "nul\0", "C:\\x", ".hidden", "trailing."])(
    "in a file's style never leaves its folder: %j",
    (name) => {
      expect(toIdentifier(name, file)).not.toMatch(/^\.|[/\\:\0]|\.$/);
    },
  );

  it("is unique among its neighbours, also where only case differs and the destination folds it", () => {
    expect(uniqueIdentifiers(["a b", "a_b", "a-b"], postgres)).toEqual(["a_b", "a_b_1", "a_b_2"]);
    expect(uniqueIdentifiers(["Id", "ID"], postgres)).toEqual(["Id", "ID"]);
    expect(uniqueIdentifiers(["Id", "ID"], { ...postgres, foldsCase: true })).toEqual(["Id", "ID_1"]);
  });
});
