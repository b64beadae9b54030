import { describe, expect, it } from "vitest";
import { ConfigError, type Change, type LogicalType, type Value } from "@/connectors/sdk";
import { compileShape } from "./compile-shape";
import { planShape } from "./plan-shape";
import { columnNames, fieldsOf, mappers, plainOptions, shapeOf } from "./testing";

const types: Record<string, LogicalType> = {
  id: { kind: "integer", bits: 64 },
  email: { kind: "string" },
  balance: { kind: "decimal" },
  active: { kind: "boolean" },
  picture: { kind: "binary" },
  extra: { kind: "json" },
};
const alice: Value[] = [1, "alice@example.org", "1.50", true, new Uint8Array([104, 105]), '{"a":1}'];
const bob: Value[] = [9007199254740993n, null, null, false, null, null];

const leaveOut = (targetField: string) => ({ type: "field-filtering", mapperConfiguration: { targetField } });
const rename = (originalFieldName: string, newFieldName: string) => ({
  type: "field-renaming",
  mapperConfiguration: { originalFieldName, newFieldName },
});
const hash = (targetField: string, method = "SHA-256", fieldNameSuffix?: string) => ({
  type: "hashing",
  mapperConfiguration: { targetField, method, fieldNameSuffix },
});
const equal = (fieldName: string, comparisonValue: string) => ({ type: "EQUAL", fieldName, comparisonValue });
const not = (...conditions: unknown[]) => ({ type: "NOT", conditions });
const only = (conditions: unknown) => ({ type: "row-filtering", mapperConfiguration: { conditions } });

describe("a stream without mappers", () => {
  it("is left alone", () => {
    expect(planShape({ name: "users", fields: fieldsOf(types) }, plainOptions)).toBeNull();
    const asked = { ...plainOptions, objects: "flatten", arrays: "tables" } as const;
    expect(planShape({ name: "users", fields: fieldsOf(types) }, asked)).toBeNull();
  });
});

describe("field filtering and renaming", () => {
  it("leave fields out and give them new names, at their place", () => {
    const { shape, rows } = shapeOf(types, {
      mappers: mappers(leaveOut("balance"), rename("email", "mail")),
    });
    expect(columnNames(shape)).toEqual(["id", "mail", "active", "picture", "extra"]);
    expect(shape.outputs[0]?.origins).toEqual(["id", "email", "active", "picture", "extra"]);
    expect(rows(0, [alice])[0]).toMatchObject({ id: 1, mail: "alice@example.org", active: true });
  });

  it("see the fields as the mapper before has left them", () => {
    const { shape } = shapeOf(types, {
      mappers: mappers(leaveOut("id"), rename("email", "id"), rename("id", "key")),
    });
    expect(columnNames(shape)[0]).toBe("key");
  });

  it.each<[string, unknown[], RegExp]>([
    [
      "an unknown field",
      [leaveOut("age")],
      /^users: mapper 1 \(field-filtering\): there is no field "age".*there are id, email/,
    ],
    [
      "a field that is gone",
      [rename("email", "mail"), hash("email")],
      /mapper 2 \(hashing\): there is no field "email"/,
    ],
    [
      "a name that exists",
      [rename("email", "id")],
      /mapper 1 \(field-renaming\): there is a field "id" already/,
    ],
    [
      "a suffix that makes a name that exists",
      [rename("id", "email_hashed"), hash("email")],
      /"email_hashed" already/,
    ],
    [
      "a condition on an unknown field",
      [only(not(equal("age", "1")))],
      /\(row-filtering\): there is no field "age"/,
    ],
  ])("refuse %s, saying which mapper and what to do", (_what, given, message) => {
    const plan = () => shapeOf(types, { mappers: mappers(...given) });
    expect(plan).toThrow(ConfigError);
    expect(plan).toThrow(message);
  });
});

describe("a shape that another version of the program has planned", () => {
  it("is refused where it has other fields, so that no value goes into a wrong column", () => {
    const { shape } = shapeOf(types, { mappers: mappers(rename("email", "mail")) });
    const [own] = shape.outputs;
    if (!own) throw new Error("There is no output.");
    const other = { ...shape, outputs: [{ ...own, fields: own.fields.toReversed() }] };
    expect(() => compileShape(other, {})).toThrow(/^users: this run was planned by another version/);
  });
});

