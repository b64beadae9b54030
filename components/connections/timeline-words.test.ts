import { describe, expect, it } from "vitest";
import { changeWords, schemaWords, whoDid } from "./timeline-words";

const updated = (facts: Parameters<typeof changeWords>[0]["facts"]) =>
  changeWords({ action: "connection.updated", facts });

describe("changeWords", () => {
  it.each([
    [{ changed: ["schedule", "prefix"] }, "Changed the schedule and the prefix"],
    [{ changed: ["name"], name: "Orders" }, "Renamed it to “Orders”"],
    [{ changed: ["name", "schedule"], name: "Orders" }, "Renamed it to “Orders” and changed the schedule"],
    [{ changed: ["status"], status: "inactive" }, "Paused it"],
    [{ changed: ["status"], status: "active" }, "Resumed it"],
    [{ changed: ["approveSchemaChange"] }, "Approved a change of the source’s schema"],
    [{ changed: [] }, "Changed nothing"],
  ])("says %j as %s", (facts, words) => {
    expect(updated(facts)).toBe(words);
  });

  it("names stream and generation of a roll back", () => {
    const facts = { stream: "shop.orders", generation: 3 };
    expect(changeWords({ action: "connection.rolled_back", facts })).toBe(
      "Rolled shop.orders back to generation 3",
    );
  });
});

it("names who did it, also where they are gone", () => {
  const user = { kind: "user" as const, id: "u", role: "editor" as const };
  expect(whoDid({ actor: user, actorName: "Ada" })).toBe("Ada");
  expect(whoDid({ actor: user, actorName: null })).toBe("Someone who has left");
  expect(whoDid({ actor: { kind: "application", id: "a" }, actorName: null })).toBe("A former application");
  expect(whoDid({ actor: { kind: "system", part: "runs" }, actorName: null })).toBe("Sluice");
});

it.each([
  [
    { change: "added", stream: "orders", field: "note", after: "string", leftOut: true },
    "New field orders.note (string), left out",
  ],
  [
    { change: "retyped", stream: "orders", field: "a", before: "integer", after: "json", leftOut: false },
    "orders.a: integer → json",
  ],
  [{ change: "key_changed", stream: "orders" }, "orders has another primary key"],
] as const)("says %j as %s", (change, words) => {
  expect(schemaWords(change)).toBe(words);
});
