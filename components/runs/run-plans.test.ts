import { describe, expect, it } from "vitest";
import { askedKinds, planItems, runWords, type LiveTables } from "./run-plans";

const orders: LiveTables = {
  key: "orders",
  name: "orders",
  label: "shop.orders",
  table: "warehouse.orders",
  history: "warehouse.orders_scd",
  sample: "warehouse_sluice_sample.orders",
  rows: "1204",
  keepGenerations: 0,
};
const notes: LiveTables = {
  ...orders,
  key: "notes",
  label: "notes",
  table: null,
  history: null,
  sample: null,
  rows: null,
};
const sample = { rows: 100 };
const told = (kind: (typeof askedKinds)[number], stream = orders) =>
  planItems(kind, [stream], sample).map(({ verb, what, size }) => [verb, what, size]);

describe("planItems", () => {
  it("names every table that a clear takes away, with its rows", () => {
    expect(told("clear")).toEqual([
      ["delete", "warehouse.orders", "1,204 rows"],
      ["delete", "warehouse.orders_scd", undefined],
    ]);
    expect(told("clear", notes)).toEqual([["delete", "notes", undefined]]);
  });

  it("names the table of a sample, not the real one", () => {
    expect(told("sample")).toEqual([["create", "warehouse_sluice_sample.orders", "100 rows"]]);
  });

  it("has a comparison alter nothing", () => {
    expect(told("verify").map(([verb]) => verb)).toEqual(["re-read"]);
    expect(told("repair").map(([verb]) => verb)).toEqual(["re-read", "alter"]);
  });

  it("says which rows of a refresh stay", () => {
    const [, kept] = planItems("refresh", [{ ...orders, keepGenerations: 3 }], sample);
    expect(kept?.detail).toContain("3 generations kept");
    const [, gone] = planItems("refresh", [orders], sample);
    expect(gone?.detail).toContain("gives way");
  });

  it.each(askedKinds)("has a line for each stream of a %s", (kind) => {
    expect(planItems(kind, [orders, notes], sample).length).toBeGreaterThanOrEqual(2);
  });
});

it("repeats the verb and the number on the button", () => {
  expect(runWords.refresh.confirm(1)).toBe("Refresh 1 stream");
  expect(runWords.clear.confirm(12)).toBe("Clear 12 streams");
});
