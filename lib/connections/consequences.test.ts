import { describe, expect, it } from "vitest";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { consequencesOf, type Choice, type StaleReason } from "./consequences";

const orders: ConfiguredStream = {
  namespace: "shop",
  name: "orders",
  syncMode: "incremental_deduped_history",
  cursorField: ["at"],
  primaryKey: [["id"]],
};
const notes: ConfiguredStream = {
  name: "notes",
  syncMode: "full_refresh_overwrite",
  cursorField: [],
  primaryKey: [],
};
const hash = {
  id: "m",
  type: "hashing" as const,
  mapperConfiguration: { targetField: "mail", method: "MD5" as const, fieldNameSuffix: "" },
};

function choice(extra: Partial<Choice> = {}): Choice {
  return {
    normalization: "basic",
    namespaceDefinition: "destination",
    namespaceFormat: null,
    prefix: "",
    streams: [orders, notes],
    ...extra,
  };
}

const staleOf = (change: Partial<ConfiguredStream>, from: Partial<ConfiguredStream> = {}) =>
  consequencesOf(
    choice({ streams: [{ ...orders, ...from }] }),
    choice({ streams: [{ ...orders, ...from, ...change }] }),
  ).changed.flatMap(({ stale }) => stale);

describe("consequencesOf", () => {
  it("finds nothing where nothing is different", () => {
    expect(consequencesOf(choice(), choice())).toEqual({ added: [], removed: [], changed: [] });
  });

  it("does not mind a format that is not used", () => {
    expect(consequencesOf(choice(), choice({ namespaceFormat: "x" })).changed).toEqual([]);
  });

  it("tells what comes and goes", () => {
    const next = choice({ streams: [orders, { ...notes, name: "fresh" }] });
    expect(consequencesOf(choice(), next)).toMatchObject({
      added: [{ name: "fresh" }],
      removed: [{ name: "notes" }],
    });
  });

  it.each<[string, Partial<ConfiguredStream>, StaleReason]>([
    ["another key", { primaryKey: [["id"], ["region"]] }, { what: "former_key", fields: ["id"] }],
    ["another cursor", { cursorField: ["id"] }, { what: "former_cursor", fields: ["at"] }],
    ["another mapper", { mappers: [hash] }, { what: "former_mappers" }],
    ["another table", { destinationName: "bills" }, { what: "rows_elsewhere" }],
    ["child tables", { arrays: "tables" }, { what: "former_arrays" }],
  ])("says what rows that are there keep after %s", (_, change, reason) => {
    expect(staleOf(change)).toEqual([reason]);
  });

  it("says that fields which are chosen now are empty in rows that are there, and not that others are left out", () => {
    expect(staleOf({ selectedFields: ["id", "at", "mail"] }, { selectedFields: ["id", "at"] })).toEqual([
      { what: "new_fields", fields: ["mail"] },
    ]);
    expect(staleOf({ selectedFields: undefined }, { selectedFields: ["id", "at"] })).toEqual([
      { what: "new_fields", fields: null },
    ]);
    expect(staleOf({ selectedFields: ["id", "at"] })).toEqual([]);
  });

  it("says that appended rows are not told apart where a table is deduplicated from now on", () => {
    expect(staleOf({ syncMode: "incremental_deduped_history" }, { syncMode: "incremental_append" })).toEqual([
      { what: "appended_before" },
    ]);
  });

  it("has nothing to see to where the next sync replaces the table", () => {
    expect(staleOf({ syncMode: "full_refresh_overwrite", mappers: [hash], primaryKey: [] })).toEqual([]);
  });

  it.each<Partial<Choice>>([{ prefix: "p_" }, { normalization: "raw" }, { namespaceDefinition: "source" }])(
    "changes every stream with %j",
    (placing) => {
      const { changed } = consequencesOf(choice(), choice(placing));
      expect(changed.map(({ stream, stale }) => [stream.name, stale.length])).toEqual([
        ["orders", 1],
        ["notes", 0],
      ]);
    },
  );
});
