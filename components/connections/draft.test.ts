import { describe, expect, it } from "vitest";
import type { DestinationFacts } from "@/lib/catalog/refusal";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import {
  afterRefresh,
  changeMany,
  changeStream,
  draftsOf,
  keyOf,
  lostFields,
  toSettings,
  withGone,
  type ConnectionDraft,
  type OfferedStream,
} from "./draft";

const warehouse: DestinationFacts = {
  title: "Warehouse",
  modes: ["append", "overwrite", "deduped"],
  history: true,
  softDeletes: true,
  keepsGenerations: true,
  dedupedChildren: true,
};

function offer(name: string, extra: Partial<OfferedStream> = {}): OfferedStream {
  return {
    namespace: "shop",
    name,
    fields: [
      { name: "id", type: { kind: "integer", bits: 64 }, canBeKey: true },
      { name: "region", type: { kind: "string" }, canBeKey: true },
      { name: "at", type: { kind: "timestamp", zoned: true }, canBeKey: true },
      { name: "lines", type: { kind: "json" }, canBeKey: false },
    ],
    primaryKey: [["id"]],
    cursorFields: ["at"],
    cursorIsGiven: false,
    supports: { fullRefresh: true, incremental: true },
    proposed: "incremental_deduped_history",
    ...extra,
  };
}

const orders = offer("orders");
const notes = offer("notes", {
  cursorFields: [],
  supports: { fullRefresh: true, incremental: false },
  primaryKey: [],
  proposed: "full_refresh_overwrite",
});
const never = offer("never", { supports: { fullRefresh: false, incremental: false }, proposed: null });

function draftFor(offered: OfferedStream[], chosen: ConfiguredStream[] | null = null): ConnectionDraft {
  return {
    name: "Shop → Warehouse",
    streams: draftsOf(offered, chosen ?? [], chosen === null),
    schedule: { type: "manual" },
    normalization: "basic",
    namespaceDefinition: "destination",
    namespaceFormat: "x_${SOURCE_NAMESPACE}",
    prefix: "",
  };
}

describe("a new connection", () => {
  it("chooses every stream that can be moved, in the mode proposed for it", () => {
    const { streams } = toSettings(draftFor([orders, notes, never]), [orders, notes, never]);
    expect(streams).toEqual([
      {
        namespace: "shop",
        name: "orders",
        syncMode: "incremental_deduped_history",
        cursorField: ["at"],
        primaryKey: [["id"]],
      },
      {
        namespace: "shop",
        name: "notes",
        syncMode: "full_refresh_overwrite",
        cursorField: [],
        primaryKey: [],
      },
    ]);
  });

  it("sends a namespace format only with the definition that has one", () => {
    const draft = draftFor([orders]);
    expect(toSettings(draft, [orders]).namespaceFormat).toBeNull();
    const custom = { ...draft, namespaceDefinition: "custom_format" as const };
    expect(toSettings(custom, [orders]).namespaceFormat).toBe("x_${SOURCE_NAMESPACE}");
  });
});

describe("a stored connection", () => {
  const chosen: ConfiguredStream = {
    namespace: "shop",
    name: "orders",
    syncMode: "incremental_deduped_history",
    cursorField: ["at"],
    primaryKey: [["id"], ["region"]],
    selectedFields: ["id", "region", "at"],
    destinationName: "bills",
    history: false,
    deletes: "soft",
    mappers: [
      {
        id: "m",
        type: "hashing",
        mapperConfiguration: { targetField: "region", method: "MD5", fieldNameSuffix: "" },
      },
    ],
    arrays: "tables",
  };

  it("comes back as it was chosen, whatever of it is shown", () => {
    const settings = toSettings(draftFor([orders, notes], [chosen]), [orders, notes]);
    expect(settings.streams).toEqual([chosen]);
  });

  it("keeps former generations", () => {
    const kept: ConfiguredStream = {
      namespace: "shop",
      name: "notes",
      syncMode: "full_refresh_overwrite",
      cursorField: [],
      primaryKey: [],
      keepGenerations: 2,
    };
    expect(toSettings(draftFor([notes], [kept]), [notes]).streams).toEqual([kept]);
  });

  it("shows a stream that the source has lost, and sends it until it is left out", () => {
    const offered = withGone([notes], [chosen]);
    expect(offered.map(({ name, isGone }) => [name, isGone])).toEqual([
      ["notes", undefined],
      ["orders", true],
    ]);
    const draft = draftFor(offered, [chosen]);
    expect(toSettings(draft, offered).streams).toEqual([chosen]);
    const left = { ...draft, streams: changeStream(draft.streams, keyOf(orders), { isChosen: false }) };
    expect(toSettings(left, offered).streams).toEqual([]);
  });

  it("asks for an encryption key that was not typed yet, and keeps a stored one", () => {
    const mapper = (key: string) => ({
      id: "e",
      type: "encryption" as const,
      mapperConfiguration: {
        algorithm: "AES" as const,
        targetField: "region",
        fieldNameSuffix: "",
        mode: "GCM" as const,
        padding: "NoPadding" as const,
        key,
      },
    });
    const draft = draftFor([orders]);
    const withKey = (key: string) => ({
      ...draft,
      streams: changeStream(draft.streams, keyOf(orders), { mappers: [mapper(key)] }),
    });
    const [untyped] = toSettings(withKey(""), [orders]).streams;
    expect(untyped?.mappers?.[0]?.mapperConfiguration).not.toHaveProperty("key");
    const [stored] = toSettings(withKey("**********"), [orders]).streams;
    expect(stored?.mappers).toEqual([mapper("**********")]);
  });
});

