import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { duckdbDestination } from "@/connectors/destinations/duckdb";
import { postgresDestination } from "@/connectors/destinations/postgres";
import type { IdentifierRules } from "@/connectors/sdk";
import { fieldsOfSchema } from "@/connectors/sdk/json-values/schema";
import { hasVectors, membersOf, readVector, readVectorLines } from "@/tests/support/vectors";
import { toIdentifier, uniqueIdentifiers } from "@/connectors/sdk/naming/identifiers";
import { planShape } from "./shape/plan-shape";
import { plainOptions } from "./shape/testing";
import { planTables, type TableRequest } from "./tables";

const naming = "destination/base-normalization/naming";
const postgres = postgresDestination.capabilities.identifiers;
const duckdb = duckdbDestination.capabilities.identifiers;
/** MySQL's limit, with the characters of basic normalization. */
const mysql: IdentifierRules = { maxBytes: 64, case: "keep", style: "postgres" };
const destinations: [string, IdentifierRules][] = [
  ["postgres", postgres],
  ["duckdb", duckdb],
  ["mysql", mysql],
];

interface Catalog {
  streams: { stream: { name: string; namespace?: string; json_schema: unknown } }[];
}

type Names = Record<string, { schema: string; table: string }>;

/** Basic normalization's tables without those of its steps in between, by the name that they have where any length goes. */
function expectedTables(catalog: string, destination: string): Map<string, string> {
  const full = readVector(`${naming}/${catalog}_expected_names.json`) as Names;
  const own = readVector(`${naming}/${catalog}_expected_${destination}_names.json`) as Names;
  return new Map(
    Object.entries(own)
      .filter(([, { schema }]) => !schema.startsWith("_airbyte_"))
      .map(([key, { table }]) => [full[key]?.table ?? "", table]),
  );
}

function tablesOf(streams: TableRequest[], identifiers: IdentifierRules) {
  return planTables(streams, {
    identifiers,
    locations: { namespace: "schema_test", rawNamespace: null },
    namespace: { definition: "source", format: null },
    prefix: "",
    normalization: "basic",
  });
}

describe.skipIf(!hasVectors)("names, beside those of Airbyte (shared/vectors)", () => {
  it("of namespaces are the same, but where Airbyte itself does not hold to what it wants", () => {
    const cases = readVector("destination/dat-v1-v0/namespace_test_cases.json") as {
      namespace: string;
      normalized: string;
      enabled: boolean;
    }[];
    const held = cases.filter(({ enabled }) => enabled);
    expect(held.length).toBeGreaterThan(2);
    for (const { namespace, normalized } of held) expect(toIdentifier(namespace, postgres)).toBe(normalized);
  });

  it("of columns are the same, whatever characters they have", () => {
    const input = "destination/dat-v2/sqlgenerator/weirdcolumnnames_inputrecords_raw.jsonl";
    const output =
      "destination/dat-v2/expected/redshift/sqlgenerator/weirdcolumnnames_expectedrecords_final.jsonl";
    const given = membersOf(membersOf(readVectorLines(input)[0] ?? "{}").get("_airbyte_data") ?? "{}");
    const expected = [...membersOf(readVectorLines(output)[0] ?? "{}").keys()];
    expect(uniqueIdentifiers([...given.keys()], postgres)).toEqual(
      expected.filter((name) => !name.startsWith("_airbyte_")),
    );
  });

  it.each(destinations)(
    "of nested fields in %s are those of basic normalization, unless it had to cut them",
    (destination, rules) => {
      const [entry] = (readVector(`${naming}/nested_catalog.json`) as Catalog).streams;
      const { name = "", json_schema = {} } = entry?.stream ?? {};
      const shape = planShape(
        { name, fields: fieldsOfSchema(json_schema) },
        { ...plainOptions, objects: "flatten", arrays: "tables" },
      );
      const outputs = shape?.outputs ?? [];
      const tables = new Set(outputs.map((output) => output.name));
      const columns = outputs.flatMap((output) =>
        output.fields.map((field) => `${output.name}_${field.name}`),
      );
      let same = 0;
      for (const [full, theirs] of expectedTables("nested_catalog", destination)) {
        // A child table here and there; or the columns of an object, of which Airbyte made a table.
        const isHere =
          tables.has(full) || columns.some((column) => column === full || column.startsWith(`${full}_`));
        expect([full, isHere]).toEqual([full, true]);
        if (theirs !== full) continue;
        expect(toIdentifier(full, rules)).toBe(theirs);
        same++;
      }
      expect(same).toBeGreaterThan(10);
      expect(tables.size).toBe(6);
      for (const table of tables) expect(expectedTables("nested_catalog", destination).has(table)).toBe(true);
    },
  );

  it("that are too long keep as much as fits, and stay apart by a hash", () => {
    const { streams } = readVector(`${naming}/long_name_truncate_collisions_catalog.json`) as Catalog;
    const tables = tablesOf(
      streams.map(({ stream }) => stream),
      postgres,
    );
    for (const [index, { name }] of tables.entries()) {
      const full = streams[index]?.stream.name ?? "";
      expect(name).toBe(
        `${full.slice(0, 54)}_${createHash("sha256").update(full).digest("hex").slice(0, 8)}`,
      );
    }
    expect(new Set(tables.map(({ namespace, name }) => `${namespace}.${name}`)).size).toBe(3);
    expect(
      tablesOf(
        streams.map(({ stream }) => stream),
        duckdb,
      ).map(({ name }) => name),
    ).toEqual(streams.map(({ stream }) => stream.name));
  });

  it("that collide leave the stream its own, and give the child Airbyte's suffix", () => {
    const { streams } = readVector(`${naming}/un-nesting_collisions_catalog.json`) as Catalog;
    const own = streams.map(({ stream }) => stream);
    const child = { namespace: "namespace", name: "simple_stream_name" };
    const names = tablesOf([...own, child], postgres).map(({ name }) => name);
    expect(names).toEqual([
      "simple_stream_name",
      "simple",
      "simple_b94_stream_name",
      "simple_b94_stream_name",
      "simple_stream_name_7cf",
    ]);
    // The three digits are those that Airbyte gives the stream of this name, had it come second.
    const theirs = readVector(
      `${naming}/un-nesting_collisions_catalog_expected_postgres_names.json`,
    ) as Names;
    const reversed = tablesOf([child, ...own], postgres).map(({ name }) => name);
    expect(reversed[1]).toBe(theirs["namespace.simple stream name.simple stream name"]?.table);
  });
});

it("three tables that want one name get three, also where case does not count", () => {
  const streams = [{ name: "a b" }, { name: "a_b" }, { name: "a_b" }, { name: "A_B" }];
  const names = tablesOf(streams, { ...postgres, foldsCase: true }).map(({ name }) => name.toLowerCase());
  expect(new Set(names).size).toBe(4);
  expect(names[2]).toBe(`${names[1] ?? ""}_1`);
});
