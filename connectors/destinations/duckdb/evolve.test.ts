import { describe, expect, it } from "vitest";
import { ConfigError } from "@/connectors/sdk";
import { commonType, planTable, type Existing } from "./evolve";
import type { TableColumn } from "./layout";

const database = { catalog: "w" };
const table = { namespace: "main", name: "orders" };
const meta: TableColumn[] = [
  { name: "_airbyte_raw_id", type: "VARCHAR", compression: "fsst" },
  { name: "_airbyte_extracted_at", type: "TIMESTAMP WITH TIME ZONE" },
  { name: "_airbyte_meta", type: "JSON" },
  { name: "_airbyte_generation_id", type: "BIGINT" },
];
const tableOf = (...columns: TableColumn[]): Existing => ({ kind: "table", columns: [...meta, ...columns] });
const plan = (existing: Existing, ...columns: TableColumn[]) =>
  planTable(database, table, existing, [...meta, ...columns]);

describe("the type that holds both", () => {
  it.each([
    ["SMALLINT", "INTEGER", "INTEGER"],
    ["BIGINT", "SMALLINT", "BIGINT"],
    ["FLOAT", "DOUBLE", "DOUBLE"],
    ["INTEGER", "DOUBLE", "DOUBLE"],
    ["DATE", "TIMESTAMP", "TIMESTAMP"],
    ["DECIMAL(12,2)", "DECIMAL(10,4)", "DECIMAL(14,4)"],
    ["DECIMAL(38,9)", "BIGINT", "DECIMAL(38,9)"],
    ["INTEGER", "DECIMAL(12,2)", "DECIMAL(12,2)"],
    ["BIGINT", "VARCHAR", "VARCHAR"],
    ["VARCHAR", "DATE", "VARCHAR"],
    ["JSON", "VARCHAR", "VARCHAR"],
  ])("of %s and %s is %s", (existing, wanted, common) => {
    expect(commonType(existing, wanted)).toBe(common);
  });

  it.each([
    ["BIGINT", "DOUBLE"],
    ["DOUBLE", "DECIMAL(38,9)"],
    ["DECIMAL(38,0)", "DECIMAL(38,9)"],
    ["TIMESTAMP", "TIMESTAMP WITH TIME ZONE"],
    ["BLOB", "VARCHAR"],
    ["VARCHAR", "BLOB"],
    ["BOOLEAN", "INTEGER"],
  ])("of %s and %s is none", (existing, wanted) => {
    expect(commonType(existing, wanted)).toBeNull();
  });
});

describe("what makes a table take a plan's columns", () => {
  it("is its creation, schema included, where there is none", () => {
    const { statements } = plan({ kind: "none" }, { name: 'a "b"', type: "DATE" });
    expect(statements[0]).toBe('CREATE SCHEMA IF NOT EXISTS "w"."main"');
    expect(statements[1]).toContain(
      'CREATE TABLE "w"."main"."orders" ("_airbyte_raw_id" VARCHAR USING COMPRESSION fsst, "_',
    );
    expect(statements[1]).toContain('"a ""b""" DATE');
  });

  it("is nothing where it has them already, whatever their case and order, or more", () => {
    const existing = tableOf({ name: "Extra", type: "BLOB" }, { name: "ID", type: "BIGINT" });
    expect(plan(existing, { name: "id", type: "BIGINT" }).statements).toEqual([]);
  });

  it("adds columns and widens types", () => {
    const { statements } = plan(
      tableOf({ name: "id", type: "INTEGER" }),
      { name: "id", type: "BIGINT" },
      { name: "note", type: "VARCHAR" },
    );
    expect(statements).toEqual([
      'ALTER TABLE "w"."main"."orders" ALTER COLUMN "id" TYPE BIGINT',
      'ALTER TABLE "w"."main"."orders" ADD COLUMN "note" VARCHAR',
    ]);
  });

  it("leaves a wider type as it is, and says so", () => {
    const { statements, warnings, columns } = plan(tableOf({ name: "id", type: "VARCHAR" }), {
      name: "id",
      type: "INTEGER",
    });
    expect(statements).toEqual([]);
    expect(warnings.join()).toContain("main.orders.id stays VARCHAR");
    expect(columns.at(-1)).toEqual({ name: "id", type: "VARCHAR" });
  });

  it("is refused where values would be lost, with both types and a way out", () => {
    expect(() => plan(tableOf({ name: "at", type: "DOUBLE" }), { name: "at", type: "DATE" })).toThrow(
      /main\.orders\.at is DOUBLE.*DATE.*Clear the stream/,
    );
  });

  it("is refused for views and for tables that syncs did not make", () => {
    expect(() => plan({ kind: "view" })).toThrow(ConfigError);
    expect(() => plan({ kind: "table", columns: [{ name: "id", type: "BIGINT" }] })).toThrow(
      /made by something else.*_airbyte_raw_id/,
    );
  });
});
