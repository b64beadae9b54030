import { describe, expect, it } from "vitest";
import type { Destination } from "../destination";
import type { StreamPlan } from "../plan";
import type { Field, Value } from "../values";
import { rowsBatch, type DestinationHarness } from "./destination-harness";
import { checkpointOf } from "./plans";

const link = "_airbyte_orders_hashid";
const linkField: Field = { name: link, type: { kind: "string" }, nullable: true };
const parentFields: Field[] = [
  { name: "id", type: { kind: "integer", bits: 64 }, nullable: true },
  { name: "version", type: { kind: "integer", bits: 32 }, nullable: true },
  linkField,
];
const childFields: Field[] = [linkField, { name: "item", type: { kind: "string" }, nullable: true }];

/** Tables that hold the elements of an array in the rows of another. */
export function describeChildTables<Config>(
  { capabilities }: Destination<Config>,
  current: () => DestinationHarness<Config>,
): void {
  const plans = (write: StreamPlan["write"], syncId: number): [StreamPlan, StreamPlan] => {
    const generation = write === "overwrite" ? syncId : 1;
    const parent = current().plan({ write, syncId, generation, fields: parentFields });
    const child = current().plan({
      write,
      syncId,
      generation,
      fields: childFields,
      name: "orders_items",
      mode: parent.stream.mode,
      parent: { table: parent.table, column: link },
    });
    return [parent, child];
  };

  /** One slice of a feed that writes both, then both are finished, the parent first. */
  const run = async ([parent, child]: [StreamPlan, StreamPlan], parents: Value[][], children: Value[][]) => {
    const feed = { ...current().feed(parent), streams: [parent, child] };
    const writer = await current().open(feed);
    await writer.checkpoint();
    await writer.write(0, rowsBatch(parents));
    await writer.write(1, rowsBatch(children));
    await writer.commit(checkpointOf(feed, parent.syncId, 0, true));
    await writer.close();
    return [await current().finish(parent), await current().finish(child)];
  };

  describe("a child table", () => {
    it("is appended to, and its rows are counted apart from the parent's", async () => {
      const [parent, child] = plans("append", 1);
      const children = [
        ["a", "x"],
        ["a", "y"],
      ];
      expect(await run([parent, child], [[1, 1, "a"]], children)).toEqual([
        { rows: 1, superseded: 0 },
        { rows: 2, superseded: 0 },
      ]);
      expect(await current().measure(child)).toBe(2);
    });

    if (capabilities.modes.includes("overwrite")) {
      it("is replaced with its parent", async () => {
        await run(plans("overwrite", 1), [[1, 1, "a"]], [["a", "x"]]);
        const second = plans("overwrite", 2);
        await run(second, [[1, 1, "b"]], [["b", "z"]]);
        expect(await current().rows(second[1])).toEqual([["b", "z"]]);
      });
    }

    if (!capabilities.dedupedChildren) return;

    it("holds the children of those parents alone that stayed", async () => {
      const first = plans("deduped", 1);
      expect(
        await run(
          first,
          [
            [1, 1, "a1"],
            [1, 2, "a2"],
            [2, 1, "b1"],
          ],
          [
            ["a1", "old"],
            ["a2", "x"],
            ["a2", "y"],
            ["b1", "z"],
          ],
        ),
      ).toEqual([
        { rows: 2, superseded: 1 },
        { rows: 3, superseded: 1 },
      ]);
      const second = plans("deduped", 2);
      expect(
        await run(
          second,
          [
            [2, 2, "b2"],
            [1, 0, "a0"],
          ],
          [
            ["b2", "zz"],
            ["a0", "late"],
          ],
        ),
      ).toEqual([
        { rows: 1, superseded: 1 },
        { rows: 1, superseded: 1 },
      ]);
      expect(await current().rows(second[1])).toEqual([
        ["a2", "x"],
        ["a2", "y"],
        ["b2", "zz"],
      ]);
      expect(await current().measure(second[1])).toBe(1);
    });

    it("finishes twice as once where it is deduplicated", async () => {
      const [parent, child] = plans("deduped", 1);
      const [, finished] = await run([parent, child], [[1, 1, "a"]], [["a", "x"]]);
      expect(await current().finish(child)).toEqual(finished);
      expect(await current().rows(child)).toEqual([["a", "x"]]);
    });
  });
}
