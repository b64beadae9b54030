import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  defineSource,
  defineSpec,
  type Context,
  type Field,
  type ReadEvent,
  type SelectedStream,
  type Source,
} from "@/connectors/sdk";
import { planShape } from "@/lib/normalization/shape/plan-shape";
import { readSample, type SampleRequest } from "./read-sample";

const fields: Field[] = [
  { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
  { name: "mail", type: { kind: "string" }, nullable: true },
];
const people: SelectedStream = {
  name: "people",
  fields,
  primaryKey: [],
  cursorFields: [],
  cursorIsGiven: false,
  supports: { fullRefresh: true, incremental: false, deletes: false },
  mode: "full_refresh",
  key: [],
};
const ctx = {} as Context;
let batches = 0;

/** Gives two rows in each batch, for ever. */
const source = defineSource<object>({
  spec: defineSpec({
    kind: "source",
    id: "endless",
    definitionId: "7e570000-0000-4000-8000-0000000000ee",
    title: "Endless",
    summary: "Never ends.",
    config: z.object({}),
  }),
  check: () => Promise.resolve(),
  discover: () => Promise.resolve([people]),
  async *read(): AsyncGenerator<ReadEvent> {
    for (let id = 0; ; id += 2) {
      batches++;
      const rows = [
        [id, null],
        [BigInt(2) ** BigInt(60), `person-${id}@example.com`],
      ];
      const changes = new Map([[1, [{ field: "mail", change: "TRUNCATED" as const, reason: "too long" }]]]);
      yield { type: "batch", stream: 0, batch: { encoding: "rows", rows, bytes: 20, changes } };
    }
  },
}) as Source<unknown>;

const sample = (request: Partial<SampleRequest> = {}) =>
  readSample(
    { connector: source, config: {} },
    {
      read: { stream: people, shape: null, outputs: [0] },
      maxRows: 4,
      maxCharacters: 60,
      mapperSecrets: {},
      ...request,
    },
    ctx,
  );

describe("readSample", () => {
  it("gives the first rows as texts, with what the source had to change, and reads no further", async () => {
    batches = 0;
    const { read, outputs } = await sample();
    expect(read).toBe(4);
    expect(outputs[0]?.rows).toEqual([
      ["0", null],
      ["1152921504606846976", "person-0@example.com"],
      ["2", null],
      ["1152921504606846976", "person-2@example.com"],
    ]);
    expect(outputs[0]?.documents[1]).toBe('{"id":1152921504606846976,"mail":"person-0@example.com"}');
    expect(outputs[0]?.changes.map((changes) => changes.length)).toEqual([0, 1, 0, 1]);
    expect(batches).toBe(2);
  });

  it("cuts long texts", async () => {
    const { outputs } = await sample({ maxRows: 2, maxCharacters: 6 });
    expect(outputs[0]?.rows[1]).toEqual(["115292…", "person…"]);
  });

  it("shapes the rows as a run would: hidden, renamed and filtered", async () => {
    const shape = planShape(
      { name: "people", fields },
      {
        mappers: [
          {
            id: "a",
            type: "row-filtering",
            mapperConfiguration: {
              conditions: {
                type: "NOT",
                conditions: [{ type: "EQUAL", fieldName: "id", comparisonValue: "0" }],
              },
            },
          },
          {
            id: "b",
            type: "field-renaming",
            mapperConfiguration: { originalFieldName: "id", newFieldName: "person" },
          },
          {
            id: "c",
            type: "hashing",
            mapperConfiguration: { targetField: "mail", method: "MD5", fieldNameSuffix: "_hashed" },
          },
        ],
        objects: "json",
        arrays: "json",
        rowHash: false,
      },
    );
    const { read, filtered, outputs } = await sample({
      read: { stream: people, shape, outputs: [0] },
      maxRows: 2,
    });
    expect({ read, filtered }).toEqual({ read: 2, filtered: 1 });
    expect(shape?.outputs[0]?.fields.map((field) => field.name)).toEqual(["person", "mail_hashed"]);
    expect(outputs[0]?.rows).toEqual([["1152921504606846976", "be54b3af9db1ae3451027b6d75eb3089"]]);
  });
});
