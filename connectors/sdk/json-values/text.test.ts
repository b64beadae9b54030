import { describe, expect, it } from "vitest";
import { eachElement, eachMember, jsonKind } from "./text";

function members(text: string): [string, string][] {
  const found: [string, string][] = [];
  eachMember(text, 0, (key, start, end) => found.push([key, text.slice(start, end)]));
  return found;
}

function elements(text: string): string[] {
  const found: string[] = [];
  eachElement(text, 0, (start, end) => found.push(text.slice(start, end)));
  return found;
}

describe("a JSON text", () => {
  it.each([
    [' {"a": 1}', "object"],
    ["[]", "array"],
    ["12", "scalar"],
    ["null", "scalar"],
    ['{"a": }', null],
    ["{'a': 1}", null],
    ["", null],
    ["{} {}", null],
  ])("%s is told to be %s", (text, kind) => {
    expect(jsonKind(text)).toBe(kind);
  });

  it("gives its members as they are written, repeated keys too", () => {
    const text =
      ' { "b" : {"2": 1.10, "1": 12345678901234567890} ,\n"a\\u0062": [1 ,"]}"], "c": "x\\"}" ,"d":1e5,"d": 2.0 } ';
    expect(members(text)).toEqual([
      ["b", '{"2": 1.10, "1": 12345678901234567890}'],
      ["ab", '[1 ,"]}"]'],
      ["c", '"x\\"}"'],
      ["d", "1e5"],
      ["d", "2.0"],
    ]);
    expect(members("{ }")).toEqual([]);
    expect(members('{"":null}')).toEqual([["", "null"]]);
  });

  it("gives its elements as they are written", () => {
    expect(elements('[1, [2,[3]], {"a":"]"},"x,y" , null]')).toEqual([
      "1",
      "[2,[3]]",
      '{"a":"]"}',
      '"x,y"',
      "null",
    ]);
    expect(elements(" [ ] ")).toEqual([]);
  });

  it("may be nested however deep", () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    expect(jsonKind(deep)).toBe("array");
    expect(elements(deep)).toEqual([deep.slice(1, -1)]);
  });
});
