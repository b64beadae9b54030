import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { columnsOf } from "./columns";
import { DestinationHarness, rowsBatch, type DestinationSubject } from "./destination-harness";
import { describeExactlyOnce } from "./destination-exactly-once";
import { describeChildTables } from "./destination-children";
import { describeDestinationDigest } from "./destination-digest";
import { describeDeletes } from "./destination-deletes";
import { describeFitColumns } from "./destination-fit-columns";
import { describeGenerations } from "./destination-generations";
import { describeHistory } from "./destination-history";
import { describeHistoryFaults } from "./destination-history-faults";
import { describeHistoryMending } from "./destination-history-mending";
import { describeStates } from "./destination-states";
import { describeWriteModes } from "./destination-modes";
import { describePreview } from "./destination-preview";
import { describeQuarantine } from "./destination-quarantine";
import { describeRepairs } from "./destination-repairs";
import { describeValues } from "./destination-values";
import { checkpointOf } from "./plans";
import { ConnectorError } from "../errors";
import { metaColumns } from "../records";

/** What every destination must do. A connector calls it once, from its own test file. */
export function describeDestinationConformance<Config>(subject: DestinationSubject<Config>): void {
  const { destination } = subject;
  let harness: DestinationHarness<Config>;
  const current = () => harness;
  beforeEach(async () => {
    harness = await DestinationHarness.start(subject);
  });
  afterEach(() => harness.stop());

  describe("spec", () => {
    it("refuses a configuration that is no object, by a ConfigError", () => {
      expect(() => destination.spec.parse("nonsense")).toThrow(ConnectorError);
    });

    it("describes itself as a JSON Schema of an object with titled properties", () => {
      const schema = destination.spec.jsonSchema();
      expect(schema.type).toBe("object");
      for (const property of Object.values(schema.properties as Record<string, { title?: string }>)) {
        expect(property.title).toBeTruthy();
      }
    });
  });

  describe("check", () => {
    it("accepts a place it can write to and leaves no table behind", async () => {
      await destination.check(harness.place.config, harness.ctx);
      expect(await harness.place.listTables()).toEqual([]);
    });

    it("refuses a place it cannot use, by an error that says what is wrong", async () => {
      for (const { config, says } of harness.place.refused) {
        const error: unknown = await destination.check(config, harness.ctx).then(
          () => "accepted",
          (reason: unknown) => reason,
        );
        expect(error).toBeInstanceOf(ConnectorError);
        expect((error as Error).message).toMatch(says);
      }
    });
  });

  describe("tables", () => {
    it("carry Airbyte's columns in every row, with a raw id of its own for each", async () => {
      const plan = harness.plan({ syncId: 7, generation: 3 });
      await harness.load(
        plan,
        [
          [1, "one", 1],
          [2, null, null],
        ],
        1,
      );
      await harness.finish(plan);
      const rows = (await harness.place.readRows(plan.table)) ?? [];
      expect(new Set(rows.map((row) => row[metaColumns.rawId])).size).toBe(2);
      for (const row of rows) {
        expect(row[metaColumns.rawId]).toMatch(/^[0-9a-f-]{36}$/);
        expect(JSON.parse(row[metaColumns.meta] ?? "")).toEqual({ sync_id: 7, changes: [] });
        expect(Number(row[metaColumns.generationId])).toBe(3);
        expect(new Date(row[metaColumns.extractedAt] ?? "").getTime()).toBe(plan.extractedAtMs);
      }
    });

    it("hold each row as one JSON document with raw normalization", async () => {
      const base = harness.plan({ normalization: "raw" });
      const namespace = destination.locations(harness.place.config).rawNamespace ?? base.table.namespace;
      const plan = { ...base, table: { namespace, name: "public_raw__stream_orders" } };
      await harness.load(plan, [[9007199254740993n, 'a "quoted" line\n', null]], 1);
      await harness.finish(plan);
      const [row] = (await harness.place.readRows(plan.table)) ?? [];
      const document = row?.[metaColumns.data] ?? "";
      expect(JSON.parse(document)).toMatchObject({ name: 'a "quoted" line\n', version: null });
      expect(document).toContain("9007199254740993");
    });

    it("get a new column when the stream has one, and keep their rows", async () => {
      const before = harness.plan();
      await harness.load(before, [[1, "one", 1]], 1);
      await harness.finish(before);
      const fields = [
        ...before.stream.fields,
        { name: "note", type: { kind: "string" } as const, nullable: true },
      ];
      const after = harness.plan({ fields, syncId: 2 });
      await harness.load(after, [[2, "two", 1, "new"]], 2);
      await harness.finish(after);
      if (!subject.cannot?.oneTable) {
        expect(await harness.rows(after)).toEqual([
          ["1", "one", "1", null],
          ["2", "two", "1", "new"],
        ]);
      } else {
        expect(await harness.measure(after)).toBe(1);
      }
    });

    it("take batches of every encoding the destination names", async () => {
      const plan = harness.plan();
      const encodings = destination.encodings?.(harness.place.config, plan) ?? [];
      if (!encodings.includes("columns")) return;
      const feed = { ...harness.feed(plan), encoding: "columns" as const };
      const writer = await harness.open(feed);
      await writer.checkpoint();
      await writer.write(
        0,
        columnsOf(plan.stream.fields, [
          [1, "one", 1],
          [2, null, null],
        ]),
      );
      await writer.commit(checkpointOf(feed, 1, 2, true));
      await writer.close();
      await harness.finish(plan);
      expect(await harness.rows(plan)).toEqual([
        ["1", "one", "1"],
        ["2", null, null],
      ]);
    });

    it("are explained before they are made, and explaining changes nothing", async () => {
      const explained = await destination.explain(harness.place.config, harness.plan(), harness.ctx);
      expect(explained.statements.join("\n")).toContain("orders");
      expect(await harness.place.listTables()).toEqual([]);
    });

    it("are gone after clear, which may come twice", async () => {
      const plan = harness.plan();
      await harness.load(plan, [[1, "one", 1]], 1);
      await harness.finish(plan);
      await destination.clear(harness.place.config, plan, harness.ctx);
      await destination.clear(harness.place.config, plan, harness.ctx);
      expect(await harness.rows(plan)).toBeNull();
      const writer = await harness.open(harness.feed(plan));
      expect(await writer.checkpoint()).toBeNull();
      await writer.close();
    });

    it("take many rows in many batches", async () => {
      const plan = harness.plan();
      const feed = harness.feed(plan);
      const writer = await harness.open(feed);
      await writer.checkpoint();
      for (let batch = 0; batch < 10; batch++) {
        const rows = Array.from({ length: 5000 }, (_, index) => [
          batch * 5000 + index,
          `row ${index}`,
          index,
        ]);
        const result = await writer.write(0, rowsBatch(rows));
        expect(result).toEqual({ written: 5000, changed: 0, quarantined: [] });
      }
      await writer.commit(checkpointOf(feed, 1, 50_000, true));
      await writer.close();
      expect(await harness.finish(plan)).toEqual({ rows: 50_000, superseded: 0 });
      expect(await harness.measure(plan)).toBe(50_000);
    });
  });

  describeExactlyOnce(current);
  describeWriteModes(subject, current);
  describeDeletes(destination, current);
  describeHistory(destination, current);
  describeHistoryMending(destination, current);
  describeHistoryFaults(destination, current);
  describeRepairs(destination, current);
  describeChildTables(destination, current);
  describeGenerations(destination, current);
  describeQuarantine(destination, current);
  describeValues(subject, current);
  describeFitColumns(destination, current);
  describeDestinationDigest(destination, current);
  if (destination.states) describeStates(current);
  if (destination.preview) describe("the first rows of a table", () => describePreview(current));
}
