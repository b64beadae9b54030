import { describe, expect, it } from "vitest";
import type { StreamPlan, Value } from "@/connectors/sdk";
import { describeWithPostgres } from "@/tests/support/postgres";
import { useWriting } from "./testing";

describeWithPostgres("PostgreSQL destination: the index on the key", () => {
  const bench = useWriting("pgkeyindex");
  const { plan, load, finish, table } = bench;

  const run = async (stream: StreamPlan, values: Value[][]) => {
    await load(stream, values);
    return finish(stream);
  };
  const deduped = (syncId: number, more: Partial<StreamPlan> = {}) => ({
    ...plan({ write: "deduped", syncId }),
    ...more,
  });
  const texts = async () => (await table()).map(({ id, name }) => `${id} ${name}`).sort();
  const uniqueIndexes = async (name = "orders") =>
    (
      await bench.query<{ columns: string }>(
        `SELECT substring(pg_get_indexdef(indexrelid) FROM '\\((.*)\\)') AS columns FROM pg_index
          WHERE indrelid = 'out.${name}'::regclass AND indisunique`,
      )
    ).map(({ columns }) => columns);

  it("is unique where the first rows that came had each a key of its own", async () => {
    expect(
      await run(deduped(1), [
        [1, "one", 1],
        [2, "two", 1],
        [null, "none", 1],
        [null, "none", 1],
      ]),
    ).toEqual({ rows: 4, superseded: 0 });
    expect(await uniqueIndexes()).toEqual(["id"]);
    expect(
      await run(deduped(2), [
        [1, "late", 0],
        [2, "two again", 2],
        [3, "three, older", 1],
        [3, "three", 2],
        [null, "none again", 1],
      ]),
    ).toEqual({ rows: 3, superseded: 2 });
    expect(await texts()).toEqual([
      "1 one",
      "2 two again",
      "3 three",
      "null none",
      "null none",
      "null none again",
    ]);
  });

  it("is not where a key came twice: the newest row stays, as in every merge", async () => {
    expect(
      await run(deduped(1), [
        [1, "older", 1],
        [1, "newest", 3],
        [1, "late", 2],
        [2, "two", 1],
      ]),
    ).toEqual({ rows: 2, superseded: 2 });
    expect(await uniqueIndexes()).toEqual([]);
    expect(await texts()).toEqual(["1 newest", "2 two"]);
    await run(deduped(2), [[1, "again", 4]]);
    expect(await texts()).toEqual(["1 again", "2 two"]);
  });

  it("makes way for rows that are appended, and for doubled ones among them", async () => {
    await run(deduped(1), [[1, "one", 1]]);
    await run(plan({ syncId: 2 }), [
      [1, "one, appended", 2],
      [1, "one, appended later", 3],
    ]);
    expect(await texts()).toEqual(["1 one", "1 one, appended", "1 one, appended later"]);
    await run(deduped(3), [[1, "merged", 4]]);
    expect(await texts()).toEqual(["1 merged"]);
  });

  it("makes way for rows that replace those of a table on which something hangs", async () => {
    await run(deduped(1), [[1, "one", 1]]);
    await bench.query("CREATE VIEW out.seen AS SELECT id FROM out.orders");
    await run(plan({ write: "overwrite", syncId: 2, generation: 2 }), [
      [1, "a", 1],
      [1, "b", 1],
    ]);
    expect(await texts()).toEqual(["1 a", "1 b"]);
  });

  it("makes way for another key", async () => {
    await run(deduped(1), [
      [1, "one", 1],
      [2, "two", 1],
    ]);
    const byName = (syncId: number) => deduped(syncId, { key: ["name"] });
    await run(byName(2), [
      [1, "another of 1", 2],
      [7, "two", 2],
    ]);
    expect(await uniqueIndexes()).toEqual([]);
    expect(await texts()).toEqual(["1 another of 1", "1 one", "7 two"]);
  });

  it("is done without where a former table has kept its name", async () => {
    await run(deduped(1), [[1, "one", 1]]);
    await bench.query("ALTER TABLE out.orders RENAME TO orders_of_yesterday");
    expect(await run(deduped(2), [[1, "one", 1]])).toEqual({ rows: 1, superseded: 0 });
    expect(await run(deduped(3), [[1, "again", 2]])).toEqual({ rows: 1, superseded: 0 });
    expect(await texts()).toEqual(["1 again"]);
    expect(await uniqueIndexes("orders_of_yesterday")).toEqual(["id"]);
  });

  describe("with a history", () => {
    const kept = (syncId: number) => deduped(syncId, { history: { namespace: "out", name: "orders_scd" } });
    const versions = async () =>
      (await table("orders_scd"))
        .map(
          (row) =>
            `${row.id} ${row.name} ${row._airbyte_start_at}-${row._airbyte_end_at ?? ""} ${row._airbyte_active_row}`,
        )
        .sort();

    it("has each of the first rows as its one version", async () => {
      expect(
        await run(kept(1), [
          [1, "one", 1],
          [2, "two", 5],
          [null, "none", 1],
        ]),
      ).toEqual({ rows: 3, superseded: 0, versions: 3 });
      expect(await uniqueIndexes()).toEqual(["id"]);
      expect(await run(kept(2), [[1, "one again", 2]])).toEqual({ rows: 1, superseded: 0, versions: 1 });
      expect(await versions()).toEqual(["1 one 1-2 0", "1 one again 2- 1", "2 two 5- 1", "null none 1- 1"]);
    });

    it("has all versions of a key that came several times", async () => {
      expect(
        await run(kept(1), [
          [1, "a", 1],
          [1, "b", 2],
        ]),
      ).toEqual({ rows: 1, superseded: 1, versions: 2 });
      expect(await versions()).toEqual(["1 a 1-2 0", "1 b 2- 1"]);
    });

    it("goes on where there is one already, though the table is empty", async () => {
      await run(kept(1), [[1, "a", 1]]);
      await bench.query("TRUNCATE out.orders");
      await run(kept(2), [[1, "b", 2]]);
      expect(await versions()).toEqual(["1 a 1-2 0", "1 b 2- 1"]);
    });
  });

  it("leads to the same table as none at all does, whatever comes", async () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    const rowsOfRun = (): Value[][] =>
      Array.from({ length: random(12) }, (_none, index) => [
        random(8) === 0 ? null : random(6),
        `${index}-${random(1000)}`,
        random(7) === 0 ? null : random(5),
      ]);
    for (let chain = 0; chain < 3; chain++) {
      await bench.query("DROP SCHEMA IF EXISTS out CASCADE; CREATE SCHEMA out");
      // Rows before the first run: it is merged, and no index is unique.
      await bench.query(
        "CREATE TABLE out.plain (id bigint, name varchar, version int); INSERT INTO out.plain VALUES (100, 'x', 1)",
      );
      const first = [[50, "start", 1]];
      for (let syncId = 1; syncId <= 5; syncId++) {
        const values: Value[][] = syncId === 1 ? first : rowsOfRun();
        const [one, other] = [deduped(syncId), { ...plan({ name: "plain", write: "deduped", syncId }) }];
        expect(await run(one, values), `run ${syncId} of chain ${chain}`).toEqual(await run(other, values));
      }
      expect(await uniqueIndexes()).toEqual(["id"]);
      expect(await uniqueIndexes("plain")).toEqual([]);
      const contents = async (name: string) =>
        (await table(name))
          .filter(({ id }) => id !== "100")
          .map(({ id, name: text, version }) => `${id} ${text} ${version}`)
          .sort();
      expect(await contents("orders"), `chain ${chain}`).toEqual(await contents("plain"));
    }
  });
});
