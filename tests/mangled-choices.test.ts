import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duckdbDestination } from "@/connectors/destinations/duckdb";
import { localFilesDestination } from "@/connectors/destinations/local-files";
import { mysqlDestination } from "@/connectors/destinations/mysql";
import { postgresDestination } from "@/connectors/destinations/postgres";
import { ConfigError, type Json, type LogicalType, type Stream } from "@/connectors/sdk";
import { reconcileSchema } from "@/lib/catalog/reconcile";
import { configuredStreamSchema, type ConfiguredStream } from "@/lib/catalog/schema";
import { checkChoice } from "@/lib/catalog/validate";
import { createConnectionInput } from "@/lib/connections/schema";
import { policiesInput } from "@/lib/connections/policies";
import { planStreams } from "@/lib/sync/plan";
import { streamKey } from "@/lib/sync/stream-key";
import { hostileTexts, mangled } from "./support/mangle";

/** Together 10,000. */
const plans = { numRuns: 3_000 };
const bodies = { numRuns: 7_000 };

const name = fc.oneof(
  fc.constantFrom("orders", "id", "at", "a b", "A B", "ORDERS", "_airbyte_raw_id", "_sluice_row_hash"),
  fc.constantFrom(...hostileTexts),
  fc.string({ maxLength: 8 }),
);
const type = fc.constantFrom<LogicalType>(
  { kind: "integer", bits: 64 },
  { kind: "string" },
  { kind: "json" },
  { kind: "decimal", precision: 10, scale: 2 },
  { kind: "timestamp", zoned: true },
  { kind: "array", of: { kind: "object", fields: [] } },
);
const fields = fc.uniqueArray(fc.record({ name, type, nullable: fc.boolean() }), {
  selector: (field) => field.name,
  maxLength: 5,
});
const named = { namespace: fc.option(name, { nil: undefined }), name };
const path = fc.array(name, { minLength: 1, maxLength: 2 });

/** A catalog as a source might give it that says one thing in one place and another in the next. */
const catalog: fc.Arbitrary<Stream[]> = fc.array(
  fc
    .record({
      ...named,
      fields,
      primaryKey: fc.array(path, { maxLength: 2 }),
      cursorFields: fc.array(name, { maxLength: 2 }),
      cursorIsGiven: fc.boolean(),
      supports: fc.record({ fullRefresh: fc.boolean(), incremental: fc.boolean(), deletes: fc.boolean() }),
    })
    .map(({ namespace, ...stream }) => (namespace === undefined ? stream : { ...stream, namespace })),
  { maxLength: 3 },
);

const wish: fc.Arbitrary<Json> = fc.record({
  namespace: name,
  name,
  syncMode: fc.constantFrom(
    ...["full_refresh_overwrite", "full_refresh_append", "incremental_append", "incremental_deduped_history"],
  ),
  cursorField: fc.array(name, { maxLength: 2 }),
  primaryKey: fc.array(path, { maxLength: 2 }),
  selectedFields: fc.array(name, { maxLength: 3 }),
  destinationName: name,
  deletes: fc.constantFrom("ignore", "soft", "hard"),
  arrays: fc.constantFrom("json", "tables"),
}) as fc.Arbitrary<Json>;

/** Some choice of the catalog's streams, as the door lets it in. */
function choices(of: Stream[]): fc.Arbitrary<ConfiguredStream[]> {
  const one = fc
    .tuple(wish, fc.nat(), fc.boolean())
    .chain(([whole, index, isThere]) => {
      const stream = of[index % Math.max(of.length, 1)];
      const own = isThere && stream ? { name: stream.name, namespace: stream.namespace ?? null } : {};
      return mangled({ ...(whole as object), ...own } as Json);
    })
    .map((choice) => configuredStreamSchema.safeParse(withoutNulls(choice)))
    .filter((parsed) => parsed.success)
    .map((parsed) => parsed.data);
  return fc.array(one, { maxLength: 3 });
}

