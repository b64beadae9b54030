import { describe, expect, it } from "vitest";
import type { Destination } from "../destination";
import { ConfigError } from "../errors";
import type { StreamPlan } from "../plan";
import { historyColumns } from "../records";
import type { Field, LogicalType, Value } from "../values";
import type { DestinationHarness } from "./destination-harness";
import { sampleFields, type PlanOptions } from "./plans";

const json: LogicalType = { kind: "json" };
const integer: LogicalType = { kind: "integer", bits: 64 };
const boolean: LogicalType = { kind: "boolean" };
const day: LogicalType = { kind: "date" };
const moment: LogicalType = { kind: "timestamp", zoned: true };

const field = (name: string, type: LogicalType): Field => ({ name, type, nullable: true });

/** Columns whose type can neither hold what comes now nor be widened, where a destination offers `fitColumns`. */
export function describeFitColumns<Config>(
  { fitColumns, capabilities }: Destination<Config>,
  current: () => DestinationHarness<Config>,
): void {
  if (!fitColumns) return;

  const plan = (syncId: number, type: LogicalType, more: Partial<PlanOptions> = {}) =>
    current().plan({ syncId, fields: [...sampleFields, field("amount", type)], ...more });
  const fit = (plans: StreamPlan[]) => fitColumns(current().place.config, plans, current().ctx);
  const fitOne = async (wanted: StreamPlan): Promise<StreamPlan> => {
    const [fitted] = await fit([wanted]);
    if (!fitted) throw new Error("A plan was lost.");
    return fitted;
  };
  const namesOf = ({ columns }: StreamPlan) => columns.map(({ name }) => name);
  const places = async (wanted: StreamPlan) => namesOf(await fitOne(wanted));
  const told = () => current().ctx.lines.flatMap(({ level, message }) => (level === "debug" ? [] : message));

  const writeNothing = async (stream: StreamPlan) => {
    const writer = await current().open(current().feed(stream));
    try {
      await writer.checkpoint();
      await writer.write(0, { encoding: "rows", rows: [], bytes: 0 });
    } finally {
      await writer.close();
    }
  };

  describe("columns that cannot hold what comes", () => {
    it.each<{ from: LogicalType; value: Value; to: LogicalType; next: Value }>([
      { from: moment, value: "2026-01-01T00:00:00Z", to: boolean, next: true },
      { from: json, value: '{"a":1}', to: integer, next: 5 },
      { from: day, value: "2026-01-01", to: integer, next: 5 },
      { from: integer, value: 5, to: json, next: "[5]" },
    ])("of $from.kind stay with it, beside a new one for $to.kind", async ({ from, value, to, next }) => {
      await current().run(plan(1, from), [[1, "a", 1, value]]);
      const second = await fitOne(plan(2, to));
      expect(namesOf(second)).toEqual(["id", "name", "version", `amount_${to.kind}`]);
      await current().run(second, [[2, "b", 2, next]]);
      const rows = (await current().rows(second, ["id", "amount", `amount_${to.kind}`])) ?? [];
      expect(rows.map(([id, former, latter]) => [id, former !== null, latter !== null])).toEqual([
        ["1", true, false],
        ["2", false, true],
      ]);
    });

    it("leave values to the new one in every later run, and take them again once the type goes back", async () => {
      await current().run(plan(1, integer), [[1, "a", 1, 5]]);
      for (const [syncId, type, value] of [
        [2, json, "[1]"],
        [3, json, "[2]"],
        [4, integer, 6],
      ] as const)
        await current().run(await fitOne(plan(syncId, type)), [[syncId, "a", 1, value]]);
      const rows = await current().rows(plan(4, integer), ["id", "amount", "amount_json"]);
      expect(rows).toEqual([
        ["1", "5", null],
        ["2", null, "[1]"],
        ["3", null, "[2]"],
        ["4", "6", null],
      ]);
    });

    it("are told with their types, and nothing else is", async () => {
      await current().run(plan(1, integer), [[1, "a", 1, 5]]);
      const before = told().length;
      expect(await fit([plan(2, integer), plan(2, { kind: "integer", bits: 32 })])).toHaveLength(2);
      expect(told()).toHaveLength(before);
      await fit([plan(2, json)]);
      expect(told().slice(before)).toEqual([
        expect.stringMatching(
          /^orders\.amount is (?:json\w*|string) now, which the column amount \((?:bigint\S*|long)\) cannot hold: values go into amount_json\.$/i,
        ),
      ]);
    });

    it("change nothing by being looked at, and nothing is looked for where there is no table", async () => {
      const first = plan(1, integer);
      expect(await fit([first])).toEqual([first]);
      expect(await current().place.listTables()).toEqual([]);
      await current().run(first, [[1, "a", 1, 5]]);
      const tables = await current().place.listTables();
      const second = await fitOne(plan(2, json));
      expect(await fitOne(plan(2, json))).toEqual(second);
      expect(await current().rows(first)).toEqual([["1", "a", "1", "5"]]);
      expect(await current().place.listTables()).toEqual(tables);
    });

    it("are refused by `open` where rows are told apart by them, and stay where they are", async () => {
      if (!capabilities.modes.includes("deduped")) return;
      const keyed = (syncId: number, key: LogicalType, cursor: LogicalType) =>
        current().plan({
          syncId,
          write: "deduped",
          fields: [field("id", key), field("name", { kind: "string" }), field("version", cursor)],
        });
      await current().run(keyed(1, integer, integer), [[1, "a", 1]]);
      for (const wanted of [keyed(2, day, integer), keyed(2, integer, day)]) {
        const fitted = await fitOne(wanted);
        expect(fitted).toEqual(wanted);
        await expect(writeNothing(fitted)).rejects.toThrow(ConfigError);
      }
    });

    it("are not looked at where an overwrite replaces the table, or rows are documents", async () => {
      await current().run(plan(1, integer), [[1, "a", 1, 5]]);
      const others = [plan(2, json, { write: "overwrite" }), plan(2, json, { normalization: "raw" })];
      expect(await fit(others)).toEqual(others);
      const mixed = await fit([...others, plan(2, json)]);
      expect(mixed.map((fitted) => namesOf(fitted).at(-1))).toEqual(["amount", "amount", "amount_json"]);
    });

    it("leave a field of the new one's name alone, and the other finds its place again", async () => {
      const both = (syncId: number, type: LogicalType) =>
        current().plan({
          syncId,
          fields: [field("id", integer), field("amount", type), field("amount_json", { kind: "string" })],
        });
      await current().run(both(1, integer), [[1, 5, "mine"]]);
      for (const syncId of [2, 3]) {
        const fitted = await fitOne(both(syncId, json));
        expect(namesOf(fitted)).toEqual(["id", "amount_json_2", "amount_json"]);
        await current().run(fitted, [[syncId, "[1]", "mine"]]);
      }
      expect(await current().rows(both(3, json), ["id", "amount", "amount_json", "amount_json_2"])).toEqual([
        ["1", "5", "mine", null],
        ["2", null, "mine", "[1]"],
        ["3", null, "mine", "[1]"],
      ]);
    });

    it("make way in turn, where a field comes whose name the new one took", async () => {
      await current().run(plan(1, integer), [[1, "a", 1, 5]]);
      await current().run(await fitOne(plan(2, json)), [[2, "a", 1, "[1]"]]);
      const late = (type: LogicalType) =>
        current().plan({ syncId: 3, fields: [field("amount", json), field("amount_json", type)] });
      expect(await places(late(integer))).toEqual(["amount_json", "amount_json_integer"]);
      expect(await places(late(json))).toEqual(["amount_json_2", "amount_json"]);
    });

    it("have names as long as the destination allows, which stay apart", async () => {
      const { maxBytes } = capabilities.identifiers;
      const [one, other] = ["1", "2"].map((end) => "x".repeat(maxBytes - 1) + end) as [string, string];
      const long = (syncId: number, type: LogicalType) =>
        current().plan({ syncId, fields: [field("id", integer), field(one, type), field(other, type)] });
      await current().run(long(1, integer), [[1, 5, 6]]);
      const second = await fitOne(long(2, json));
      const [, left = "", right = ""] = namesOf(second);
      expect(new Set([one, other, left, right]).size).toBe(4);
      for (const name of [left, right]) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(maxBytes);
      await current().run(second, [[2, "[5]", "[6]"]]);
      const third = long(3, json);
      third.columns.reverse();
      expect((await places(third)).slice(0, 2)).toEqual([right, left]);
      expect(await current().rows(second, ["id", one, left, right])).toEqual([
        ["1", "5", null, null],
        ["2", null, "[5]", "[6]"],
      ]);
    });
  });

  if (!capabilities.modes.includes("deduped")) return;
  describe("columns that cannot hold what comes, of a deduplicated table", () => {
    const deduped = (syncId: number, type: LogicalType, more: Partial<PlanOptions> = {}) =>
      plan(syncId, type, { write: "deduped", ...more });

    it("lose their values with the rows that give way", async () => {
      await current().run(deduped(1, integer), [
        [1, "a", 1, 5],
        [2, "b", 1, 6],
      ]);
      const second = await fitOne(deduped(2, json));
      expect(await current().run(second, [[1, "a", 2, "[7]"]])).toEqual({ rows: 1, superseded: 0 });
      const third = await fitOne(deduped(3, json));
      await current().run(third, [[3, "c", 1, "[8]"]]);
      expect(await current().rows(third, ["id", "amount", "amount_json"])).toEqual([
        ["1", null, "[7]"],
        ["2", "6", null],
        ["3", null, "[8]"],
      ]);
    });

    it("lose none of the rows that a run staged and never finished", async () => {
      await current().run(deduped(1, integer), [[1, "a", 1, 5]]);
      await current().load(deduped(2, integer), [[2, "b", 1, 6]], 2, false);
      const third = await fitOne(deduped(3, json));
      const writer = await current().open(current().feed(third));
      const goesOn = (await writer.checkpoint()) !== null;
      await writer.close();
      const again = goesOn
        ? []
        : [
            [1, "a", 1, "[5]"],
            [2, "b", 1, "[6]"],
          ];
      await current().run(third, [...again, [3, "c", 1, "[7]"]]);
      const rows = (await current().rows(third, ["id", "amount", "amount_json"])) ?? [];
      expect(rows.map(([id, former, latter]) => [id, former ?? latter])).toEqual(
        goesOn
          ? [
              ["1", "5"],
              ["2", "6"],
              ["3", "[7]"],
            ]
          : [
              ["1", "[5]"],
              ["2", "[6]"],
              ["3", "[7]"],
            ],
      );
    });

    it("do not hold up a later run once what was staged is merged", async () => {
      await current().run(deduped(1, integer), [[1, "a", 1, 5]]);
      const second = await fitOne(deduped(2, json));
      const writer = await current().open(current().feed(second));
      expect((await writer.checkpoint())?.position).toBe(1);
      await writer.close();
    });

    it("stay in the history with the versions of then, beside the new one", async () => {
      if (!capabilities.history) return;
      const withHistory = (syncId: number, type: LogicalType) => deduped(syncId, type, { history: true });
      await current().run(withHistory(1, integer), [
        [1, "a", 1, 5],
        [2, "b", 1, 6],
      ]);
      for (const syncId of [2, 3]) {
        const fitted = await fitOne(withHistory(syncId, json));
        expect(await current().run(fitted, [[1, "a", syncId, `[${syncId}]`]])).toEqual({
          rows: 1,
          superseded: 0,
          versions: 1,
        });
      }
      const { history } = withHistory(3, json);
      const columns = ["id", "amount", "amount_json", historyColumns.activeRow];
      expect(history && (await current().rowsOf(history, columns))).toEqual([
        ["1", "5", null, "0"],
        ["1", null, "[2]", "0"],
        ["1", null, "[3]", "1"],
        ["2", "6", null, "1"],
      ]);
    });

    it("go where both the table and its history hold them", async () => {
      if (!capabilities.history) return;
      const kept = (syncId: number, type: LogicalType) => deduped(syncId, type, { history: true });
      const first = kept(1, json);
      const elsewhere = { namespace: first.table.namespace, name: "others" };
      await current().run({ ...first, table: elsewhere }, [[1, "a", 1, "[1]"]]);
      const second = await fitOne(kept(2, integer));
      expect(namesOf(second).at(-1)).toBe("amount_integer");
      await current().run(second, [[2, "b", 1, 6]]);
      expect(await current().rows(second, ["id", "amount_integer"])).toEqual([["2", "6"]]);
    });
  });
}
