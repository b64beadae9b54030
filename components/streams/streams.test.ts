import { describe, expect, it } from "vitest";
import { draftsOf, keyOf, type OfferedStream } from "@/components/connections/draft";
import { isMended, placeProblems, withoutStream } from "@/components/connections/editor-problems";
import type { Field } from "@/connectors/sdk";
import type { DraftPlan, DraftPlanLine, PlanNote } from "@/lib/connections/plan-draft";
import { diffLines } from "./diff-lines";
import { keyChoices } from "./key-choices";
import { fieldsBefore, newMapper, simpleCondition, withCondition } from "./mapper-draft";
import { confirmWords, noteWords, sizeWords } from "./plan-words";
import { filterStreams, noFilter } from "./stream-filter";

function offer(namespace: string, name: string, extra: Partial<OfferedStream> = {}): OfferedStream {
  return {
    namespace,
    name,
    fields: [
      { name: "id", type: { kind: "integer", bits: 64 }, canBeKey: true },
      { name: "address", type: { kind: "object", fields: [] }, canBeKey: false, inside: ["city"] },
    ],
    primaryKey: [["id"]],
    cursorFields: ["id"],
    cursorIsGiven: false,
    supports: { fullRefresh: true, incremental: true },
    proposed: "incremental_deduped_history",
    ...extra,
  };
}

const orders = offer("shop", "orders");
const bills = offer("books", "bills", { proposed: "full_refresh_overwrite" });
const offered = [orders, bills];
const drafts = draftsOf(offered, [], true);

describe("filterStreams", () => {
  const names = (filter: object, problems: Record<string, string> = {}) =>
    filterStreams(offered, drafts, { ...noFilter, ...filter }, problems).map(({ name }) => name);

  it("finds every word, in the namespace too", () => {
    expect(names({ search: "ORD shop" })).toEqual(["orders"]);
    expect(names({ search: "shop bills" })).toEqual([]);
  });

  it("tells streams by namespace, mode, choice and trouble", () => {
    expect(names({ namespace: "books" })).toEqual(["bills"]);
    expect(names({ mode: "full_refresh_overwrite" })).toEqual(["bills"]);
    expect(names({ state: "left-out" })).toEqual([]);
    expect(names({ state: "trouble" })).toEqual([]);
    expect(names({ state: "trouble" }, { [keyOf(bills)]: "no" })).toEqual(["bills"]);
  });
});

describe("keyChoices", () => {
  it("offers fields, shows nested ones with the reason, and what was chosen though it is gone", () => {
    expect(keyChoices(orders, [["id"], ["gone"]])).toEqual([
      { path: ["gone"], refusal: expect.stringContaining("does not have it") },
      { path: ["id"], refusal: null },
      { path: ["address"], refusal: expect.stringContaining("object") },
      { path: ["address", "city"], refusal: expect.stringContaining("inside a field") },
    ]);
  });
});

describe("mappers", () => {
  it("see the fields as those before have left them", () => {
    const rename = newMapper("field-renaming", "mail");
    if (rename.type === "field-renaming") rename.mapperConfiguration.newFieldName = "contact";
    const mappers = [newMapper("field-filtering", "name"), rename, newMapper("hashing", "contact")];
    expect(fieldsBefore(["id", "name", "mail"], mappers, 0)).toEqual(["id", "name", "mail"]);
    expect(fieldsBefore(["id", "name", "mail"], mappers, 2)).toEqual(["id", "contact"]);
    expect(fieldsBefore(["id", "name", "mail"], mappers, 3)).toEqual(["id", "contact_hashed"]);
  });

  it("have ids of their own", () => {
    expect(newMapper("hashing", "a").id).not.toBe(newMapper("hashing", "a").id);
  });

  it("draw one comparison and its opposite, and leave what is made of more", () => {
    const filter = newMapper("row-filtering", "state");
    if (filter.type !== "row-filtering") throw new Error("The mapper is another.");
    const unequal = withCondition(filter, { field: "state", is: "unequal", value: "test" });
    if (unequal.type !== "row-filtering") throw new Error("The mapper is another.");
    expect(simpleCondition(unequal)).toEqual({ field: "state", is: "unequal", value: "test" });
    const nested = {
      ...filter,
      mapperConfiguration: {
        conditions: {
          type: "NOT" as const,
          conditions: [unequal.mapperConfiguration.conditions],
        },
      },
    };
    expect(simpleCondition(nested)).toBeNull();
  });
});