const destination = fc.constantFrom(
  postgresDestination,
  mysqlDestination,
  duckdbDestination,
  localFilesDestination,
);
const locations = { namespace: "public", rawNamespace: "raw" };
const policies = fc.record({
  schemaChanges: fc.constantFrom("propagate_columns", "propagate_fully", "pause", "ignore"),
  columns: fc.constantFrom("evolve", "freeze", "discard"),
  types: fc.constantFrom("evolve", "freeze", "discard"),
} as const);

describe("a choice of streams that makes no sense", () => {
  it("is refused in words, or planned with a table and columns of its own for each stream", () => {
    const cases = catalog.chain((streams) =>
      fc.record({
        streams: fc.constant(streams),
        chosen: choices(streams),
        destination,
        policies,
        before: catalog,
        normalization: fc.constantFrom("raw", "basic"),
        objects: fc.constantFrom("json", "flatten"),
        prefix: name,
        definition: fc.constantFrom("source", "destination", "custom_format"),
        format: fc.option(name),
      }),
    );
    const ends = { planned: 0, refused: 0 };
    fc.assert(
      fc.property(cases, ({ streams, chosen, destination, policies, before, ...settings }) => {
        const { capabilities, spec } = destination;
        const checked = checkChoice(chosen, {
          discovered: streams,
          destination: { title: spec.title, ...capabilities },
        });
        for (const { message } of checked.issues) expect(message).not.toBe("");
        const reconciled = reconcileSchema({
          chosen: checked.streams,
          discovered: streams,
          known: new Map(before.map((stream) => [streamKey(stream), stream])),
          offeredBefore: new Set(before.map(streamKey)),
          policies,
          writeModes: capabilities.modes,
        });
        if (reconciled.verdict !== "go") {
          expect(reconciled.reasons.join("")).not.toBe("");
          return;
        }
        try {
          const plan = planStreams({
            connectionId: "c",
            syncId: 1,
            extractedAtMs: 1,
            chosen: reconciled.chosen,
            discovered: reconciled.streams,
            generations: new Map(),
            capabilities,
            locations,
            namespace: { definition: settings.definition, format: settings.format },
            prefix: settings.prefix,
            normalization: settings.normalization,
            objects: settings.objects,
          });
          expectApart(plan.streams.map(({ table }) => `${table.namespace}\0${table.name}`));
          for (const { columns } of plan.streams) expectApart(columns.map((column) => column.name));
          ends.planned++;
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          ends.refused++;
        }
      }),
      plans,
    );
    expect(Math.min(ends.planned, ends.refused)).toBeGreaterThan(100);
  });

  it("comes through the door of connections as it is, or not at all", () => {
    const body = fc
      .record({
        sourceId: name,
        destinationId: name,
        name,
        prefix: name,
        namespaceDefinition: fc.constantFrom("source", "destination", "custom_format"),
        namespaceFormat: name,
        schedule: fc.constantFrom(
          ...[
            { type: "manual" },
            { type: "every", minutes: 5 },
            { type: "cron", cron: "0 * * * *", timezone: "UTC" },
          ],
        ),
        policies: fc.constant({ schemaChanges: "pause", quarantineLimit: 5 }),
        streams: fc.array(wish, { maxLength: 2 }),
      })
      .chain((whole) => mangled(whole as unknown as Json));
    fc.assert(
      fc.property(body, (input) => {
        const parsed = createConnectionInput.safeParse(input);
        if (parsed.success) expect(createConnectionInput.parse(parsed.data)).toEqual(parsed.data);
        else expect(parsed.error.issues.length).toBeGreaterThan(0);
        policiesInput.safeParse(input);
      }),
      bodies,
    );
  });
});

/** No two of the names are the same, as the destination compares them: case may not count. */
function expectApart(names: string[]): void {
  expect(names.filter((found) => found === "")).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
}

function withoutNulls(value: Json): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null));
}
