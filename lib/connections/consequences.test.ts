import { describe, expect, it } from "vitest";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { consequencesOf, type Choice } from "./consequences";

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

  it.each<[string, Partial<ConfiguredStream>, RegExp]>([
    ["another key", { primaryKey: [["id"], ["region"]] }, /told apart by id\./],
    ["another cursor", { cursorField: ["id"] }, /position of at\./],
    ["another mapper", { mappers: [hash] }, /as the former mappers left them/],
    ["another table", { destinationName: "bills" }, /go elsewhere/],
    ["child tables", { arrays: "tables" }, /keep their arrays/],
  ])("says what rows that are there keep after %s", (_, change, says) => {
    expect(staleOf(change)).toEqual([expect.stringMatching(says)]);
  });

  it("says that fields which are chosen now are empty in rows that are there, and not that others are left out", () => {
    expect(staleOf({ selectedFields: ["id", "at", "mail"] }, { selectedFields: ["id", "at"] })).toEqual([
      "Rows that are there have nothing in mail.",
    ]);
    expect(staleOf({ selectedFields: ["id", "at"] })).toEqual([]);
  });

  it("says that appended rows are not told apart where a table is deduplicated from now on", () => {
    expect(staleOf({ syncMode: "incremental_deduped_history" }, { syncMode: "incremental_append" })).toEqual([
      expect.stringMatching(/appended before/),
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
