import { expect, it } from "vitest";
import type { Value } from "@/connectors/sdk";
import { connectTo, describeWithPostgres } from "@/tests/support/postgres";
import { useWriting } from "./testing";

describeWithPostgres("PostgreSQL destination: merging into a table that is not only ours", () => {
  const bench = useWriting("pgmerge");
  const { plan, load, finish, table } = bench;

  const merge = async (syncId: number, values: Value[][]) => {
    const stream = plan({ write: "deduped", syncId });
    await load(stream, values);
    return finish(stream);
  };
  const texts = async () => (await table()).map(({ id, name }) => `${id} ${name}`).sort();

  it("replaces rows under a primary key that somebody has put on the table", async () => {
    await merge(1, [
      [1, "one", 1],
      [2, "two", 1],
    ]);
    await bench.query("ALTER TABLE out.orders ADD PRIMARY KEY (id)");
    expect(await merge(2, [[2, "two again", 2]])).toEqual({ rows: 1, superseded: 0 });
    expect(await texts()).toEqual(["1 one", "2 two again"]);
  });

  it("leaves nothing of a row that is replaced, in no column", async () => {
    await merge(1, [[1, "one", 1]]);
    await bench.query(`
      ALTER TABLE out.orders ADD COLUMN seen boolean DEFAULT false, ADD COLUMN twice bigint GENERATED ALWAYS AS (id * 2) STORED;
      UPDATE out.orders SET seen = true`);
    await merge(2, [[1, "one again", 2]]);
    expect(await table()).toMatchObject([{ name: "one again", seen: "false", twice: "2" }]);
  });

  it("takes rows of one partition for rows of no other", async () => {
    await bench.query(`
      CREATE SCHEMA out;
      CREATE TABLE out.orders (id bigint, name varchar, version int) PARTITION BY LIST (id);
      CREATE TABLE out.orders_1 PARTITION OF out.orders FOR VALUES IN (1);
      CREATE TABLE out.orders_2 PARTITION OF out.orders FOR VALUES IN (2)`);
    await merge(1, [
      [1, "one", 1],
      [2, "two", 1],
    ]);
    expect(await merge(2, [[2, "two again", 2]])).toEqual({ rows: 1, superseded: 0 });
    expect(await texts()).toEqual(["1 one", "2 two again"]);
  });

  it("takes away all that is older than what comes, and nothing comes that is older than what is there", async () => {
    const appended = plan();
    await load(appended, [
      [1, "old", 1],
      [1, "newest", 5],
      [1, "newest but one", 4],
      [2, "old", 1],
      [2, "older", 0],
      [3, "alone", 1],
      [4, "double", 1],
      [4, "double", 1],
    ]);
    await finish(appended);
    expect(
      await merge(2, [
        [1, "late", 3],
        [2, "newest", 2],
      ]),
    ).toEqual({ rows: 1, superseded: 1 });
    expect(await texts()).toEqual([
      "1 newest",
      "1 newest but one",
      "2 newest",
      "3 alone",
      "4 double",
      "4 double",
    ]);
  });

  it("does not wait for others who only write to the table, once its index is there", async () => {
    await merge(1, [[1, "one", 1]]);
    const other = await connectTo(bench.url);
    await other.query("BEGIN; LOCK TABLE out.orders IN SHARE UPDATE EXCLUSIVE MODE"); // as a vacuum holds it
    expect(await merge(2, [[1, "one again", 2]])).toEqual({ rows: 1, superseded: 0 });
    await other.end();
  });
});
