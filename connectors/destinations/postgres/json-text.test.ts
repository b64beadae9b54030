import { describe, expect, it } from "vitest";
import { fitJson } from "./json-text";

describe("what jsonb can take", () => {
  it.each([
    '{"b":1,"a":1.10}',
    "null",
    '"\\\\u0000"',
    '"\\\\\\\\ud800"',
    '"\\ud83d\\ude00"',
    "[1e999]",
    '{"e12345": "1e123456"}',
    `"${"1".repeat(20_000)}"`,
  ])("%s goes as it is", (text) => {
    expect(fitJson(text)).toEqual({ text, mended: false });
  });

  it.each([
    ['"\\ud800"', '"\\ufffd"'],
    ['"\\udc00x"', '"\\ufffdx"'],
    ['"\\ud800\\ud83d\\ude00"', '"\\ufffd\\ud83d\\ude00"'],
    ['"\\ud800 \\udc00"', '"\\ufffd \\ufffd"'],
    ['"\\\\\\ud800"', '"\\\\\\ufffd"'],
    ['"raw \udc00"', '"raw \ufffd"'],
  ])("half a surrogate pair is mended: %s", (text, mended) => {
    expect(fitJson(text)).toEqual({ text: mended, mended: true });
  });

  it.each([
    "",
    "{",
    "{'a':1}",
    "undefined",
    "NaN",
    '"\\u0000"',
    '"a\\\\\\u0000"',
    "1e99999",
    `1${"0".repeat(20_000)}`,
    `${"[".repeat(1001)}${"]".repeat(1001)}`,
  ])("%s has no form", (text) => {
    expect(fitJson(text)).toBeNull();
  });

  it("counts the depth of structures, not of brackets in strings", () => {
    expect(fitJson(`["${"[".repeat(5000)}\\""]`)?.mended).toBe(false);
    expect(fitJson(`[${"[],".repeat(3000)}[]]`)?.mended).toBe(false);
  });
});
