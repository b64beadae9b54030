import { afterAll, beforeAll } from "vitest";
import { describeSourceConformance } from "@/connectors/sdk/testing";
import { describeWithPooler, type Pooler, startPooler } from "@/tests/support/pgbouncer";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { postgresSource } from ".";
import { configOf } from "./testing";

const tables = `
  CREATE SCHEMA shop;
  CREATE TABLE shop.a (v int, note text);
  INSERT INTO shop.a SELECT i / 10, 'note ' || i FROM generate_series(1, 500) AS i;
  CREATE TABLE shop.orders (version int, id bigint PRIMARY KEY, name text, at timestamptz, amount numeric(10,2));
  INSERT INTO shop.orders SELECT i / 1000, i, 'order ' || i, timestamptz '2026-01-01' + i * interval '1 s', i / 7.0
    FROM generate_series(1, 20000) AS i;
`;

const ways = (["session", "transaction"] as const).flatMap((mode) =>
  (["Standard", "Xmin"] as const).map((method) => [mode, method] as const),
);

describeWithPooler.each(ways)(
  "PostgreSQL source behind PgBouncer, pooling by %s, method %s",
  (mode, method) => {
    let database: TestDatabase;
    let pooler: Pooler;
    beforeAll(async () => {
      database = await createTestDatabase("pgpooled");
      // One session for all: what one client left behind, the next one would meet.
      pooler = await startPooler(mode, ["default_pool_size = 1"]);
    });
    afterAll(async () => {
      await pooler.stop();
      await database.drop();
    });

    describeSourceConformance({
      source: postgresSource,
      setUp: async () => {
        await database.query(tables);
        const config = configOf(pooler.through(database.url), {
          schemas: ["shop"],
          replication_method: { method },
        });
        return {
          config,
          refused: [
            { config: { ...config, database: "no_such_database" }, says: /no_such_database/ },
            { config: { ...config, schemas: ["Shop"] }, says: /no schema "Shop"/ },
          ],
          rowCounts: { "shop.a": 500, "shop.orders": 20_000 },
          addRow: async () => {
            await database.query("INSERT INTO shop.a VALUES (50, 'note 999')");
          },
          tearDown: async () => {
            await database.query("DROP SCHEMA shop CASCADE");
          },
        };
      },
    });
  },
);
