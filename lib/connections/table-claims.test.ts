import { describe, expect, it } from "vitest";
import type { IdentifierRules } from "@/connectors/sdk";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { capabilities } from "@/connectors/destinations/postgres";
import type { Choice } from "./consequences";
import { claimsOfChoice } from "./table-claims";

const orders: ConfiguredStream = {
  namespace: "shop",
  name: "Orders",
  syncMode: "incremental_append",
  cursorField: ["at"],
  primaryKey: [["id"]],
};

function claims(
  stream: Partial<ConfiguredStream>,
  choice: Partial<Choice> = {},
  identifiers: Partial<IdentifierRules> = {},
) {
  const rules = {
    capabilities: { ...capabilities, identifiers: { ...capabilities.identifiers, ...identifiers } },
    locations: { namespace: "public", rawNamespace: "airbyte_internal" },
  };
  const settings: Choice = {
    normalization: "basic",
    namespaceDefinition: "destination",
    namespaceFormat: null,
    prefix: "",
    streams: [{ ...orders, ...stream }],
    ...choice,
  };
  return claimsOfChoice(settings, rules).map(({ tables, isSole }) => ({
    tables: tables.map(({ table }) => `${table.namespace}.${table.name}`),
    keys: tables.map(({ key }) => key),
    isSole,
  }));
}

describe("the tables that a stream claims", () => {
  it("follow the connection's namespace and prefix, and the stream's own name", () => {
    const placing = {
      namespaceDefinition: "custom_format",
      namespaceFormat: "raw_${SOURCE_NAMESPACE}",
    } as const;
    expect(claims({}, { ...placing, prefix: "p_" })).toMatchObject([{ tables: ["raw_shop.p_Orders"] }]);
    expect(claims({ destinationName: "sales" }, { prefix: "p_" })).toMatchObject([
      { tables: ["public.sales"] },
    ]);
  });

  it("are the same in another case where the destination folds it, and only there", () => {
    const keysOf = (name: string, foldsCase: boolean) => claims({ name }, {}, { foldsCase })[0]?.keys;
    expect(keysOf("Orders", true)).toEqual(keysOf("orders", true));
    expect(keysOf("Orders", false)).not.toEqual(keysOf("orders", false));
  });

  it("are the stream's alone where rows are replaced or merged, history table and all", () => {
    expect(claims({})).toMatchObject([{ isSole: false }]);
    expect(claims({ syncMode: "full_refresh_overwrite" })).toMatchObject([{ isSole: true }]);
    expect(claims({ syncMode: "incremental_deduped_history" })).toMatchObject([
      { tables: ["public.Orders", "public.Orders_scd"], isSole: true },
    ]);
  });

  it("keep every row where they are raw, unless they are replaced", () => {
    const raw = { normalization: "raw" } as const;
    expect(claims({ syncMode: "incremental_deduped_history" }, raw)).toMatchObject([
      { tables: ["airbyte_internal.public_raw__stream_Orders"], isSole: false },
    ]);
    expect(claims({ syncMode: "full_refresh_overwrite" }, raw)).toMatchObject([{ isSole: true }]);
  });
});
