import { describe, expect } from "vitest";
import { createMySqlDatabase, mysqlConfigOf, testMySqlUrl } from "../../support/mysql";
import { chainsSqlOf, toChains } from "./chains";
import { describeKills, killCases, refusedRows } from "./kill-cases";

const rows = "SELECT id, version, updated_at, note";

describe.skipIf(!testMySqlUrl)("with a MySQL server", () => {
  describeKills("MySQL", killCases, async () => {
    const mysql = await createMySqlDatabase("kills");
    return {
      connector: "mysql",
      config: mysqlConfigOf(new URL(mysql.url)),
      readRows: ({ marks }) =>
        mysql.query(`${rows} FROM orders ${marks ? "WHERE _sluice_deleted_at IS NULL" : ""}`),
      makeRefusingTable: async () => {
        await mysql.query(
          `CREATE TABLE orders (id bigint CHECK (NOT (${refusedRows})), version int, updated_at datetime(6), note text)`,
        );
      },
      readQuarantine: () =>
        mysql.query(
          "SELECT JSON_VALUE(`row`, '$.id') AS id, JSON_VALUE(`row`, '$.version') AS version FROM _sluice_quarantine",
        ),
      readKept: async () => {
        const tables = await mysql.query(
          `SELECT table_name AS name FROM information_schema.tables
           WHERE table_schema = DATABASE() AND table_name LIKE '\\_sluice\\_kept\\_%'`,
        );
        expect(tables).toHaveLength(1);
        return mysql.query(`${rows} FROM ${tables[0]?.name ?? ""}`);
      },
      readChains: async () => toChains((await mysql.query(chainsSqlOf("orders_scd", "<=>")))[0]),
      drop: () => mysql.drop(),
    };
  });
});
