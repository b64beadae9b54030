import { expect } from "vitest";
import { connectorConfigOf } from "../../support/postgres";
import { chainsSqlOf, toChains } from "./chains";
import { describeKills, killCases, refusedRows, rowAsTexts, type Row } from "./kill-cases";

describeKills("PostgreSQL", killCases, ({ database }) => ({
  connector: "postgres",
  config: connectorConfigOf(database.url, { schema: "target" }),
  readRows: ({ marks }) =>
    database.query<Row>(
      `${rowAsTexts} FROM target.orders ${marks ? "WHERE _sluice_deleted_at IS NULL" : ""}`,
    ),
  makeRefusingTable: async () => {
    await database.query(
      `CREATE SCHEMA target;
       CREATE TABLE target.orders (id bigint CHECK (NOT (${refusedRows})), version int, updated_at timestamp, note text)`,
    );
  },
  readQuarantine: () =>
    database.query<Row>(
      `SELECT "row"::json->>'id' AS id, "row"::json->>'version' AS version FROM target._sluice_quarantine`,
    ),
  readKept: async () => {
    const tables = await database.query<Row>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'target' AND table_name LIKE '\\_sluice\\_kept\\_%'`,
    );
    expect(tables).toHaveLength(1);
    return database.query<Row>(`${rowAsTexts} FROM target."${tables[0]?.name ?? ""}"`);
  },
  readChains: async () =>
    toChains((await database.query(chainsSqlOf("target.orders_scd", "IS NOT DISTINCT FROM")))[0]),
}));