describe("row filtering", () => {
  const count = (conditions: unknown, ...before: unknown[]) => {
    const { shaper } = shapeOf(types, { mappers: mappers(...before, only(conditions)) });
    const { outputs, filtered } = shaper.shape([alice, bob]);
    expect((outputs[0]?.rows.length ?? 0) + filtered).toBe(2);
    return outputs[0]?.rows.map(([id]) => id);
  };

  it.each<[string, unknown, Value[]]>([
    ["a number's text", equal("id", "1"), [1]],
    ["a 64-bit integer's text", equal("id", "9007199254740993"), [9007199254740993n]],
    ["a decimal to the letter", equal("balance", "1.5"), []],
    ["a boolean's text", equal("active", "false"), [9007199254740993n]],
    ["bytes in base64", equal("picture", "aGk="), [1]],
    ["JSON as it is written", equal("extra", '{"a":1}'), [1]],
    ["null with nothing", equal("email", "null"), []],
    ["null with nothing, not even with its opposite", not(equal("email", "")), [1, 9007199254740993n]],
    ["none of several", not(equal("id", "1"), equal("active", "false")), []],
    ["the opposite of the opposite", not(not(equal("id", "1"))), [1]],
  ])("compares %s", (_what, conditions, ids) => {
    expect(count(conditions)).toEqual(ids);
  });

  it("sees values as the mapper before has left them", () => {
    const digest = "7a64adf28737ea90719cbdf0b1a87a5effff3753b79c91d717f4f4153ead0498";
    expect(count(equal("mail", "alice@example.org"), rename("email", "mail"))).toEqual([1]);
    expect(count(equal("email_hashed", digest), hash("email"))).toEqual([1]);
    expect(count(not(equal("email_hashed", digest)), hash("email"))).toEqual([9007199254740993n]);
  });

  it("asks for every one of several filters", () => {
    const { shaper } = shapeOf(types, {
      mappers: mappers(only(equal("id", "1")), only(equal("active", "false"))),
    });
    expect(shaper.shape([alice, bob])).toMatchObject({ filtered: 2, outputs: [{ rows: [] }] });
  });
});

describe("hashing", () => {
  it.each([
    ["MD2", "da853b0d3f88d99b30283a69e6ded6bb"],
    ["MD5", "900150983cd24fb0d6963f7d28e17f72"],
    ["SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ["SHA-224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"],
    ["SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "SHA-384",
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
    ],
    [
      "SHA-512",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ],
  ])("by %s gives the published digest of abc, as a string", (method, digest) => {
    const { shape, rows } = shapeOf(types, { mappers: mappers(hash("email", method)) });
    expect(rows(0, [[1, "abc", null, null, null, null]])[0]).toMatchObject({ email_hashed: digest });
    expect(shape.outputs[0]?.fields[1]).toEqual({
      name: "email_hashed",
      type: { kind: "string" },
      nullable: true,
    });
    expect(shape.outputs[0]?.scrambled[1]).toBe("hashing");
  });

  it("takes the text of a value, and leaves null alone", () => {
    const ofText = (field: string, value: Value) =>
      shapeOf(types, { mappers: mappers(hash(field, "MD5", "")) }).rows(0, [
        Object.keys(types).map((name) => (name === field ? value : null)),
      ])[0]?.[field];
    expect(ofText("id", 1)).toBe("c4ca4238a0b923820dcc509a6f75849b");
    expect(ofText("id", 1n)).toBe("c4ca4238a0b923820dcc509a6f75849b");
    expect(ofText("active", true)).toBe("b326b5062b2f0e69046810717534cb09");
    expect(ofText("picture", new Uint8Array([104, 105]))).toBe(ofText("email", "aGk="));
    expect(ofText("email", "é")).toBe("66ddcd97cfdeabb2f6fb8a999b4bc76f");
    expect(ofText("email", null)).toBeNull();
  });

  it("may be done twice", () => {
    const { rows } = shapeOf(types, {
      mappers: mappers(hash("email", "MD5"), hash("email_hashed", "MD5", "_again")),
    });
    expect(rows(0, [[1, "abc", null, null, null, null]])[0]?.email_hashed_again).toBe(
      "ec0405c5aef93e771cd80e0db180b88b",
    );
  });
});

describe("the keys of deleted rows", () => {
  it("are what the destination has: renamed in their order, hashed the same way", () => {
    const { shaper, rows } = shapeOf(types, { mappers: mappers(hash("email"), rename("id", "key")) });
    const [written] = rows(0, [alice]);
    expect(shaper.keys(["email", "id"], [["alice@example.org", 1]])).toEqual([
      [written?.email_hashed, written?.key],
    ]);
    expect(shaper.keys(["id"], [[7n], [null]])).toEqual([[7n], [null]]);
  });
});

describe("what a source says of its values", () => {
  const change = (field: string): Change => ({
    field,
    change: "NULLED",
    reason: 'SOURCE_SERIALIZATION_ERROR: "alice@example.org" is not of type integer',
  });

  it("goes on under the new name, is dropped with its field, and never quotes what is hashed", () => {
    const { shaper } = shapeOf(types, {
      mappers: mappers(
        hash("email"),
        rename("balance", "money"),
        leaveOut("active"),
        only(not(equal("id", "0"))),
      ),
    });
    const given = new Map([[1, ["email", "balance", "active", "_extra"].map(change)]]);
    const gone: Value[] = [0, null, null, null, null, null];
    const { outputs } = shaper.shape([gone, alice], given);
    expect([...(outputs[0]?.changes ?? [])]).toEqual([
      [
        0,
        [
          { field: "email_hashed", change: "NULLED", reason: "SOURCE_SERIALIZATION_ERROR" },
          change("money"),
          change("_extra"),
        ],
      ],
    ]);
  });
});
