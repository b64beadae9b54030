import { describe, expect, it } from "vitest";
import type { Stream } from "@/connectors/sdk";
import type { DestinationOffer } from "@/lib/catalog/validate";
import { UsageError } from "../usage-error";
import { chooseStreams, pickStreams, type StreamOptions } from "./choose-streams";

const stream = (namespace: string, name: string, more: Partial<Stream> = {}): Stream => ({
  namespace,
  name,
  fields: ["id", "name", "updated_at"].map((field) => ({
    name: field,
    type: { kind: "string" },
    nullable: true,
  })),
  primaryKey: [["id"]],
  cursorFields: ["updated_at", "id"],
  cursorIsGiven: false,
  supports: { fullRefresh: true, incremental: true, deletes: false },
  ...more,
});

const discovered = [
  stream("public", "orders"),
  stream("public", "order_items", { primaryKey: [] }),
  stream("sales", "orders"),
  stream("public", "_sluice_checkpoints"),
];

const lake: DestinationOffer = {
  title: "Lake",
  modes: ["append", "overwrite", "deduped"],
  history: true,
  softDeletes: true,
  keepsGenerations: false,
  dedupedChildren: false,
};

const none: StreamOptions = { streams: [], cursor: [], primaryKey: [], select: [], where: [] };

const choose = (options: Partial<StreamOptions>) =>
  chooseStreams(
    { ...none, ...options },
    {
      discovered,
      configured: undefined,
      destination: lake,
    },
  );

describe("streams", () => {
  it("are all but Sluice's own where none is named", () => {
    expect(pickStreams([], discovered).map(({ namespace, name }) => `${namespace}.${name}`)).toEqual([
      "public.orders",
      "public.order_items",
      "sales.orders",
    ]);
  });

  it.each([
    [["orders"], ["public.orders", "sales.orders"]],
    [["public.*"], ["public.orders", "public.order_items", "public._sluice_checkpoints"]],
    [
      ["*items", "sales.order?"],
      ["public.order_items", "sales.orders"],
    ],
  ])("are those that match %j, in the source's order", (globs, expected) => {
    expect(pickStreams(globs, discovered).map(({ namespace, name }) => `${namespace}.${name}`)).toEqual(
      expected,
    );
  });

  it("are listed where nothing matches, and characters of expressions stand for themselves", () => {
    expect(() => pickStreams(["orders", "nope"], discovered)).toThrow(/nope.*public\.orders/);
    expect(() => pickStreams(["publicXorders"], discovered)).toThrow(UsageError);
    expect(() => pickStreams(["(orders"], discovered)).toThrow(UsageError);
  });
});

describe("modes", () => {
  it.each([
    ["overwrite", { syncMode: "full_refresh_overwrite" }],
    ["append", { syncMode: "full_refresh_append" }],
    ["incremental", { syncMode: "incremental_append" }],
    ["deduped", { syncMode: "incremental_deduped_history", history: false }],
    ["history", { syncMode: "incremental_deduped_history", history: true }],
  ] as const)("are the engine's by other names: %s", (mode, expected) => {
    expect(choose({ mode, streams: ["sales.*"] })).toMatchObject([expected]);
  });

  it("are refused by the names of the command line", () => {
    const choice = () =>
      chooseStreams(
        { ...none, mode: "deduped", streams: ["sales.*"] },
        {
          discovered,
          configured: undefined,
          destination: { ...lake, title: "Files", modes: ["append", "overwrite"] },
        },
      );
    expect(choice).toThrow("Files cannot do deduped here. Choose one of: overwrite, append, incremental.");
  });

  it("need no key: without one, rows are told apart by a hash", () => {
    expect(choose({ mode: "deduped", streams: ["order_items"] })).toMatchObject([{ primaryKey: [] }]);
  });
});

describe("what is said of a stream", () => {
  it("holds for all, for some by a glob, and the later goes first", () => {
    const choices = choose({
      mode: "incremental",
      cursor: ["id", "public.*=updated_at"],
      select: ["sales.orders=id, name"],
    });
    expect(choices.map(({ cursorField, selectedFields }) => [cursorField, selectedFields])).toEqual([
      [["updated_at"], undefined],
      [["updated_at"], undefined],
      [["id"], ["id", "name"]],
    ]);
  });

  it("may hold = itself: what stands before it is a stream only where there is one", () => {
    const [one, , two] = choose({ where: ["id = '1'", "sales.orders=name = 'x=y'"] });
    expect(one?.where).toBe("id = '1'");
    expect(two?.where).toBe("name = 'x=y'");
    expect(choose({ where: ["id=5"], streams: ["sales.*"] })).toMatchObject([{ where: "id=5" }]);
  });

  it.each([
    [{ mode: "incremental" as const, cursor: ["nope"] }, /nope cannot serve as cursor.*--cursor/],
    [{ mode: "deduped" as const, primaryKey: ["orders=id,nope"] }, /nope cannot serve as key.*--primary-key/],
    [{ select: ["id,nope"] }, /no field nope.*--select/],
    [
      { mode: "deduped" as const, cursor: ["updated_at"], select: ["name"] },
      /key and cursor must be selected/,
    ],
    [{ cursor: ["orders="] }, /nothing after the "="/],
  ])("is held against the stream: %j", (options, says) => {
    expect(() => choose({ streams: ["orders"], ...options })).toThrow(says);
  });
});
