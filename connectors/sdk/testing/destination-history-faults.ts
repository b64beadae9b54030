import { describe, expect, it } from "vitest";
import type { Destination } from "../destination";
import { digestFormsOf } from "../digest";
import type { DeleteMode, StreamPlan } from "../plan";
import { deletedAtColumn, historyColumns, metaColumns } from "../records";
import type { DestinationHarness } from "./destination-harness";
import type { PlanOptions } from "./plans";
import { repairOf, runRandomSyncs } from "./random-syncs";

const { startAt, endAt, activeRow, life } = historyColumns;

/** A history that is wrong is found to be, and mended; none that syncs have made is, where a destination names `history`. */
export function describeHistoryFaults<Config>(
  { capabilities, digest }: Destination<Config>,
  current: () => DestinationHarness<Config>,
): void {
  if (!capabilities.history) return;

  const plan = (syncId: number, more: Partial<PlanOptions> = {}) =>
    current().plan({ write: "deduped", history: true, syncId, reportsDeletes: true, ...more });
  const faultsOf = async (stream: StreamPlan, limit = 100) => {
    const key = stream.columns.flatMap(({ name, type }) => {
      const [form] = digest?.forms?.(type) ?? digestFormsOf(type);
      return stream.key.includes(name) && form ? [{ name, form }] : [];
    });
    const { place, ctx } = current();
    if (!digest?.historyFaults) throw new Error("It keeps histories and does not look for faults in them.");
    const found = await digest.historyFaults(place.config, stream, { key, limit }, ctx);
    return found && found.map(({ kind, key: texts }) => `${kind} ${texts.join(", ")}`);
  };
  const tamper = async (table: "history" | "table", change: (name: string) => string) => {
    const { history, table: final } = plan(1);
    const name = table === "history" ? history : final;
    const { place } = current();
    if (!place.tamper || !name) throw new Error("The place cannot be tampered with.");
    await place.tamper(name, change);
  };
  const versions = async (columns = ["name", startAt, endAt, activeRow, life]) => {
    const { history } = plan(1);
    return (history && (await current().rowsOf(history, columns))) ?? [];
  };
  const repair = async (syncId: number, more: Partial<PlanOptions> = {}) => {
    const stream = repairOf(plan(syncId, more));
    await current().loadEvents(stream, [], syncId);
    await current().finish(stream);
  };
  const rows = [
    [1, "a1", 1],
    [1, "a3", 3],
    [1, "a5", 5],
    [2, "b1", 1],
    [3, "c1", 1],
    [4, "d1", 1],
    [null, "no key", 1],
    { gone: [4] },
  ];
  const fill = async (more: Partial<PlanOptions> = {}) => {
    await current().loadEvents(plan(1, more), rows, 1);
    await current().finish(plan(1, more));
  };

  describe("faults of a history", () => {
    it("are none where there is no history", async () => {
      expect(await faultsOf(plan(1))).toBeNull();
      await current().run(plan(1, { history: false }), [[1, "a", 1]]);
      expect(await faultsOf(plan(1, { history: false }))).toBeNull();
      expect(await faultsOf(plan(1))).toBeNull();
    });

    it.each<[string, string, string[]]>([
      ["an active version is lost", "DELETE FROM * WHERE name = 'b1'", ["missing 2"]],
      ["none is active", `UPDATE * SET ${activeRow} = 0 WHERE name = 'b1'`, ["missing 2"]],
      ["two are active", `UPDATE * SET ${activeRow} = 1, ${endAt} = NULL WHERE name = 'a3'`, ["several 1"]],
      ["the active one has another value", "UPDATE * SET name = 'x' WHERE name = 'b1'", ["different 2"]],
      ["the active one has a null", "UPDATE * SET name = NULL WHERE name = 'a5'", ["different 1"]],
      ["one is active of a row that is gone", `UPDATE * SET ${activeRow} = 1 WHERE name = 'd1'`, ["left 4"]],
      ["one in the middle is lost", "DELETE FROM * WHERE name = 'a3'", ["broken 1"]],
      ["one ends too late", `UPDATE * SET ${endAt} = 4 WHERE name = 'a1'`, ["broken 1"]],
      ["one that is over has no end", `UPDATE * SET ${endAt} = NULL WHERE name = 'a3'`, ["broken 1"]],
      ["the active one has an end", `UPDATE * SET ${endAt} = 9 WHERE name = 'c1'`, ["broken 3"]],
      [
        "all are lost but those that have ended",
        `DELETE FROM * WHERE ${activeRow} = 1`,
        ["missing 1", "missing 2", "missing 3"],
      ],
      ["a key has another place in it", "UPDATE * SET id = 7 WHERE name = 'b1'", ["missing 2", "left 7"]],
    ])("are found and mended where %s", async (_, change, faults) => {
      await fill();
      expect(await faultsOf(plan(2))).toEqual([]);
      const before = await versions(["name", startAt, metaColumns.rawId]);
      await tamper("history", (name) => change.replace("*", name));
      expect(await faultsOf(plan(2))).toEqual(faults);
      const lost = before.length - (await versions()).length;
      await repair(3);
      expect(await faultsOf(plan(4))).toEqual([]);
      expect((await versions()).length).toBeGreaterThanOrEqual(before.length - lost);
      await current().run(plan(5), [
        [1, "a2", 2],
        [2, "b2", 2],
        [3, "c0", 0],
        [4, "d0", 0],
      ]);
      expect(await faultsOf(plan(6))).toEqual([]);
    });

    it("are told of as many keys as wanted, in their order", async () => {
      await fill();
      await tamper("history", (name) => `UPDATE ${name} SET name = 'x' WHERE ${activeRow} = 1`);
      expect(await faultsOf(plan(2))).toEqual(["different 1", "different 2", "different 3"]);
      expect(await faultsOf(plan(2), 2)).toEqual(["different 1", "different 2"]);
    });

    it("are found where a row of the table is not what the history says", async () => {
      await fill({ deletes: "soft" });
      expect(await faultsOf(plan(2, { deletes: "soft" }))).toEqual([]);
      await tamper("table", (name) => `UPDATE ${name} SET name = NULL WHERE id = 1`);
      await tamper("table", (name) => `DELETE FROM ${name} WHERE id = 2`);
      await tamper(
        "table",
        (name) => `UPDATE ${name} SET ${deletedAtColumn} = ${metaColumns.extractedAt} WHERE id = 3`,
      );
      await tamper("table", (name) => `UPDATE ${name} SET ${deletedAtColumn} = NULL WHERE id = 4`);
      expect(await faultsOf(plan(2, { deletes: "soft" }))).toEqual([
        "different 1",
        "left 2",
        "left 3",
        "missing 4",
      ]);
      await repair(3, { deletes: "soft" });
      expect(await faultsOf(plan(2, { deletes: "soft" }))).toEqual([]);
    });

    it("leave as they are, when they are mended, the versions of all other keys and those that have ended", async () => {
      await fill();
      const ofOthers = async () =>
        (await versions(["id", "name", startAt, endAt, activeRow, life, metaColumns.rawId])).filter(
          ([id]) => id !== "2",
        );
      const before = await ofOthers();
      await tamper("history", (name) => `UPDATE ${name} SET name = 'wrong' WHERE id = 2`);
      await repair(3);
      expect(await ofOthers()).toEqual(before);
      expect((await versions()).filter(([name]) => name === "b1" || name === "wrong")).toEqual([
        ["b1", "1", null, "1", "0"],
        ["wrong", "1", "1", "0", "0"],
      ]);
    });

    const modes: DeleteMode[] = ["ignore", "soft", "hard"];
    type Random = (below: number) => number;
    const anyMode = (random: Random) => ({ deletes: modes[random(3)] ?? "hard" });
    it.each<[string, (syncId: number, random: Random) => StreamPlan]>([
      ["by cursor", (syncId) => plan(syncId, { reportsDeletes: false })],
      ["by cursor, with deletions", (syncId) => plan(syncId, { deletes: "hard" })],
      ["by cursor, with deletions that are marked", (syncId) => plan(syncId, { deletes: "soft" })],
      ["by cursor, in changing modes", (syncId, random) => plan(syncId, anyMode(random))],
      ["full refreshes", (syncId, random) => plan(syncId, { mode: "full_refresh", ...anyMode(random) })],
      [
        "of a log, and full refreshes",
        (syncId, random) => ({
          ...plan(syncId, { mode: random(4) === 0 ? "full_refresh" : "incremental", ...anyMode(random) }),
          cursor: null,
        }),
      ],
    ])("are none after any syncs and repairs: %s", async (_, planOf) => {
      await runRandomSyncs({
        harness: current(),
        seed: 1,
        runs: 6,
        planOf,
        finished: async (stream) => {
          expect(await faultsOf(stream)).toEqual([]);
        },
      });
    });
  });
}
