import { z } from "zod";
import { destinations, sources } from "@/connectors/registry";
import {
  defineDestination,
  defineSource,
  defineSpec,
  type Capabilities,
  type Destination,
  type Source,
  type Stream,
} from "@/connectors/sdk";

const secret = { airbyte_secret: true };

const sourceSpec = defineSpec({
  kind: "source",
  id: "test-source",
  definitionId: "7e570000-0000-4000-8000-000000000001",
  title: "Test source",
  summary: "Reads nothing.",
  config: z.object({
    host: z.string().min(1),
    port: z.int().default(5432),
    password: z.string().min(4).meta(secret).optional(),
    tunnel: z
      .discriminatedUnion("method", [
        z.object({ method: z.literal("none") }),
        z.object({ method: z.literal("key"), key: z.string().meta(secret) }),
      ])
      .optional(),
  }),
});

const types: Capabilities["types"] = {
  string: "text",
  boolean: "boolean",
  integer: "bigint",
  number: "double",
  decimal: "numeric",
  date: "date",
  time: "time",
  timestamp: "timestamp",
  binary: "blob",
  json: "json",
  array: "json",
  object: "json",
  uuid: "uuid",
};

function specOf(id: string, definitionId: string) {
  return defineSpec({
    kind: "destination",
    id,
    definitionId,
    title: id,
    summary: "Writes nothing.",
    config: z.object({ host: z.string().min(1), password: z.string().meta(secret).optional() }),
  });
}

const unused = () => Promise.reject(new Error("The test's connector was called itself."));

function destinationOf(id: string, definitionId: string, modes: Capabilities["modes"]) {
  return defineDestination({
    spec: specOf(id, definitionId),
    capabilities: {
      exactlyOnce: true,
      history: false,
      softDeletes: false,
      keepsGenerations: false,
      dedupedChildren: false,
      modes,
      identifiers: { maxBytes: 63, case: "keep", style: "postgres" },
      types,
    },
    locations: () => ({ namespace: "public", rawNamespace: "airbyte_internal" }),
    check: unused,
    open: unused,
    finish: unused,
    measure: unused,
    explain: unused,
    clear: unused,
  });
}

const testSource = defineSource({
  spec: sourceSpec,
  check: unused,
  discover: unused,
  async *read() {
    throw new Error("The test's connector was called itself.");
  },
});

const testDestination = destinationOf("test-destination", "7e570000-0000-4000-8000-000000000002", [
  "append",
  "overwrite",
  "deduped",
]);
const appendOnly = destinationOf("append-only", "7e570000-0000-4000-8000-000000000003", ["append"]);

/** Adds connectors whose work a fake pool does: "test-source", "test-destination" and "append-only". */
export function registerTestConnectors(): void {
  if (sources.some((entry) => entry.id === testSource.spec.id)) return;
  const { kind: _, ...facts } = testSource.spec;
  sources.push({ ...facts, kind: "source", load: async () => testSource as Source<unknown> });
  for (const connector of [testDestination, appendOnly]) {
    destinations.push({
      ...connector.spec,
      kind: "destination",
      load: async () => connector as unknown as Destination<unknown>,
    });
  }
}

const integer = { kind: "integer", bits: 64 } as const;
const both = { fullRefresh: true, incremental: true, deletes: false };

/** What the test source offers unless told otherwise. */
export const testStreams: Stream[] = [
  {
    namespace: "public",
    name: "users",
    fields: [
      { name: "id", type: integer, nullable: false },
      { name: "name", type: { kind: "string" }, nullable: true },
      { name: "updated_at", type: { kind: "timestamp", zoned: true }, nullable: true },
      { name: "profile", type: { kind: "json" }, nullable: true },
    ],
    primaryKey: [["id"]],
    cursorFields: ["updated_at", "id"],
    cursorIsGiven: false,
    supports: both,
  },
  {
    namespace: "public",
    name: "notes",
    fields: [{ name: "text", type: { kind: "string" }, nullable: true }],
    primaryKey: [],
    cursorFields: [],
    cursorIsGiven: false,
    supports: { fullRefresh: true, incremental: false, deletes: false },
  },
  {
    namespace: "audit",
    name: "notes",
    fields: [
      { name: "at", type: { kind: "timestamp", zoned: true }, nullable: false },
      {
        name: "place",
        type: { kind: "object", fields: [{ name: "street", type: { kind: "string" }, nullable: true }] },
        nullable: true,
      },
    ],
    primaryKey: [],
    cursorFields: ["at"],
    cursorIsGiven: true,
    supports: both,
  },
];
