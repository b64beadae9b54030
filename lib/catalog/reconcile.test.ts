import { describe, expect, it } from "vitest";
import type { Field, Stream } from "@/connectors/sdk";
import { streamKey } from "@/lib/sync/stream-key";
import { diffCatalogs, type StreamChange } from "./diff";
import {
  approveChange,
  asLastMoved,
  reconcileSchema,
  type Reconciled,
  type ReconcileRequest,
  type SchemaPolicies,
} from "./reconcile";
import type { ConfiguredStream } from "./schema";

const text = (name: string): Field => ({ name, type: { kind: "string" }, nullable: true });
const number = (name: string): Field => ({ name, type: { kind: "integer", bits: 64 }, nullable: true });

function streamOf(fields: Field[], extra: Partial<Stream> = {}): Stream {
  return {
    namespace: "public",
    name: "users",
    fields,
    primaryKey: [["id"]],
    cursorFields: ["id", "at"],
    cursorIsGiven: false,
    supports: { fullRefresh: true, incremental: true, deletes: false },
    ...extra,
  };
}

const before = streamOf([number("id"), text("name"), number("at")]);
const users: ConfiguredStream = {
  namespace: "public",
  name: "users",
  syncMode: "full_refresh_overwrite",
  cursorField: [],
  primaryKey: [],
};
const relaxed: SchemaPolicies = { schemaChanges: "propagate_columns", columns: "evolve", types: "evolve" };

function reconcile(
  after: Stream[],
  policies: Partial<SchemaPolicies> = {},
  { choice = {}, ...rest }: Partial<ReconcileRequest> & { choice?: Partial<ConfiguredStream> } = {},
): Reconciled {
  return reconcileSchema({
    chosen: [{ ...users, ...choice }],
    discovered: after,
    known: new Map([[streamKey(before), before]]),
    offeredBefore: new Set([streamKey(before)]),
    policies: { ...relaxed, ...policies },
    writeModes: ["append", "overwrite", "deduped"],
    ...rest,
  });
}

function fieldsOf(result: Reconciled): string[] {
  if (result.verdict !== "go") throw new Error(`The verdict is ${result.verdict}.`);
  return result.streams[0]?.fields.map((field) => field.name) ?? [];
}

const grown = streamOf([...before.fields, text("email")]);
const retyped = streamOf([number("id"), number("name"), number("at")]);

describe("a schema that has not changed", () => {
  it("goes on as it is, without a word", () => {
    expect(reconcile([before], { schemaChanges: "pause", columns: "freeze", types: "freeze" })).toEqual({
      verdict: "go",
      chosen: [users],
      streams: [before],
      remembered: [before],
      notes: [],
    });
  });

  it("is one whose types came back from storage with their keys in another order", () => {
    const stored = streamOf([{ name: "id", type: { bits: 64, kind: "integer" }, nullable: true }]);
    const found = streamOf([number("id")]);
    const known = new Map([[streamKey(stored), stored]]);
    expect(reconcile([found], { types: "freeze", schemaChanges: "pause" }, { known }).verdict).toBe("go");
  });

  it("is taken whole in the first run", () => {
    const result = reconcile([grown], { columns: "freeze" }, { known: new Map() });
    expect(fieldsOf(result)).toContain("email");
  });
});

describe("a new field", () => {
  it("is moved, and said", () => {
    const result = reconcile([grown]);
    expect(fieldsOf(result)).toContain("email");
    expect(result).toMatchObject({ notes: ["public.users has a new field email (string)."] });
  });

  it.each([{ schemaChanges: "ignore" }, { columns: "discard" }] as const)(
    "is left out with %j",
    (policies) => {
      const result = reconcile([grown], policies);
      expect(fieldsOf(result)).toEqual(["id", "name", "at"]);
      expect(result).toMatchObject({ notes: [expect.stringMatching(/email .*left out/)] });
    },
  );

  it("waits for approval where changes pause", () => {
    expect(reconcile([grown], { schemaChanges: "pause" })).toMatchObject({
      verdict: "pause",
      diff: { changed: [{ addedFields: [{ name: "email" }] }] },
      reasons: ["public.users has a new field email (string)."],
    });
  });

  it("is refused where columns are frozen, even where changes pause", () => {
    expect(reconcile([grown], { columns: "freeze", schemaChanges: "pause" })).toMatchObject({
      verdict: "refuse",
      reasons: [expect.stringMatching(/email .*frozen/)],
    });
  });

  it("is of no interest where other fields were selected", () => {
    const choice = { selectedFields: ["id", "name"] };
    expect(reconcile([grown], { columns: "freeze" }, { choice })).toMatchObject({ verdict: "go", notes: [] });
  });
});

