import { describe, expect, it } from "vitest";
import { valueAt, withValueAt } from "./path";

describe("withValueAt", () => {
  it("makes what lies on the way", () => {
    expect(withValueAt({}, ["a", "b"], 1)).toEqual({ a: { b: 1 } });
    expect(withValueAt({}, ["list", 0, "name"], "x")).toEqual({ list: [{ name: "x" }] });
  });

  it("takes a key or an item away for undefined", () => {
    expect(withValueAt({ a: 1, b: 2 }, ["a"], undefined)).toEqual({ b: 2 });
    expect(withValueAt({ list: ["x", "y", "z"] }, ["list", 1], undefined)).toEqual({ list: ["x", "z"] });
  });

  it("keeps the order of keys and changes nothing in place", () => {
    const before = { a: 1, b: { c: 2 } };
    const after = withValueAt(before, ["a"], 3);
    expect(Object.keys(after)).toEqual(["a", "b"]);
    expect(before).toEqual({ a: 1, b: { c: 2 } });
    expect(after.b).toBe(before.b);
  });
});

describe("valueAt", () => {
  it("finds values in objects and lists, and nothing beside them", () => {
    const value = { list: [{ name: "x" }] };
    expect(valueAt(value, ["list", 0, "name"])).toBe("x");
    expect(valueAt(value, ["list", 1, "name"])).toBeUndefined();
    expect(valueAt(value, ["list", "name"])).toBeUndefined();
  });
});
