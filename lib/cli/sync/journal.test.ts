import { describe, expect, it } from "vitest";
import { ConfigError, type StreamPlan } from "@/connectors/sdk";
import { planStream } from "@/connectors/sdk/testing";
import type { SyncPlan } from "@/lib/sync/plan";
import { streamKey } from "@/lib/sync/stream-key";
import {
  decideRun,
  entryOf,
  forgottenMode,
  requireSameKeys,
  type Choice,
  type Journal,
  type JournalEntry,
} from "./journal";

const choice = (name: string, more: Partial<Choice> = {}): Choice => ({
  name,
  syncMode: "full_refresh_overwrite",
  cursorField: [],
  primaryKey: [],
  ...more,
});

const journalOf = (...entries: [Choice, number, Partial<JournalEntry>?][]): Journal =>
  new Map(
    entries.map(([of, run, more]) => [streamKey(of), { ...entryOf(of, run, 3), hasEnded: true, ...more }]),
  );

const decide = (choices: Choice[], journal: Journal, nowMs = 5000, latestRun = 0) =>
  decideRun(choices, journal, { latestRun, nowMs });

describe("which run a command carries out", () => {
  const [orders, users] = [choice("orders"), choice("users")];

  it("is a new one, numbered by the instant at which it begins", () => {
    expect(decide([orders], new Map())).toMatchObject({ run: 5000, goesOn: false });
    expect(decide([orders], journalOf([orders, 1000]))).toMatchObject({ run: 5000, goesOn: false });
  });

  it("is later than any before, whatever the clock says", () => {
    expect(decide([orders], journalOf([orders, 9000])).run).toBe(9001);
    expect(decide([orders], journalOf([orders, 1000]), 5000, 7000).run).toBe(7001);
  });

  it("is the one that has not ended, of the same choice, in the generation it had", () => {
    const appended = choice("events", { syncMode: "incremental_append" });
    const journal = journalOf([orders, 1000, { hasEnded: false }], [appended, 1000]);
    const { run, goesOn, generations } = decide([orders, appended], journal);
    expect({ run, goesOn }).toEqual({ run: 1000, goesOn: true });
    // planStreams counts an overwrite up from here.
    expect([generations.get(streamKey(orders)), generations.get(streamKey(appended))]).toEqual([2, 3]);
  });

  it("takes streams along that were not in it", () => {
    const journal = journalOf([orders, 1000, { hasEnded: false }], [users, 800]);
    const { run, generations } = decide([orders, users], journal);
    expect(run).toBe(1000);
    expect(generations.get(streamKey(users))).toBe(3);
  });

  it.each([
    ["another filter", { where: "id > 1" }],
    ["other columns", { selectedFields: ["id"] }],
    ["another mode", { syncMode: "full_refresh_append" as const }],
  ])("is a new one where the choice is another: %s", (_what, more) => {
    expect(decide([{ ...orders, ...more }], journalOf([orders, 1000, { hasEnded: false }]))).toMatchObject({
      run: 5000,
      goesOn: false,
    });
  });

  it("does not depend on ids that a configuration file leaves out", () => {
    const mapped = (id: string) =>
      choice("orders", {
        mappers: [{ id, type: "field-filtering", mapperConfiguration: { targetField: "name" } }],
      });
    expect(decide([mapped("b")], journalOf([mapped("a"), 1000, { hasEnded: false }])).goesOn).toBe(true);
  });
});

describe("a way that does not fit what is in the table", () => {
  const modes = [
    "full_refresh_overwrite",
    "full_refresh_append",
    "incremental_append",
    "incremental_deduped_history",
  ] as const;
  const fits = (from: (typeof modes)[number], to: (typeof modes)[number]) => {
    try {
      decide([choice("orders", { syncMode: to })], journalOf([choice("orders", { syncMode: from }), 1000]));
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      return false;
    }
  };

  it.each([
    ["full_refresh_overwrite", [true, true, false, true]],
    ["full_refresh_append", [true, true, false, false]],
    ["incremental_append", [true, true, true, false]],
    ["incremental_deduped_history", [true, true, true, true]],
  ] as const)("is refused after %s where rows would be repeated", (from, expected) => {
    expect(modes.map((to) => fits(from, to))).toEqual(expected);
  });

  it("is refused where an incremental read would go on by another cursor or filter", () => {
    const before = choice("orders", { syncMode: "incremental_append", cursorField: ["id"] });
    for (const more of [{ cursorField: ["updated_at"] }, { where: "id > 1" }])
      expect(() => decide([{ ...before, ...more }], journalOf([before, 1000]))).toThrow(
        /rewind --stream orders/,
      );
    expect(decide([{ ...before, selectedFields: ["id"] }], journalOf([before, 1000])).run).toBe(5000);
  });

  it("is anyone's after a rewind to the start", () => {
    const before = choice("orders");
    const journal = journalOf([before, 1000, { mode: forgottenMode }]);
    expect(decide([choice("orders", { syncMode: "incremental_append" })], journal).run).toBe(5000);
  });
});

describe("another key of a deduplicated stream", () => {
  const orders = choice("orders", { syncMode: "incremental_deduped_history" });
  const planned = (key: string[], write: StreamPlan["write"] = "deduped"): SyncPlan => {
    const plan = planStream({ connectionId: "c", namespace: "n", name: "orders", write });
    const stream = { ...plan.stream, key: key.map((name) => [name]) };
    return { streams: [plan], reads: [{ stream, shape: null, outputs: [0] }] };
  };

  it("is refused, and the message names both", () => {
    const journal = journalOf([orders, 1000, { key: ["id"] }]);
    expect(() => requireSameKeys(planned(["id"]), journal)).not.toThrow();
    expect(() => requireSameKeys(planned(["uid"]), journal)).toThrow(
      /key of orders is uid now.*told apart by id.*--primary-key.*rewind/,
    );
    expect(() => requireSameKeys(planned([]), journal)).toThrow(/is a hash of the whole row now/);
  });

  it.each<[string, JournalEntry["key"], Partial<JournalEntry>, StreamPlan["write"]]>([
    ["an older version wrote the note", undefined, {}, "deduped"],
    ["the stream was rewound", ["id"], { mode: forgottenMode }, "deduped"],
    ["nothing is deduplicated", ["id"], {}, "append"],
  ])("does not matter where %s", (_where, key, more, write) => {
    const journal = journalOf([orders, 1000, { ...more, ...(key ? { key } : {}) }]);
    expect(() => requireSameKeys(planned(["uid"], write), journal)).not.toThrow();
  });
});
