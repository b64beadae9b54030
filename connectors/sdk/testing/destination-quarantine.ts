import { describe, expect, it } from "vitest";
import type { Destination, QuarantineEntry, QuarantinedRow } from "../destination";
import type { FeedPlan } from "../plan";
import { rowsBatch, type DestinationHarness } from "./destination-harness";
import { checkpointOf } from "./plans";

const entry = (rowNumber: number, more: Partial<QuarantineEntry> = {}): QuarantineEntry => ({
  row: { id: String(rowNumber), name: "one" },
  reason: "It does not fit.",
  position: { at: [rowNumber, null] },
  rowNumber,
  ...more,
});

/** Rows that wait because they could not be written, where a destination keeps them. */
export function describeQuarantine<Config>(
  destination: Destination<Config>,
  current: () => DestinationHarness<Config>,
): void {
  const store = destination.quarantine;
  if (!store) return;

  const list = (
    more: { after?: string; stream?: { namespace?: string; name: string }; limit?: number } = {},
  ) =>
    store.list(
      current().place.config,
      { connectionId: current().connectionId, limit: 100, ...more },
      current().ctx,
    );
  const discard = (ids: string[], connectionId: string = current().connectionId) =>
    store.discard(current().place.config, connectionId, ids, current().ctx);
  const numbers = (rows: QuarantinedRow[]) => rows.map(({ rowNumber }) => rowNumber);
  /** One slice that quarantines and releases; without a commit where `commits` is false. */
  const put = async (
    feed: FeedPlan,
    {
      entries = [],
      release = [],
      commits = true,
    }: { entries?: QuarantineEntry[]; release?: string[]; commits?: boolean },
  ) => {
    const writer = await current().open(feed);
    await writer.checkpoint();
    await writer.write(0, rowsBatch([[1, "written", 1]]));
    if (entries.length > 0) await writer.quarantine?.(0, entries);
    if (release.length > 0) await writer.release?.(release);
    if (commits) await writer.commit(checkpointOf(feed, 1, 1, true));
    await writer.close();
  };

  describe("quarantine", () => {
    it("is empty where nothing was ever put into it", async () => {
      expect(await list()).toEqual([]);
      expect(await discard(["1", "no such id"])).toBe(0);
    });

    it("gives back what was put into it, to the letter", async () => {
      const plan = current().plan({ syncId: 7 });
      const strange = 'nul \0, half \ud83d, quote ", backslash \\ and \u2028';
      const entries = [
        entry(3, { row: { id: strange, name: null }, reason: "No number.", field: "id" }),
        entry(4, { row: null, position: null }),
      ];
      const before = current().ctx.clock.now();
      await put(current().feed(plan), { entries });
      const found = await list();
      expect(found).toMatchObject(
        entries.map((row) => ({ ...row, syncId: 7, stream: { name: "orders" }, table: plan.table })),
      );
      expect(found[1]).not.toHaveProperty("field");
      for (const { atMs } of found) {
        expect(atMs).toBeGreaterThanOrEqual(Math.floor(before));
        expect(atMs).toBeLessThanOrEqual(current().ctx.clock.now());
      }
    });

    it("is filled with the commit, and not without one", async () => {
      const plan = current().plan();
      const feed = current().feed(plan);
      const writer = await current().open(feed);
      await writer.checkpoint();
      await writer.quarantine?.(0, [entry(1)]);
      await writer.write(0, rowsBatch([[1, "one", 1]]));
      await writer.quarantine?.(0, [entry(2)]);
      await writer.commit(checkpointOf(feed, 1, 1));
      await writer.quarantine?.(0, [entry(3)]);
      await writer.close();
      expect(numbers(await list())).toEqual([1, 2]);
      const next = current().feed(plan);
      const again = await current().open(next);
      expect((await again.checkpoint())?.position).toBe(1);
      await again.quarantine?.(0, [entry(3)]);
      await again.commit(checkpointOf(next, 2, 1, true));
      await again.close();
      expect(numbers(await list())).toEqual([1, 2, 3]);
      expect(await current().finish(plan)).toEqual({ rows: 1, superseded: 0 });
    });

    it("takes many rows, and gives them in pages, the oldest first", async () => {
      const feed = current().feed(current().plan());
      const writer = await current().open(feed);
      await writer.checkpoint();
      for (let batch = 0; batch < 3; batch++) {
        await writer.write(0, rowsBatch([[batch, "written", 1]]));
        const entries = Array.from({ length: 400 }, (_, index) => entry(batch * 400 + index));
        await writer.quarantine?.(0, entries);
      }
      await writer.commit(checkpointOf(feed, 1, 3, true));
      await writer.close();
      const all: QuarantinedRow[] = [];
      for (;;) {
        const after = all.at(-1)?.id;
        const page = await list({ limit: 500, ...(after === undefined ? {} : { after }) });
        all.push(...page);
        if (page.length < 500) break;
      }
      expect(numbers(all)).toEqual(Array.from({ length: 1200 }, (_, index) => index));
      expect(new Set(all.map(({ id }) => id)).size).toBe(1200);
    });

    it("tells streams and connections apart", async () => {
      await put(current().feed(current().plan()), { entries: [entry(1)] });
      await put(current().feed(current().plan({ name: "others" })), { entries: [entry(2)] });
      expect(numbers(await list({ stream: { name: "others" } }))).toEqual([2]);
      expect(numbers(await list({ stream: { namespace: "public", name: "others" } }))).toEqual([]);
      const ids = (await list()).map(({ id }) => id);
      expect(await discard(ids, "another connection")).toBe(0);
      expect(numbers(await list())).toEqual([1, 2]);
    });

    it("loses what is discarded, once", async () => {
      await put(current().feed(current().plan()), { entries: [entry(1), entry(2), entry(3)] });
      const [first, second] = await list();
      const ids = [first?.id ?? "", second?.id ?? "", "123456789012"];
      expect(await discard(ids)).toBe(2);
      expect(await discard(ids)).toBe(0);
      expect(numbers(await list())).toEqual([3]);
    });

    it("loses what is released with the commit, and not without one", async () => {
      const plan = current().plan();
      await put(current().feed(plan), { entries: [entry(1), entry(2)] });
      const [first] = await list();
      const release = [first?.id ?? ""];
      await put(current().feed(current().plan({ syncId: 2 })), { release, commits: false });
      expect(numbers(await list())).toEqual([1, 2]);
      await put(current().feed(current().plan({ syncId: 3 })), { release });
      expect(numbers(await list())).toEqual([2]);
    });
  });

  describe("a careful writer", () => {
    it("writes what another one writes, in the same order", async () => {
      const plan = current().plan({
        write: destination.capabilities.modes.includes("deduped") ? "deduped" : "append",
      });
      const feed = { ...current().feed(plan), careful: true };
      const writer = await current().open(feed);
      await writer.checkpoint();
      const rows = Array.from({ length: 100 }, (_, index) => [index % 10, `row ${index}`, 1]);
      for (const part of [rows.slice(0, 60), [], rows.slice(60)])
        expect(await writer.write(0, rowsBatch(part))).toEqual({
          written: part.length,
          changed: 0,
          quarantined: [],
        });
      await writer.commit(checkpointOf(feed, 1, 100, true));
      await writer.close();
      const finished = await current().finish(plan);
      expect(finished.rows + finished.superseded).toBe(100);
      if (plan.write === "deduped")
        expect(await current().rows(plan)).toEqual(
          Array.from({ length: 10 }, (_, index) => [String(index), `row ${90 + index}`, "1"]),
        );
    });
  });
}
