import { describe, expect, it } from "vitest";
import { metaColumns } from "../records";
import type { Field, LogicalType, Value } from "../values";
import { rowsBatch, type DestinationHarness, type DestinationSubject } from "./destination-harness";
import { checkpointOf } from "./plans";
import { valueSamples } from "./value-samples";

const misfits: { type: LogicalType; value: Value }[] = [
  { type: { kind: "integer", bits: 64 }, value: 2n ** 70n },
  { type: { kind: "date" }, value: "not a date" },
  { type: { kind: "json" }, value: "{broken" },
];

/** Values arrive as they left; what does not fit becomes null, with a reason in the row. */
export function describeValues<Config>(
  subject: DestinationSubject<Config>,
  current: () => DestinationHarness<Config>,
): void {
  describe("values", () => {
    for (const { type, values, same } of valueSamples) {
      it(`keep ${JSON.stringify(type)} as it was, and null as null`, async () => {
        const rows = await writeColumn(current(), type, [...values, null]);
        for (const [index, value] of values.entries()) {
          expect({ value, text: rows[index]?.v, same: same(rows[index]?.v ?? null, value) }).toMatchObject({
            same: true,
          });
        }
        expect(rows[values.length]?.v ?? null).toBeNull();
      });
    }

    for (const { type, value } of misfits) {
      if (subject.cannot?.types) continue;
      it(`become null with a reason where they do not fit: ${type.kind} ${String(value)}`, async () => {
        const [row] = await writeColumn(current(), type, [value], 1);
        expect(row?.v).toBeNull();
        const meta = JSON.parse(row?.[metaColumns.meta] ?? "{}") as {
          changes: { field: string; change: string }[];
        };
        expect(meta.changes).toMatchObject([{ field: "v", change: "NULLED" }]);
      });
    }

    it("never lose a row for a character the destination cannot keep", async () => {
      const rows = await writeColumn(current(), { kind: "string" }, ["nul \0 byte", "lone \ud800 surrogate"]);
      expect(rows).toHaveLength(2);
    });
  });
}

async function writeColumn<Config>(
  harness: DestinationHarness<Config>,
  type: LogicalType,
  values: Value[],
  changed?: number,
): Promise<Record<string, string | null>[]> {
  const fields: Field[] = [
    { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
    { name: "v", type, nullable: true },
  ];
  const plan = harness.plan({ fields });
  const feed = harness.feed(plan);
  const writer = await harness.open(feed);
  await writer.checkpoint();
  const result = await writer.write(0, rowsBatch(values.map((value, index) => [index, value])));
  if (changed !== undefined) expect(result.changed).toBe(changed);
  await writer.commit(checkpointOf(feed, 1, values.length, true));
  await writer.close();
  await harness.finish(plan);
  const rows = (await harness.place.readRows(plan.table)) ?? [];
  return rows.sort((left, right) => Number(left.id) - Number(right.id));
}