describe("diffLines", () => {
  const field = (name: string, kind: "string" | "json" = "string"): Field => ({
    name,
    type: { kind },
    nullable: true,
  });
  const change = {
    stream: { namespace: "shop", name: "orders" },
    addedFields: [field("extra")],
    removedFields: [field("id"), field("note")],
    changedFields: [{ before: field("address"), after: field("address", "json") }],
    keyChanged: false,
  };

  it("says what each change does to the choice, and which need one", () => {
    const lines = diffLines(
      {
        added: [{ namespace: "shop", name: "fresh" }],
        removed: [{ namespace: "books", name: "bills" }],
        changed: [change],
      },
      drafts,
    );
    expect(lines.map(({ sign, what, needsChoice }) => `${sign} ${what} ${needsChoice}`)).toEqual([
      "− books.bills true",
      "− shop.orders: id true",
      "− shop.orders: note false",
      "~ shop.orders: address, string → json false",
      "+ shop.orders: extra, string false",
      "+ shop.fresh false",
    ]);
    expect(lines[1]?.effect).toMatch(/cursor field/);
  });
});

describe("noteWords", () => {
  it.each<[PlanNote, string]>([
    [{ what: "replaced" }, "It is there already, and is replaced once all rows are read."],
    [{ what: "merged", since: 4 }, "It goes on behind run 4; rows are merged into it."],
    [{ what: "added", since: null }, "It is there already: rows are read from the start, and added to it."],
    [{ what: "with_versions", table: "shop.orders_history" }, "With every version in shop.orders_history."],
    [{ what: "not_synced" }, "Not synced any more. What was written of it stays."],
    [{ what: "former_key", fields: ["id"] }, "Rows that are there were told apart by id."],
    [{ what: "warning", message: "It is slow." }, "It is slow."],
  ])("of %j is a sentence", (note, says) => {
    expect(noteWords(note)).toBe(says);
  });
});

describe("confirmWords", () => {
  const line = (verb: DraftPlanLine["verb"]): DraftPlanLine => ({
    verb,
    what: "orders",
    notes: [],
    rows: null,
    bytes: null,
    statements: [],
  });
  const plan = (verbs: DraftPlanLine["verb"][], unanswered: string | null = null): DraftPlan => ({
    lines: verbs.map(line),
    refresh: [],
    unanswered,
    unasked: 0,
  });

  it("repeats the verbs with their numbers", () => {
    expect(confirmWords(plan(["create", "create", "alter"]), true, 0)).toBe(
      "Create 2 tables, change 1 table",
    );
    expect(confirmWords(plan(["re-read", "keep"]), false, 1)).toBe(
      "Re-read 1 stream, leave 1 stream, refresh 1 stream",
    );
  });

  it("says that nobody could be asked", () => {
    expect(confirmWords(plan(["re-read", "re-read"], "It is down."), true, 0)).toBe(
      "Set up 2 streams unasked",
    );
  });

  it("tells sizes where they are known", () => {
    expect(sizeWords({ rows: null, bytes: null })).toBe("");
    expect(sizeWords({ rows: 1204331, bytes: 1024 })).toMatch(/^about 1,204,331 rows · /);
  });
});

describe("placeProblems", () => {
  it("puts each issue where it can be mended, and knows the first of the streams", () => {
    const placed = placeProblems(
      {
        code: "invalid_input",
        message: "No.",
        issues: [
          { path: ["changes", "name"], message: "must not be empty" },
          { path: ["streams", 1, "cursorField"], message: "books.bills: choose another." },
          { path: ["streams", 1, "primaryKey"], message: "books.bills: no key." },
        ],
      },
      [orders, bills],
    );
    expect(placed).toEqual({
      fields: { name: "must not be empty" },
      streams: { [keyOf(bills)]: "Choose another. No key." },
      choice: null,
      first: { key: keyOf(bills), part: "cursorField" },
    });
  });

  it("is done with a stream once it was chosen anew, and with the error once nothing is left", () => {
    const error = {
      code: "invalid_input" as const,
      message: "No.",
      issues: [{ path: ["streams", 0, "syncMode"], message: "No." }],
    };
    const placed = placeProblems(error, [orders]);
    expect(withoutStream(placed, keyOf(bills))).toBe(placed);
    expect(isMended(error, placed)).toBe(false);
    const left = withoutStream(placed, keyOf(orders));
    expect(left).toMatchObject({ streams: {}, first: null });
    expect(isMended(error, left)).toBe(true);
  });
});
