import { expect, it } from "vitest";
import { readingKey } from "./reading-key";

it("is the same for the same facts, in whatever order their keys come back", () => {
  const facts = [{ format: "csv", options: { sep: ",", names: ["a", "b"] } }, 7];
  const reordered = [{ options: { names: ["a", "b"], sep: "," }, format: "csv" }, 7];
  expect(readingKey(...facts)).toBe(readingKey(...reordered));
  expect(readingKey(...facts)).toMatch(/^[\w-]{22}$/);
});

it("is another one for other values, another order of a list, and another split of the facts", () => {
  const keys = [
    readingKey(["a", "b"]),
    readingKey(["b", "a"]),
    readingKey("a", "b"),
    readingKey({ a: 1 }),
    readingKey({ a: "1" }),
    readingKey({ a: null }),
    readingKey({}),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