describe("a field with another type", () => {
  it("is followed, and said", () => {
    expect(reconcile([retyped])).toMatchObject({
      verdict: "go",
      notes: ["public.users: the field name was string and is integer now."],
    });
  });

  it("is left out where types are discarded", () => {
    expect(fieldsOf(reconcile([retyped], { types: "discard" }))).toEqual(["id", "at"]);
  });

  it("is left out in every run after, too, until it is what it was", () => {
    const discarding: Partial<SchemaPolicies> = { types: "discard", schemaChanges: "propagate_columns" };
    const first = reconcile([retyped], discarding);
    if (first.verdict !== "go") throw new Error(first.verdict);
    const known = new Map(first.remembered.map((stream) => [streamKey(stream), stream]));
    expect(fieldsOf(reconcile([retyped], discarding, { known }))).toEqual(["id", "at"]);
    expect(fieldsOf(reconcile([before], discarding, { known }))).toEqual(["id", "name", "at"]);
  });

  it("is told apart from its former type where both are of one kind", () => {
    const wide = streamOf([
      { ...number("id"), type: { kind: "integer", bits: 16 } },
      text("name"),
      number("at"),
    ]);
    const result = reconcile([wide], { types: "freeze" });
    expect(result).toMatchObject({
      reasons: [expect.stringContaining("was integer of 64 bits and is integer of 16 bits now")],
    });
  });

  it("asks where types are discarded and rows are told apart or ordered by it", () => {
    const wider = streamOf([text("id"), text("name"), number("at")]);
    const choice: Partial<ConfiguredStream> = {
      syncMode: "incremental_deduped_history",
      cursorField: ["at"],
    };
    const later = streamOf([number("id"), text("name"), text("at")]);
    for (const stream of [wider, later])
      expect(reconcile([stream], { types: "discard" }, { choice })).toMatchObject({
        verdict: "pause",
        reasons: [expect.stringContaining("cannot be left out")],
      });
    expect(reconcile([wider], { types: "discard" }).verdict).toBe("go");
  });

  it("is refused where types are frozen", () => {
    expect(reconcile([retyped], { types: "freeze" })).toMatchObject({ verdict: "refuse" });
  });

  it("waits for approval where changes pause", () => {
    expect(reconcile([retyped], { schemaChanges: "pause" })).toMatchObject({ verdict: "pause" });
  });
});

describe("a field that is gone", () => {
  const shrunk = streamOf([number("id"), number("at")]);

  it("leaves its column, and that is said", () => {
    expect(reconcile([shrunk])).toMatchObject({
      verdict: "go",
      notes: ["public.users has lost the field name: its column stays, without new values."],
    });
  });

  it("asks where it was the cursor or in the key, whatever the policies say", () => {
    const incremental = { syncMode: "incremental_deduped_history" } as const;
    const lostCursor = reconcile([shrunk], {}, { choice: { ...incremental, cursorField: ["name"] } });
    expect(lostCursor).toMatchObject({
      verdict: "pause",
      reasons: [expect.stringMatching(/cursor field name/)],
    });
    const lostKey = reconcile([shrunk], {}, { choice: { ...incremental, primaryKey: [["id"], ["name"]] } });
    expect(lostKey).toMatchObject({
      verdict: "pause",
      reasons: [expect.stringMatching(/lost name of its primary key/)],
    });
  });
});

