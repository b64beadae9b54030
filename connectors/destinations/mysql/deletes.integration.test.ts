import { expect, it } from "vitest";
import type { Field, StreamPlan, Value } from "@/connectors/sdk";
import { checkpointOf, type PlanOptions } from "@/connectors/sdk/testing";
import { describeWithMySql } from "@/tests/support/mysql";
import { mysqlDestination } from ".";
import { useWriting } from "./testing";

const textKey: Field[] = [
  { name: "id", type: { kind: "string" }, nullable: true },
  { name: "name", type: { kind: "string" }, nullable: true },
];

describeWithMySql("MySQL destination: deletes", () => {
  const bench = useWriting("deletes");
  const { plan, feedOf, open, finish, load, table } = bench;

  const refresh = (syncId: number, more: Partial<PlanOptions> = {}): StreamPlan =>
    plan({ write: "deduped", mode: "full_refresh", syncId, ...more });
  const stageIndexes = () =>
    bench.query(
      "SELECT INDEX_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE '\\\\_sluice\\\\_stage%' AND INDEX_NAME <> 'PRIMARY'",
    );

  it("tells long keys apart that differ at their end alone, by case or by a trailing space", async () => {
    const long = "k".repeat(3000);
    const keys = [`${long}1`, `${long}2`, "a", "A", "a "];
    const rowsOf = (texts: string[]): Value[][] => texts.map((text) => [text, "row"]);
    await load(refresh(1, { fields: textKey }), rowsOf(keys));
    await finish(refresh(1, { fields: textKey }));
    const second = refresh(2, { fields: textKey });
    await load(second, rowsOf([`${long}2`, "A", "a "]));
    expect(await finish(second)).toEqual({ rows: 3, superseded: 0, deleted: 2 });
    expect((await table()).map(({ id }) => id).sort()).toEqual(["A", "a ", `${long}2`]);
  });

  it("finds what is gone by an index of the stage, so that it takes no longer than a merge, and drops the index", async () => {
    const many = Array.from({ length: 20_000 }, (_, id) => [String(id), "row"]);
    await load(refresh(1, { fields: textKey, deletes: "soft" }), many);
    await finish(refresh(1, { fields: textKey, deletes: "soft" }));
    const second = refresh(2, { fields: textKey, deletes: "soft" });
    await load(second, many.slice(5));
    const { statements } = await mysqlDestination.explain(bench.config, second, bench.ctx);
    const marking = statements.find((sql) => sql.startsWith("UPDATE")) ?? "";
    await bench.query(statements.find((sql) => /ADD INDEX/.test(sql)) ?? "");
    const searched = await bench.query(`EXPLAIN ${marking}`);
    expect(searched.find((row) => row.table === "s")?.key).toMatch(/^_sluice_key_/);
    expect(await finish(second)).toEqual({ rows: 19_995, superseded: 0, deleted: 5 });
    expect(await stageIndexes()).toEqual([]);
  });

  it("takes marked rows away, and lets them come back, once deletes are hard", async () => {
    const reported = (syncId: number, deletes: StreamPlan["deletes"]) =>
      plan({ write: "deduped", reportsDeletes: true, deletes, syncId });
    await load(reported(1, "soft"), [[1, "one", 9]]);
    await finish(reported(1, "soft"));
    const feed = feedOf(reported(2, "soft"));
    const writer = await open(feed);
    await writer.delete(0, [[1]]);
    await writer.commit(checkpointOf(feed, 1, 0, true));
    await writer.close();
    expect(await finish(reported(2, "soft"))).toEqual({ rows: 0, superseded: 0, deleted: 1 });
    await load(reported(3, "hard"), [[1, "back", 1]]);
    expect(await finish(reported(3, "hard"))).toEqual({ rows: 1, superseded: 0 });
    expect((await table()).map(({ name, _sluice_deleted_at }) => [name, _sluice_deleted_at])).toEqual([
      ["back", null],
    ]);
  });

  it("gives back the outcome that an older Sluice recorded, whose table knew of no deletes", async () => {
    await load(plan({ write: "deduped" }), [[1, "one", 1]]);
    await finish(plan({ write: "deduped" }));
    await bench.query(
      "ALTER TABLE _sluice_finished DROP COLUMN deleted, DROP COLUMN versions, DROP COLUMN shown",
    );
    await load(plan({ write: "deduped" }), []);
    expect(await finish(plan({ write: "deduped" }))).toEqual({ rows: 1, superseded: 0 });
  });
});
