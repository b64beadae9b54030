import { randomBytes } from "node:crypto";
import mysql, { type Pool, type RowDataPacket } from "mysql2/promise";
import { describe } from "vitest";
import type { JsonObject } from "@/connectors/sdk";

/** A real MySQL or MariaDB that tests may create databases and users on, for example mysql://root@127.0.0.1:3306/. */
export const testMySqlUrl = process.env.SLUICE_TEST_MYSQL_URL;

if (!testMySqlUrl && process.env.CI) {
  throw new Error("SLUICE_TEST_MYSQL_URL is not set: in CI no test of a server may be skipped.");
}

/** A suite that needs a MySQL or MariaDB server; without one it is listed as skipped, by name. */
export const describeWithMySql = testMySqlUrl ? describe : describe.skip;

export type TextRow = Record<string, string | null>;

export interface MySqlTestDatabase {
  url: string;
  name: string;
  /** Statements one after the other; the rows of the last one, every value as text. */
  query(sql: string): Promise<TextRow[]>;
  drop(): Promise<void>;
}

/** A MySQL connector's configuration for the database at `url`. */
export function mysqlConfigOf({ hostname, port, pathname, username, password }: URL): JsonObject {
  return {
    host: hostname,
    port: Number(port || 3306),
    database: pathname.slice(1),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
}

/** A new, empty database on the test server, with a name no other run has. */
export async function createMySqlDatabase(prefix = "test"): Promise<MySqlTestDatabase> {
  const name = `sluice_${prefix}_${randomBytes(6).toString("hex")}`;
  const pool = mysql.createPool({
    uri: testMySqlUrl ?? "",
    charset: "utf8mb4_general_ci",
    multipleStatements: true,
    timezone: "Z",
    connectionLimit: 4,
    typeCast: (field) => field.string("utf8"),
  });
  await pool.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`);
  const url = new URL(testMySqlUrl ?? "");
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    name,
    query: (sql) => queryIn(pool, name, sql),
    async drop() {
      await pool.query(`DROP DATABASE IF EXISTS \`${name}\``);
      await pool.end();
    },
  };
}

async function queryIn(pool: Pool, database: string, sql: string): Promise<TextRow[]> {
  const connection = await pool.getConnection();
  try {
    await connection.query(`USE \`${database}\`; SET SESSION time_zone = '+00:00'`);
    const [rows] = await connection.query<RowDataPacket[] | RowDataPacket[][]>(sql);
    const last: unknown = Array.isArray(rows) && Array.isArray(rows.at(-1)) ? rows.at(-1) : rows;
    return Array.isArray(last) ? (last as TextRow[]) : [];
  } finally {
    connection.release();
  }
}
