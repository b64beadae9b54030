import { expect, it } from "vitest";
import type { LogicalType } from "../values";
import { joinFields, joinTypes } from "./join-types";

const integer = (bits: 32 | 64): LogicalType => ({ kind: "integer", bits });
const number = (bits: 32 | 64): LogicalType => ({ kind: "number", bits });
const string: LogicalType = { kind: "string" };
const json: LogicalType = { kind: "json" };
const decimal = (precision: number, scale: number): LogicalType => ({ kind: "decimal", precision, scale });

it.each<[LogicalType, LogicalType, LogicalType]>([
  [string, string, string],
  [integer(32), integer(64), integer(64)],
  [integer(32), number(32), number(64)],
  [integer(64), number(64), json],
  [number(32), number(64), number(64)],
  [string, { kind: "uuid" }, string],
  [string, integer(32), json],
  [decimal(5, 2), decimal(6, 0), decimal(8, 2)],
  [
    { kind: "array", of: integer(32) },
    { kind: "array", of: integer(64) },
    { kind: "array", of: integer(64) },
  ],
  [
    { kind: "object", fields: [{ name: "a", type: string, nullable: false }] },
    { kind: "object", fields: [{ name: "b", type: string, nullable: false }] },
    {
      kind: "object",
      fields: [
        { name: "a", type: string, nullable: true },
        { name: "b", type: string, nullable: true },
      ],
    },
  ],
])("joins %j and %j to what holds either", (one, other, expected) => {
  expect(joinTypes(one, other)).toEqual(expected);
  const isSymmetric = one.kind !== "object"; // of objects the order of fields differs
  if (isSymmetric) expect(joinTypes(other, one)).toEqual(expected);
});

it("joins fields by name: what only one of them has may be missing", () => {
  const field = (name: string, type: LogicalType = string, nullable = false) => ({ name, type, nullable });
  expect(joinFields([field("a"), field("b")], [field("b", integer(32), true), field("c")])).toEqual([
    field("a", string, true),
    field("b", json, true),
    field("c", string, true),
  ]);
});
