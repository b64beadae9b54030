import { afterAll, beforeAll } from "vitest";
import { describeDestinationConformance } from "@/connectors/sdk/testing";
import { createMySqlDatabase, describeWithMySql, type MySqlTestDatabase } from "@/tests/support/mysql";
import { mysqlDestination } from ".";
import { configOf, listTables, readRows } from "./testing";

const quoted = (name: string) => `\`${name.replaceAll("`", "``")}\``;

describeWithMySql("MySQL destination", () => {
  let database: MySqlTestDatabase;
  let places = 0;
  beforeAll(async () => {
    database = await createMySqlDatabase("dest");
  });
  afterAll(() => database.drop());

  describeDestinationConformance({
    destination: mysqlDestination,
    setUp: async () => {
      const name = `${database.name} ${++places} \`ä`;
      const raw = `${name} raw`;
      await database.query(`CREATE DATABASE ${quoted(name)}`);
      const config = configOf(database.url, { database: name, raw_data_schema: raw });
      return {
        config,
        refused: [
          { config: { ...config, database: "no_such_database" }, says: /no_such_database/ },
          { config: { ...config, username: "nobody_here" }, says: /nobody_here/ },
          { config: { ...config, port: 1 }, says: /:1/ },
          { config: { ...config, host: "no-such-host.invalid" }, says: /no-such-host/ },
          { config: { ...config, ssl: true }, says: /encryption/ },
        ],
        readRows: (table) => readRows(database, table),
        tamper: async (table, statement) => {
          await database.query(statement(`${quoted(table.namespace)}.${quoted(table.name)}`));
        },
        listTables: () => listTables(database, [name, raw]),
        tearDown: async () => {
          await database.query(
            `DROP DATABASE IF EXISTS ${quoted(name)}; DROP DATABASE IF EXISTS ${quoted(raw)}`,
          );
        },
      };
    },
  });
});