describe("another primary key at the source", () => {
  const renamed = streamOf([number("user_id"), text("name"), number("at")], { primaryKey: [["user_id"]] });

  it("asks where rows are told apart by it", () => {
    const result = reconcile([renamed], {}, { choice: { syncMode: "incremental_deduped_history" } });
    expect(result).toMatchObject({
      verdict: "pause",
      reasons: [expect.stringMatching(/another primary key/)],
    });
  });

  it("does not matter to an overwrite", () => {
    expect(reconcile([renamed]).verdict).toBe("go");
  });
});

describe("a new stream", () => {
  const orders = streamOf([number("id")], { name: "orders" });

  it("is moved from now on where changes propagate fully", () => {
    const result = reconcile([before, orders], { schemaChanges: "propagate_fully" });
    expect(result).toMatchObject({
      verdict: "go",
      chosen: [users, { namespace: "public", name: "orders", syncMode: "incremental_deduped_history" }],
      notes: ["The source has a new stream, public.orders: it is moved from now on."],
    });
  });

  it("is not one that was offered before and not chosen", () => {
    const offeredBefore = new Set([before, orders].map(streamKey));
    const result = reconcile([before, orders], { schemaChanges: "propagate_fully" }, { offeredBefore });
    expect(result).toMatchObject({ chosen: [users], notes: [] });
  });

  it("is left alone otherwise", () => {
    expect(reconcile([before, orders])).toMatchObject({ chosen: [users], notes: [] });
  });
});

describe("a change that was approved", () => {
  const both = streamOf([number("id"), number("name"), number("at"), text("email")], {
    primaryKey: [["at"]],
  });
  const approve = (policies: Partial<SchemaPolicies>, choice: Partial<ConfiguredStream> = {}) => {
    const [change] = diffCatalogs([before], [both]).changed;
    if (!change) throw new Error("Nothing has changed.");
    return approveChange(before, change, { ...users, ...choice }, { ...relaxed, ...policies });
  };

  it("is what the stream is from then on", () => {
    expect(approve({})).toEqual(both);
  });

  it("brings nothing that the contracts leave out", () => {
    expect(approve({ columns: "discard" })).toEqual({ ...both, fields: both.fields.slice(0, 3) });
    expect(approve({ types: "discard" })).toEqual({ ...both, fields: [...before.fields, text("email")] });
  });

  it("brings the new type of what rows are told apart by, which cannot be left out", () => {
    const choice: Partial<ConfiguredStream> = {
      syncMode: "incremental_deduped_history",
      primaryKey: [["name"]],
    };
    expect(approve({ types: "discard" }, choice)).toEqual(both);
  });

  it("is not known where an earlier version has stored it without the key", () => {
    const [change] = diffCatalogs([before], [both]).changed;
    const { primaryKey: _key, ...stored } = change ?? { primaryKey: [] };
    expect(approveChange(before, stored as StreamChange, users, relaxed)).toBeNull();
  });
});

describe("the streams of a run that looks at the rows that are there", () => {
  const both = streamOf([number("id"), number("name"), number("at"), text("email")]);
  const look = (policies: Partial<SchemaPolicies>) =>
    asLastMoved({
      chosen: [users],
      discovered: [both],
      known: new Map([[streamKey(before), before]]),
      policies: { ...relaxed, ...policies },
    });

  it("are without what the source has new, and nothing is asked or refused", () => {
    expect(look({ schemaChanges: "pause", columns: "freeze", types: "freeze" })).toMatchObject({
      verdict: "go",
      streams: [streamOf([number("id"), number("name"), number("at")])],
      notes: [
        expect.stringContaining("new field email"),
        expect.stringContaining("was string and is integer"),
      ],
    });
  });

  it("are without what the contract on types leaves out", () => {
    expect(fieldsOf(look({ types: "discard" }))).toEqual(["id", "at"]);
  });

  it("are as the source has them where nothing is known of them", () => {
    const unknown = asLastMoved({ chosen: [users], discovered: [both], known: new Map(), policies: relaxed });
    expect(unknown.streams).toEqual([both]);
  });
});
