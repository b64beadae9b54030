import { describe, expect, it } from "vitest";
import type { Destination } from "../destination";
import { digestFormsOf, type DigestColumn, type DigestRequest, type DigestRow } from "../digest";
import type { StreamPlan } from "../plan";
import type { Field, LogicalType, Value } from "../values";
import { digestsOf, inOrder } from "./digests";
import type { DestinationHarness } from "./destination-harness";
import { valueSamples } from "./value-samples";

/** What the destination computes of its tables is what the rows come to that were written. */
export function describeDestinationDigest<Config>(
  destination: Destination<Config>,
  current: () => DestinationHarness<Config>,
): void {
  if (!destination.digest) return;
  const { digest } = destination;
  const formsOf = (type: LogicalType) => digest.forms?.(type) ?? digestFormsOf(type);
  const requestOf = (plan: StreamPlan, options: Partial<DigestRequest> = {}): DigestRequest => {
    const columns = plan.columns.flatMap(({ name, type }): DigestColumn[] => {
      const [form] = formsOf(type);
      return form ? [{ name, form }] : [];
    });
    const find = (wanted: string) => columns.filter(({ name }) => name === wanted);
    return { columns, key: find("id"), cursor: find("version")[0] ?? null, newestRunOnly: false, ...options };
  };
  const bucketsOf = (plan: StreamPlan, request: DigestRequest) =>
    digest.buckets(current().place.config, plan, request, current().ctx);
  const rowsOf = async (plan: StreamPlan, request: DigestRequest): Promise<DigestRow[]> => {
    const buckets = ((await bucketsOf(plan, request)) ?? []).map(({ bucket }) => bucket);
    return digest.rows(current().place.config, plan, request, buckets, current().ctx);
  };

  describe("digest", () => {
    it("is that of the rows written, for values of every kind", async () => {
      const { fields, rows } = sampleTable();
      const plan = current().plan({ fields });
      await current().run(plan, rows);
      const request = requestOf(plan, { cursor: null });
      const written = digestsOf(request, rows, indexIn(plan));
      const names = request.columns.map(({ name }) => name);
      for (const [index, entry] of (await rowsOf(plan, request)).sort(byKey).entries())
        expect([names, entry]).toEqual([names, written.rows.sort(byKey)[index]]);
      expect(inOrder((await bucketsOf(plan, request)) ?? [])).toEqual(inOrder(written.buckets));
    });

    it("tells the highest cursor, and rows without a key by all their values", async () => {
      const plan = current().plan({ write: "overwrite" });
      const rows: Value[][] = [
        [1, "one", 9],
        [2, "two", 10],
        [3, null, null],
      ];
      await current().run(plan, rows);
      const request = requestOf(plan, { key: [] });
      const written = digestsOf(request, rows, indexIn(plan));
      expect(inOrder((await bucketsOf(plan, request)) ?? [])).toEqual(inOrder(written.buckets));
      expect(inOrder(await rowsOf(plan, request))).toEqual(inOrder(written.rows));
    });

    it("knows the rows whose values were changed on their way", async () => {
      const fields: Field[] = [
        { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
        { name: "day", type: { kind: "date" }, nullable: true },
      ];
      const plan = current().plan({ fields });
      await current().run(plan, [
        [1, "2026-02-28"],
        [2, "no date"],
      ]);
      const rows = await rowsOf(plan, requestOf(plan, { cursor: null }));
      expect(rows.map(({ key, changed }) => [key[0], changed]).sort()).toEqual([
        ["1", false],
        ["2", true],
      ]);
    });

    it("is of the newest run alone where that is asked for", async () => {
      await current().run(current().plan({ syncId: 1 }), [[1, "old", 1]]);
      const plan = current().plan({ syncId: 2 });
      await current().run(plan, [[2, "new", 2]]);
      const newest = await rowsOf(plan, requestOf(plan, { newestRunOnly: true }));
      expect(newest.map(({ key }) => key)).toEqual([["2"]]);
      expect(await rowsOf(plan, requestOf(plan))).toHaveLength(2);
    });

    it("is null where there is no table", async () => {
      const plan = current().plan();
      expect(await bucketsOf(plan, requestOf(plan))).toBeNull();
      expect(await rowsOf(plan, requestOf(plan))).toEqual([]);
    });

    if (destination.capabilities.softDeletes) {
      it("leaves out rows that are marked as deleted", async () => {
        const plan = current().plan({ write: "deduped", deletes: "soft", reportsDeletes: true });
        await current().loadEvents(plan, [[1, "one", 1], [2, "two", 1], { gone: [1] }], 1);
        await current().finish(plan);
        expect((await rowsOf(plan, requestOf(plan))).map(({ key }) => key)).toEqual([["2"]]);
      });
    }
  });
}

/** A column for each kind, and as many rows as the kind with most samples has; the last row is all nulls. */
function sampleTable(): { fields: Field[]; rows: Value[][] } {
  const fields: Field[] = [
    { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
    ...valueSamples.map(({ type }, index) => ({ name: `v${index}`, type, nullable: true })),
  ];
  const count = Math.max(...valueSamples.map(({ values }) => values.length)) + 1;
  const rows = Array.from({ length: count }, (_, row): Value[] => [
    row,
    ...valueSamples.map(({ values }) => values[row] ?? null),
  ]);
  return { fields, rows };
}

function byKey(left: DigestRow, right: DigestRow): number {
  return Number(left.key[0]) - Number(right.key[0]);
}

function indexIn(plan: StreamPlan): (name: string) => number {
  return (name) => plan.columns.find((column) => column.name === name)?.index ?? -1;
}
