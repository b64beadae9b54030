import path from "node:path";
import { query } from "@/connectors/destinations/duckdb/testing/file";
import { chainsSqlOf, toChains } from "./chains";
import { describeKills, killCases, type Row } from "./kill-cases";

// It knows no savepoints, to find out what a table refuses; a swap is one transaction.
const cases = killCases.filter(({ refuses, keeps }) => !refuses && !keeps);

describeKills("DuckDB", cases, ({ lab, name }) => {
  const file = `${name}.duckdb`;
  const read = (sql: string) => query(path.join(lab.localFilesDir, file), sql);
  return {
    connector: "duckdb",
    config: { destination_path: file, schema: "target" },
    readRows: async ({ marks }) => {
      const rows = await read(
        `SELECT id::text, version::text, strftime(updated_at, '%Y-%m-%d %H:%M:%S.%f'), note FROM target.orders
         ${marks ? "WHERE _sluice_deleted_at IS NULL" : ""}`,
      );
      return rows.map(([id, version, updated_at, note]) => ({ id, version, updated_at, note }) as Row);
    },
    readChains: async () => {
      const [row] = await read(chainsSqlOf("target.orders_scd", "IS NOT DISTINCT FROM"));
      return toChains(row && { twice: row[0], torn: row[1], active: row[2] });
    },
  };
});
