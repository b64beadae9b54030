import { describe, expect, it } from "vitest";
import type { ReceivedEvent } from "./events";
import {
  boundKey,
  compileEventCondition,
  compileEventExpression,
  compileMatchCondition,
  hashValueAt,
  keyText,
  parseEqualityMatch,
} from "./expressions";

const event = (data: Record<string, unknown>): ReceivedEvent => ({ id: "1", name: "a", data, ts: 5 });

describe("expressions", () => {
  it.each([
    ["event.data.n == 5", true],
    ["event.data.n > 5", false],
    ["event.data.text == 'a' && event.ts == 5", true],
    ["event.data.missing == 1", false],
    ["event.data.text", false],
    ["has(event.data.missing)", false],
  ])("the condition %s is %s", (source, holds) => {
    expect(compileEventCondition(source)(event({ n: 5, text: "a" }))).toBe(holds);
  });

  it("gives null for what the event does not have", () => {
    expect(compileEventExpression("event.data.a.b")(event({}))).toBeNull();
  });

  it("compares the run's event with the one that arrives", () => {
    const condition = compileMatchCondition("event.data.id == async.data.id && async.data.sure == true");
    expect(condition(event({ id: 1 }), event({ id: 1, sure: true }))).toBe(true);
    expect(condition(event({ id: 1 }), event({ id: 1, sure: false }))).toBe(false);
    expect(condition(event({}), event({ sure: true }))).toBe(false);
  });

  it.each(["event.data ==", "other.data.id", "event.data.id == nothing"])("refuses %s", (source) => {
    expect(() => compileEventExpression(source)).toThrow();
  });

  it("recognises what match becomes, and nothing else", () => {
    const paths = { eventPath: "data.a.b", asyncPath: "data.c" };
    expect(parseEqualityMatch("event.data.a.b == async.data.c")).toEqual(paths);
    expect(parseEqualityMatch("event.data.a == async.data.a && true")).toBeUndefined();
    expect(parseEqualityMatch(null)).toBeUndefined();
  });

  it("hashes equal values alike, whatever the order of their keys", () => {
    const hash = (value: unknown) => hashValueAt(event({ value }), "data.value");
    expect(hash({ a: 1, b: [1, { c: 2, d: 3 }] })).toBe(hash({ b: [1, { d: 3, c: 2 }], a: 1 }));
    const different = [1, "1", true, "true", null, "null", [], {}, [1], "a"].map(hash);
    expect(new Set(different).size).toBe(different.length);
    expect(hashValueAt(event({}), "data.value")).toBeUndefined();
    expect(hashValueAt(event({ toString: 1 }), "data.constructor")).toBeUndefined();
  });

  it("writes keys so that values of different kinds stay apart", () => {
    expect([5n, 5, "5", null, undefined].map(keyText)).toEqual(["5", "5", '"5"', "null", "null"]);
    expect(boundKey("short")).toBe("short");
  });
});
