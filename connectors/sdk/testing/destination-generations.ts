import { describe, expect, it } from "vitest";
import type { Destination } from "../destination";
import { ConfigError } from "../errors";
import type { DestinationHarness } from "./destination-harness";
import { sampleFields } from "./plans";

/** Former generations of an overwritten table, where a destination names `keepsGenerations`. */
export function describeGenerations<Config>(
  destination: Destination<Config>,
  current: () => DestinationHarness<Config>,
): void {
  const { generations: store, capabilities } = destination;
  if (!capabilities.keepsGenerations) return;
  if (!store) throw new Error("A destination that keeps generations has a store of them.");

  const plan = (generation: number, keepGenerations = 2) =>
    current().plan({ write: "overwrite", syncId: generation, generation, keepGenerations });
  const run = (generation: number, keep = 2) =>
    current().run(
      plan(generation, keep),
      Array.from({ length: generation }, (_, id) => [id, `generation ${generation}`, 1]),
    );
  const kept = async () =>
    (await store.list(current().place.config, plan(1), current().ctx)).map(({ generation, rows }) => [
      generation,
      rows,
    ]);
  const rollBack = (generation: number) =>
    store.rollBack(current().place.config, plan(1), generation, current().ctx);
  const shown = async () => {
    const rows = (await current().rows(plan(1))) ?? [];
    return { rows: rows.length, names: [...new Set(rows.map(([, name]) => name))] };
  };

  describe("former generations", () => {
    it("are kept beside the table, as many as are asked for, the newest first", async () => {
      const before = current().ctx.clock.now();
      await run(1);
      expect(await kept()).toEqual([]);
      for (const generation of [2, 3, 4]) await run(generation);
      expect(await kept()).toEqual([
        [3, 3],
        [2, 2],
      ]);
      const [newest] = await store.list(current().place.config, plan(1), current().ctx);
      expect(newest?.replacedAtMs).toBeGreaterThanOrEqual(Math.floor(before));
      expect(newest?.replacedAtMs).toBeLessThanOrEqual(current().ctx.clock.now());
      expect(await shown()).toEqual({ rows: 4, names: ["generation 4"] });
    });

    it("are not kept where none are asked for, and go once none are", async () => {
      await run(1, 0);
      await run(2, 0);
      expect(await kept()).toEqual([]);
      await run(3, 1);
      expect(await kept()).toEqual([[2, 2]]);
      await run(4, 0);
      expect(await kept()).toEqual([]);
    });

    it("are kept once, also when finish is repeated", async () => {
      await run(1);
      await run(2);
      await current().finish(plan(2));
      expect(await kept()).toEqual([[1, 1]]);
      expect(await current().measure(plan(2))).toBe(2);
    });

    it("come back in exchange for the present one, and that one again", async () => {
      for (const generation of [1, 2, 3]) await run(generation);
      await rollBack(1);
      expect(await shown()).toEqual({ rows: 1, names: ["generation 1"] });
      expect(await kept()).toEqual([
        [3, 3],
        [2, 2],
      ]);
      await rollBack(3);
      expect(await shown()).toEqual({ rows: 3, names: ["generation 3"] });
      expect((await kept()).sort()).toEqual([
        [1, 1],
        [2, 2],
      ]);
    });

    it("are kept under their own number when a run follows a rollback", async () => {
      for (const generation of [1, 2]) await run(generation);
      await rollBack(1);
      await run(3);
      expect((await kept()).sort()).toEqual([
        [1, 1],
        [2, 2],
      ]);
      expect(await shown()).toEqual({ rows: 3, names: ["generation 3"] });
    });

    it("come back with their own columns", async () => {
      await run(1);
      const fields = [
        ...sampleFields.slice(0, 1),
        { name: "note", type: { kind: "string" } as const, nullable: true },
      ];
      const second = current().plan({
        write: "overwrite",
        syncId: 2,
        generation: 2,
        keepGenerations: 1,
        fields,
      });
      await current().run(second, [[7, "new"]]);
      await rollBack(1);
      expect(await shown()).toEqual({ rows: 1, names: ["generation 1"] });
    });

    it("that are not there are refused, by an error that names those that are", async () => {
      for (const generation of [1, 2, 3]) await run(generation);
      const refused = rollBack(9);
      await expect(refused).rejects.toBeInstanceOf(ConfigError);
      await expect(refused).rejects.toThrow(/9.*2, 1/);
      await expect(rollBack(3)).rejects.toThrow(/3/);
      expect(await shown()).toEqual({ rows: 3, names: ["generation 3"] });
    });

    it("stay when a run loads and never finishes", async () => {
      for (const generation of [1, 2]) await run(generation);
      await current().load(plan(3), [[9, "lost", 1]], 1, false);
      expect(await kept()).toEqual([[1, 1]]);
      await rollBack(1);
      expect(await shown()).toEqual({ rows: 1, names: ["generation 1"] });
    });

    it("are gone after clear", async () => {
      for (const generation of [1, 2]) await run(generation);
      await destination.clear(current().place.config, plan(2), current().ctx);
      expect(await kept()).toEqual([]);
    });
  });
}
