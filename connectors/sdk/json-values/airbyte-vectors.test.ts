import { describe, expect, it } from "vitest";
import {
  hasVectors,
  listVectors,
  membersOf,
  readRecords,
  readVector,
  readVectorLines,
} from "@/tests/support/vectors";
import { jsonText } from "../records";
import type { Field, LogicalType, Value } from "../values";
import { coercerOf } from "./coerce";
import { Misfit } from "./misfit";
import { fieldsOfSchema } from "./schema";

const dat = "destination/dat-v2";
const old = "destination/dat-v1-v0";

/** The stream of Airbyte's acceptance tests that has a column of every type. */
const everyType: Record<string, LogicalType> = {
  id1: { kind: "integer", bits: 64 },
  id2: { kind: "integer", bits: 64 },
  updated_at: { kind: "timestamp", zoned: true },
  array: { kind: "array", of: { kind: "json" } },
  struct: { kind: "object", fields: [] },
  string: { kind: "string" },
  number: { kind: "decimal" },
  integer: { kind: "integer", bits: 64 },
  boolean: { kind: "boolean" },
  timestamp_with_timezone: { kind: "timestamp", zoned: true },
  timestamp_without_timezone: { kind: "timestamp", zoned: false },
  time_with_timezone: { kind: "time", zoned: true },
  time_without_timezone: { kind: "time", zoned: false },
  date: { kind: "date" },
  unknown: { kind: "json" },
};
const fields = Object.entries(everyType).map(([name, type]): Field => ({ name, type, nullable: true }));

/** A record as a table shows it: JSON columns parsed, nulls left out as in the files of what is expected. */
function typed(own: Field[], data: string): { row: Record<string, unknown>; misfits: string[] } {
  const members = membersOf(data);
  const row: Record<string, unknown> = {};
  const misfits: string[] = [];
  for (const { name, type } of own) {
    const result = coercerOf(type).fromText(members.get(name) ?? "null");
    if (result instanceof Misfit) misfits.push(name);
    const value = result instanceof Misfit ? result.value : result;
    if (value !== null) row[name] = shown(type, value);
  }
  return { row, misfits };
}

function shown(type: LogicalType, value: Value): unknown {
  return JSON.parse(jsonText(type, value)) as unknown;
}

/** What was expected of another destination, without Airbyte's own columns, nulls, and zeros behind a second. */
function expectedRows(name: string, keep: (row: Record<string, unknown>) => boolean = () => true) {
  return readVectorLines(name)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(keep)
    .map((row) =>
      Object.fromEntries(
        Object.entries(row)
          .filter(([key, value]) => !key.startsWith("_airbyte_") && value !== null)
          .map(([key, value]) => [
            key,
            typeof value === "string"
              ? value.replace(
                  /(T.*:\d\d)\.(\d*?)0+Z$/,
                  (_, time: string, digits: string) => `${time}${digits && `.${digits}`}Z`,
                )
              : value,
          ]),
      ),
    );
}

function rawData(name: string): string[] {
  return readVectorLines(name).map((line) => membersOf(line).get("_airbyte_data") ?? "null");
}

