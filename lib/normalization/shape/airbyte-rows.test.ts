import { describe, expect, it } from "vitest";
import { coercerOf } from "@/connectors/sdk/json-values/coerce";
import { Misfit } from "@/connectors/sdk/json-values/misfit";
import { fieldsOfSchema } from "@/connectors/sdk/json-values/schema";
import type { Change, Field, Value } from "@/connectors/sdk";
import { hasVectors, membersOf, readRecords, readVector } from "@/tests/support/vectors";
import { compileShape } from "./compile-shape";
import { planShape } from "./plan-shape";
import { plainOptions } from "./testing";

const root = "destination/base-normalization";

interface Catalog {
  streams: { stream: { name: string; json_schema: unknown } }[];
}

/** A stream of one of basic normalization's test runs, as a source would give it. */
function readStream(run: string, name: string) {
  const { streams } = readVector(`${root}/${run}/catalog.json`) as Catalog;
  const schema = streams.find(({ stream }) => stream.name === name)?.stream.json_schema;
  const fields = fieldsOfSchema(schema);
  const changes = new Map<number, Change[]>();
  const rows = readRecords(`${root}/${run}/messages.txt`)
    .filter(({ stream }) => stream === name)
    .map(({ data }, index) =>
      rowOf(fields, data, (change) => changes.set(index, [...(changes.get(index) ?? []), change])),
    );
  return { fields, rows, changes };
}

function rowOf(fields: Field[], data: string, report: (change: Change) => void): Value[] {
  const members = membersOf(data);
  return fields.map(({ name, type }) => {
    const value = coercerOf(type).fromText(members.get(name) ?? "null");
    if (!(value instanceof Misfit)) return value;
    report(value.toChange(name));
    return value.value;
  });
}

/** Tables by name, each row by field name without what ties it to others. */
function unfold(run: string, name: string): Record<string, Record<string, Value>[]> {
  const { fields, rows } = readStream(run, name);
  const shape = planShape({ name, fields }, { ...plainOptions, objects: "flatten", arrays: "tables" });
  if (!shape) throw new Error(`${name} has nothing to unfold.`);
  const { outputs } = compileShape(shape, {}).shape(rows);
  return Object.fromEntries(
    shape.outputs.map(({ name: table, fields: own }, index) => [
      table,
      (outputs[index]?.rows ?? []).map((row) =>
        Object.fromEntries(
          own
            .map((field, at) => [field.name, row[at] ?? null] as const)
            .filter(([key]) => !key.startsWith("_airbyte_")),
        ),
      ),
    ]),
  );
}

describe.skipIf(!hasVectors)("the runs that basic normalization was tested with (shared/vectors)", () => {
  it("have exact values where there is nothing to unfold", () => {
    const { fields, rows } = readStream("test_simple_streams", "types_testing");
    expect(
      planShape({ name: "types_testing", fields }, { ...plainOptions, objects: "flatten", arrays: "tables" }),
    ).toBeNull();
    expect(rows).toEqual([
      [1, 9223372036854775807n, 9223372036854775807n],
      [2, -9223372036854775808n, -9223372036854775808n],
      [3, 0, null],
    ]);
  });

  it("have nulls for empty texts in columns of dates, here with a reason", () => {
    const { fields, rows, changes } = readStream("test_simple_streams", "exchange_rate");
    expect(rows).toHaveLength(13);
    expect([...changes].map(([row, list]) => [row, ...list.map(({ field }) => field)])).toEqual([
      [7, "date", "timestamp_col"],
    ]);
    const column = (name: string) => rows.map((row) => row[fields.findIndex((field) => field.name === name)]);
    expect(column("timestamp_col").slice(0, 4)).toEqual([
      "2020-08-29T00:00:00.000000Z",
      "2020-08-30T00:00:00.000Z",
      "2020-08-31T00:00:00Z",
      "2020-08-31T00:00:00Z",
    ]);
    expect(column("HKD@spéçiäl & characters")[0]).toBe("2.13");
    expect(
      ["datetime_tz", "datetime_no_tz", "time_tz", "time_no_tz"].map((name) => column(name).at(-1)),
    ).toEqual(["2022-01-14T05:04:04Z", "2022-01-14T01:04:04", "01:04:04-04:00", "01:04:04"]);
  });

  it.each(["sparse_nested_stream", "sparse_nested_stream_empty"])("unfold arrays in arrays: %s", (name) => {
    expect(unfold("test_sparse_nested_streams", name)).toEqual({
      [name]: [{ id: 1, updated_at: 100, obj_nest1_obj_nest2_foo: "bar" }],
      [`${name}_arr_nest1`]: [{ _sluice_position: 0 }, { _sluice_position: 1 }],
      [`${name}_arr_nest1_arr_nest2`]: [
        { _sluice_position: 0, foo: "bar1" },
        { _sluice_position: 1, foo: "bar2" },
        { _sluice_position: 0, foo: "baz1" },
        { _sluice_position: 1, foo: "baz2" },
      ],
    });
  });

  it("unfold arrays in objects in arrays, whatever their fields are called", () => {
    const children = unfold("test_nested_streams", "unnest_alias");
    expect(Object.keys(children)).toEqual([
      "unnest_alias",
      "unnest_alias_children",
      "unnest_alias_children_owner_column`_'with\"_quotes",
    ]);
    expect(children.unnest_alias).toEqual([{ id: 1 }, { id: 2 }]);
    expect(children.unnest_alias_children?.map((row) => [row.ab_id, row.owner_owner_id])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
    expect(children["unnest_alias_children_owner_column`_'with\"_quotes"]).toEqual(
      new Array(4).fill({ _sluice_position: 0, currency: "EUR" }),
    );
  });

  it("leave arrays of arrays and of scalars as JSON, and what is not declared out", () => {
    const name = "nested_stream_with_complex_columns_resulting_into_long_names";
    expect(unfold("test_nested_streams", name)).toEqual({
      [name]: [
        { id: "4.2", date: "2020-08-29T00:00:00Z", partition_double_array_data: '[[ { "id": "EUR" } ]]' },
        {
          id: '"test record"',
          date: "2020-08-31T00:00:00Z",
          partition_double_array_data: '[[ { "id": "USD" } ], [ { "id": "GBP" } ]]',
        },
      ],
      [`${name}_partition_DATA`]: [
        { _sluice_position: 0, currency: "EUR" },
        { _sluice_position: 0, currency: "EUR" },
      ],
    });
    expect(unfold("test_nested_streams", "arrays")).toEqual({
      arrays: [
        {
          array_of_strings: '["string1",null,"string2","string3"]',
          nested_array_parent_nested_array: '["string1",null,"string2"]',
        },
      ],
    });
  });
});
