import { describe, expect, it } from "vitest";
import { ConfigError } from "@/connectors/sdk";
import { spec } from "./config";
import { duckdbDestination } from "./index";

describe("configuration", () => {
  it("refuses MotherDuck, databases in memory, and folders, with a word on what to give instead", () => {
    for (const destination_path of ["md:prod", "motherduck:x", ":memory:", "folder/", " "])
      expect(() => spec.parse({ destination_path })).toThrow(ConfigError);
    expect(() => spec.parse({ destination_path: "md:prod" })).toThrow(
      /destination_path: MotherDuck.*warehouse\.duckdb/,
    );
  });

  it("asks for no MotherDuck key and has the schema main by default", () => {
    expect(Object.keys(spec.jsonSchema().properties as object)).toEqual(["destination_path", "schema"]);
    expect(spec.parse({ destination_path: "/local/x.duckdb", motherduck_api_key: "k" })).toEqual({
      destination_path: "/local/x.duckdb",
      schema: "main",
    });
    expect(spec.secrets).toEqual([]);
  });

  it("names one file the same however its path is written", () => {
    const identity = (destination_path: string) =>
      duckdbDestination.exclusive?.(spec.parse({ destination_path }));
    expect(identity("/local/a/x.duckdb")).toBe(identity("a/../a/x.duckdb"));
    expect(identity("x.duckdb")).not.toBe(identity("y.duckdb"));
  });
});