describe.skipIf(!hasVectors)("what Airbyte's acceptance tests send (shared/vectors)", () => {
  it("has the types of every field, whole, null and absent", () => {
    const rows = rawData(`${dat}/sqlgenerator/alltypes_inputrecords.jsonl`).map((data) =>
      typed(fields, data),
    );
    const expected = expectedRows(
      `${dat}/expected/redshift/sqlgenerator/alltypes_expectedrecords_final.jsonl`,
      ({ id1 }) => id1 !== 4,
    );
    expect(rows.map(({ row }) => row)).toEqual(expected);
    expect(rows.flatMap(({ misfits }) => misfits)).toEqual([]);
  });

  it("is null, each with a reason, in every column where nothing fits", () => {
    const [data = ""] = rawData(`${dat}/sqlgenerator/safe_cast/alltypes_inputrecords.jsonl`);
    const { row, misfits } = typed(fields, data);
    const [line = ""] = readVectorLines(
      `${dat}/expected/teradata/sqlgenerator/alltypes_expectedrecords_final.jsonl`,
    ).filter((candidate) => candidate.includes('"id1": 4'));
    const expected = JSON.parse(line) as { _airbyte_meta: { changes: { field: string }[] } };
    expect(misfits.toSorted()).toEqual(expected._airbyte_meta.changes.map(({ field }) => field).toSorted());
    expect(misfits).toHaveLength(10);
    expect(Object.keys(row)).toEqual(["id1", "id2", "updated_at"]);
  });

  it("has times in every form, with and without zones", () => {
    const rows = rawData(`${dat}/sqlgenerator/timestampformats_inputrecords.jsonl`).map((data) =>
      typed(fields, data),
    );
    expect(rows.map(({ row }) => row)).toEqual(
      expectedRows(`${dat}/expected/teradata/sqlgenerator/timestampformats_expectedrecords_final.jsonl`),
    );
    expect(rows).toHaveLength(10);
  });

  it("has objects, arrays, booleans and numbers in a text column", () => {
    const rows = rawData(`${dat}/sqlgenerator/json_types_in_string_inputrecords.jsonl`).map((data) =>
      typed(fields, data),
    );
    expect(rows.map(({ row }) => row)).toEqual(
      expectedRows(`${dat}/expected/teradata/sqlgenerator/json_types_in_string_expectedrecords_final.jsonl`),
    );
  });

  it("is typed by its JSON Schema", () => {
    const own = fieldsOfSchema(readVector(`${dat}/dat/schema.json`));
    const rows = readRecords(`${dat}/dat/sync1_messages.jsonl`).map(({ data }) => typed(own, data));
    expect(rows.map(({ row }) => row)).toEqual(
      expectedRows(`${dat}/expected/redshift/dat/sync1_expectedrecords_nondedup_final.jsonl`),
    );
    expect(rows.flatMap(({ misfits }) => misfits)).toEqual([]);
  });

  it("has problematic types, which keep all that they hold", () => {
    const catalog = readVector(`${old}/v0/problematic_types_configured_catalog.json`);
    const own = streamsOf(catalog).get("problematic_types") ?? [];
    expect(Object.fromEntries(own.map(({ name, type }) => [name, type.kind]))).toEqual({
      schemaless_object: "object",
      schematized_object: "object",
      combined_type: "json",
      union_type: "json",
      schemaless_array: "array",
      mixed_array_integer_and_schemaless_object: "array",
      array_of_union_integer_and_schemaless_array: "array",
      union_of_objects_with_properties_identical: "object",
      union_of_objects_with_properties_overlapping: "object",
      union_of_objects_with_properties_nonoverlapping: "object",
      union_of_objects_with_properties_contradicting: "object",
      empty_object: "object",
      object_with_null_properties: "object",
      combined_with_null: "string",
      union_with_null: "string",
      combined_nulls: "json",
      compact_union: "json",
    });
    const records = readRecords(`${old}/v0/problematic_types_messages_in.txt`);
    expect(records).toHaveLength(3);
    for (const { data } of records) {
      const given = Object.entries(JSON.parse(data) as Record<string, unknown>);
      const { row, misfits } = typed(own, data);
      expect(row).toEqual(Object.fromEntries(given.filter(([, value]) => value !== null)));
      expect(misfits).toEqual([]);
    }
  });

  it.each([
    ["v0", ["users.id"]], // Sent on purpose: "two", and an object.
    ["v1", []],
  ])("fits its own schema, in every message of protocol %s", (version, meant) => {
    const folder = `${old}/${version}`;
    let values = 0;
    const misfits = new Set<string>();
    for (const file of listVectors(folder).filter((name) => name.endsWith("_catalog.json"))) {
      const streams = streamsOf(readVector(`${folder}/${file}`));
      const base = file.replace(/(_configured)?_catalog\.json$/, "");
      const messages = listVectors(folder).find(
        (name) => name.startsWith(base) && /messages(_in)?\.txt$/.test(name),
      );
      if (!messages) continue;
      for (const { stream, data } of readRecords(`${folder}/${messages}`)) {
        const own = streams.get(stream) ?? [];
        values += own.length;
        for (const name of typed(own, data).misfits) misfits.add(`${stream}.${name}`);
      }
    }
    expect([...misfits]).toEqual(meant);
    expect(values).toBeGreaterThan(60);
  });

  it("has numbers that are none", () => {
    const decimal = coercerOf({ kind: "decimal" });
    const of = (name: string) =>
      readRecords(`${old}/v1/${name}`).map(({ data }) =>
        decimal.fromText(membersOf(data).get("data") ?? "null"),
      );
    expect(of("nan_type_test_message.txt")).toEqual(["NaN"]);
    expect(of("infinity_type_test_message.txt")).toEqual(["Infinity", "-Infinity"]);
  });
});

interface Catalog {
  streams: ({ stream: NamedSchema } | NamedSchema)[];
}

interface NamedSchema {
  name: string;
  json_schema: unknown;
}

function streamsOf(catalog: unknown): Map<string, Field[]> {
  return new Map(
    (catalog as Catalog).streams
      .map((entry) => ("stream" in entry ? entry.stream : entry))
      .map(({ name, json_schema }) => [name, fieldsOfSchema(json_schema)]),
  );
}
