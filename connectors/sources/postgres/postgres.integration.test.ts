import { afterAll, beforeAll } from "vitest";
import { describeSourceConformance } from "@/connectors/sdk/testing";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { postgresSource } from ".";
import { configOf } from "./testing";

const tables = `
  CREATE SCHEMA shop;
  CREATE SCHEMA empty;
  CREATE TABLE shop.orders (version int, id bigint PRIMARY KEY, name text, at timestamptz, amount numeric(10,2));
  INSERT INTO shop.orders SELECT i / 1000, i, 'order ' || i, timestamptz '2026-01-01' + i * interval '1 s', i / 7.0
    FROM generate_series(1, 20000) AS i;
  CREATE TABLE shop."No Key ""quoted"" Ünï" (version int, note text);
  INSERT INTO shop."No Key ""quoted"" Ünï" SELECT i / 10, 'note ' || i / 3 FROM generate_series(1, 500) AS i;
  CREATE VIEW shop.recent AS SELECT id, name FROM shop.orders WHERE id > 19990;
  CREATE TABLE shop.parts (id int NOT NULL, region text NOT NULL, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
  CREATE TABLE shop.parts_north PARTITION OF shop.parts FOR VALUES IN ('north');
  CREATE TABLE shop.parts_south PARTITION OF shop.parts FOR VALUES IN ('south');
  INSERT INTO shop.parts SELECT i, CASE WHEN i % 2 = 0 THEN 'north' ELSE 'south' END FROM generate_series(1, 100) AS i;
  CREATE TABLE shop.nothing (id int PRIMARY KEY);
`;

describeWithPostgres.each(["Standard", "Xmin"] as const)("PostgreSQL source, %s", (method) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase("pgsource");
  });
  afterAll(() => database.drop());

  describeSourceConformance({
    source: postgresSource,
    setUp: async () => {
      await database.query(tables);
      const config = configOf(database.url, { schemas: ["shop"], replication_method: { method } });
      return {
        config,
        refused: [
          { config: { ...config, database: "no_such_database" }, says: /no_such_database/ },
          { config: { ...config, username: "nobody_here" }, says: /nobody_here/ },
          { config: { ...config, port: 1 }, says: /:1/ },
          { config: { ...config, host: "no-such-host.invalid" }, says: /no-such-host/ },
          { config: { ...config, schemas: ["shop", "Shop"] }, says: /no schema "Shop"/ },
          { config: { ...config, schemas: ["empty"] }, says: /no table or view in "empty"/ },
        ],
        rowCounts: {
          "shop.orders": 20_000,
          'shop.No Key "quoted" Ünï': 500,
          "shop.recent": 10,
          "shop.parts": 100,
          "shop.nothing": 0,
        },
        addRow: async () => {
          await database.query(`INSERT INTO shop."No Key ""quoted"" Ünï" VALUES (50, 'note 999')`);
        },
        tearDown: async () => {
          await database.query("DROP SCHEMA shop CASCADE; DROP SCHEMA empty");
        },
      };
    },
  });
});
