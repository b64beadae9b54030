import { afterAll, beforeAll } from "vitest";
import { describeDestinationConformance } from "@/connectors/sdk/testing";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { postgresDestination } from ".";
import { configOf, listTables, readRows, tamper } from "./testing";

describeWithPostgres("PostgreSQL destination", () => {
  let database: TestDatabase;
  let places = 0;
  beforeAll(async () => {
    database = await createTestDatabase("pgdest");
  });
  afterAll(() => database.drop());

  describeDestinationConformance({
    destination: postgresDestination,
    setUp: () => {
      const schema = `place ${++places} "ä"`;
      const config = configOf(database.url, { schema, raw_data_schema: `${schema} raw` });
      return Promise.resolve({
        config,
        refused: [
          { config: { ...config, database: "no_such_database" }, says: /no_such_database/ },
          { config: { ...config, username: "nobody_here" }, says: /nobody_here/ },
          { config: { ...config, port: 1 }, says: /:1/ },
          { config: { ...config, host: "no-such-host.invalid" }, says: /no-such-host/ },
        ],
        readRows: (table) => readRows(database, table),
        tamper: (table, statement) => tamper(database, table, statement),
        listTables: () => listTables(database, [schema, `${schema} raw`]),
        tearDown: async () => {
          await database.query(`DROP SCHEMA IF EXISTS "${schema.replaceAll('"', '""')}" CASCADE`);
          await database.query(`DROP SCHEMA IF EXISTS "${schema.replaceAll('"', '""')} raw" CASCADE`);
        },
      });
    },
  });
});