describe("a change of one of ten thousand streams", () => {
  const many = Array.from({ length: 10_000 }, (_, index) => offer(`stream_${index}`));

  it("leaves the other drafts what they are, so that only its row is drawn anew", () => {
    const before = draftsOf(many, [], true);
    const key = keyOf({ namespace: "shop", name: "stream_77" });
    const after = changeStream(before, key, { isChosen: false });
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed).toEqual([key]);
  });
});

describe("a change of many streams", () => {
  const offered = [orders, notes, never];
  const { streams } = draftFor(offered);

  it("chooses all that can be moved, and says how many that were", () => {
    const none = changeMany(streams, offered, { type: "choose", isChosen: false }, warehouse).streams;
    expect(Object.values(none).some((draft) => draft.isChosen)).toBe(false);
    const { streams: all, changed } = changeMany(
      none,
      offered,
      { type: "choose", isChosen: true },
      warehouse,
    );
    expect(changed).toBe(2);
    expect(all[keyOf(never)]?.isChosen).toBe(false);
  });

  it("gives a mode to those that can do it, and leaves the others", () => {
    const change = { type: "mode", syncMode: "incremental_append" } as const;
    const result = changeMany(streams, [orders, notes], change, warehouse);
    expect(result.changed).toBe(1);
    expect(result.streams[keyOf(orders)]?.syncMode).toBe("incremental_append");
    expect(result.streams[keyOf(notes)]).toBe(streams[keyOf(notes)]);
  });

  it("sets cursor and key only where the stream has the field, and it can serve", () => {
    const set = (type: "cursor" | "key", field: string) =>
      changeMany(streams, [orders, notes], { type, field }, warehouse).changed;
    expect(set("cursor", "at")).toBe(1);
    expect(set("key", "region")).toBe(2);
    expect(set("key", "lines")).toBe(0);
  });

  it("names tables, and takes the names back", () => {
    const named = changeMany(
      streams,
      [orders],
      { type: "rename", before: "raw_", behind: "_v2" },
      warehouse,
    ).streams;
    expect(named[keyOf(orders)]?.destinationName).toBe("raw_orders_v2");
    const back = changeMany(named, [orders], { type: "rename", before: "", behind: "" }, warehouse).streams;
    expect(back[keyOf(orders)]?.destinationName).toBe("");
  });
});

describe("after the source was asked anew", () => {
  const draft = draftFor([orders, notes]);
  const typed = changeStream(draft.streams, keyOf(orders), {
    key: [["id"], ["region"]],
    destinationName: "bills",
  });

  it("keeps what was chosen, shows what is gone, and leaves what is new to be chosen", () => {
    const fresh = offer("fresh");
    const next = afterRefresh({ offered: [orders, notes], streams: typed }, [orders, fresh]);
    expect(next.offered.map(({ name, isGone }) => [name, isGone])).toEqual([
      ["orders", undefined],
      ["fresh", undefined],
      ["notes", true],
    ]);
    expect(next.streams[keyOf(orders)]).toBe(typed[keyOf(orders)]);
    expect(next.streams[keyOf(fresh)]?.isChosen).toBe(false);
    expect(next.streams[keyOf(notes)]?.isChosen).toBe(true);
  });

  it("names the fields that the choice needs and the source has lost", () => {
    const smaller = { ...orders, fields: orders.fields.filter(({ name }) => name !== "region") };
    const chosen = typed[keyOf(orders)];
    expect(chosen && lostFields(smaller, chosen)).toEqual(["region"]);
  });
});
