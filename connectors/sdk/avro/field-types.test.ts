import { describe, expect, it } from "vitest";
import type { Json } from "../json";
import type { LogicalType } from "../values";
import { definitionOf } from "./definition";
import { fieldTypesOf, isSameShape, typeName } from "./field-types";
import { recordFor } from "./testing/rows";

const typeOf = (type: LogicalType): Json =>
  fieldTypesOf(definitionOf(recordFor([{ name: "v", type, nullable: true }]))).v ?? null;

const long: LogicalType = { kind: "integer", bits: 64 };
const text: LogicalType = { kind: "string" };
const object = (...fields: [string, LogicalType][]): LogicalType => ({
  kind: "object",
  fields: fields.map(([name, type]) => ({ name, type, nullable: true })),
});

describe("two types of a field", () => {
  it.each<[LogicalType, LogicalType, boolean]>([
    [long, { kind: "integer", bits: 32 }, true],
    [text, { kind: "json" }, true],
    [long, text, false],
    [long, { kind: "timestamp", zoned: true }, false],
    [{ kind: "time", zoned: false }, { kind: "timestamp", zoned: true }, false],
    [{ kind: "array", of: long }, { kind: "array", of: long }, true],
    [{ kind: "array", of: long }, { kind: "array", of: text }, false],
    [object(["a", long]), object(["a", long], ["b", text]), true],
    [object(["a", long], ["b", text]), object(["b", text]), true],
    [object(["a", long]), object(["a", text]), false],
    [object(["a", object(["b", long])]), object(["a", object(["b", text])]), false],
    [object(["a", long]), text, false],
  ])("%j and %j are of one shape: %s", (one, other, isSame) => {
    expect(isSameShape(typeOf(one), typeOf(other))).toBe(isSame);
    expect(isSameShape(typeOf(other), typeOf(one))).toBe(isSame);
  });

  it("are said as people say them", () => {
    const types: LogicalType[] = [long, { kind: "date" }, { kind: "array", of: text }];
    expect(types.map((type) => typeName(typeOf(type)))).toEqual(["long", "date", "array"]);
  });

  it("are read of records alone, and a union of several is none of ours", () => {
    expect(() => fieldTypesOf('"string"')).toThrow(/no Avro record/);
    const [union] = Object.values(
      fieldTypesOf('{"type":"record","name":"r","fields":[{"name":"v","type":["null","long","string"]}]}'),
    );
    expect(isSameShape(union ?? null, "long")).toBe(false);
  });
});
