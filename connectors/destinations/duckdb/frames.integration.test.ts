import { afterAll, beforeAll, expect, it } from "vitest";
import { feedIdOf, type Encoding, type SelectedStream, type StreamPlan } from "@/connectors/sdk";
import { postgresSource } from "@/connectors/sources/postgres";
import { configOf, discoverOne, selectFull } from "@/connectors/sources/postgres/testing";
import { typeCases, typeSetUp } from "@/connectors/sources/postgres/testing-types";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { encodingsOf } from "@/connectors/sdk/duckdb/tuples";
import { Warehouse } from "./testing/warehouse";

/** What rows say is right; the quickest encoding has to say the same. */
describeWithPostgres("every type of PostgreSQL in DuckDB", () => {
  let database: TestDatabase;
  let warehouse: Warehouse;
  const config = () => configOf(database.url, { schemas: ["types"] });

  beforeAll(async () => {
    database = await createTestDatabase("duckframes");
    warehouse = await Warehouse.create();
    await database.query(typeSetUp);
    for (const [index, { type, values }] of typeCases.entries()) {
      await database.query(`CREATE TABLE types.frames_${index} (n int, v ${type})`);
      for (const [n, value] of [...values, null].entries())
        await database.query(`INSERT INTO types.frames_${index} VALUES (${n}, $1::text::${type})`, [value]);
    }
  });
  afterAll(async () => {
    await warehouse.dispose();
    await database.drop();
  });

  async function move(stream: SelectedStream, name: string, encoding: Encoding) {
    const plan: StreamPlan = warehouse.plan({ name, fields: stream.fields });
    const feed = { id: feedIdOf(stream), streams: [stream] };
    const batches = [];
    for await (const event of postgresSource.read(config(), feed, null, encoding, warehouse.ctx))
      if (event.type === "batch") batches.push(event.batch);
    expect(batches.every((batch) => batch.encoding === encoding)).toBe(true);
    await warehouse.load({ ...warehouse.feed(plan), encoding }, ...batches);
  }

  it.each(typeCases.map(({ type, values }, index) => ({ type, values, index })))(
    "$type",
    async ({ values, index }) => {
      const stream = selectFull(await discoverOne(config(), warehouse.ctx, `frames_${index}`));
      const [encoding = "rows"] = encodingsOf(warehouse.plan({ fields: stream.fields }));
      await move(stream, `rows_${index}`, "rows");
      await move(stream, `quick_${index}`, encoding);
      const rows = await warehouse.query(
        `SELECT r.v::VARCHAR, r._airbyte_meta->'changes', q.v::VARCHAR, q._airbyte_meta->'changes' FROM rows_${index} r JOIN quick_${index} q USING (n) ORDER BY n`,
      );
      expect(rows).toHaveLength(values.length + 1);
      expect(rows.map((row) => row.slice(2))).toEqual(rows.map((row) => row.slice(0, 2)));
    },
  );

  it("whose scale has grown since the schema was read is cut, with the reason", async () => {
    await database.query(
      "CREATE TABLE types.grown (n int, v numeric(6,2)); INSERT INTO types.grown VALUES (1, 1.25)",
    );
    const stream = selectFull(await discoverOne(config(), warehouse.ctx, "grown"));
    await database.query(
      "ALTER TABLE types.grown ALTER v TYPE numeric(8,4); INSERT INTO types.grown VALUES (2, 1.2556)",
    );
    await move(stream, "grown", "pg-copy-binary");
    const [whole, cut] = await warehouse.query(
      "SELECT v::VARCHAR, _airbyte_meta->'changes' FROM grown ORDER BY n",
    );
    expect(whole).toEqual(["1.25", "[]"]);
    expect([cut?.[0], JSON.parse(cut?.[1] ?? "")]).toEqual([
      "1.26",
      [{ field: "v", change: "TRUNCATED", reason: "DESTINATION_FIELD_SIZE_LIMITATION" }],
    ]);
  });
});
