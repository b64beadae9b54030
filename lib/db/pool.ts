import pg from "pg";

/**
 * Connections to a PostgreSQL that may break at any moment: what is under way fails, and the next one connects anew.
 * A pg client whose "error" nobody hears ends the process, and between the pool and its taker nobody does: the server's
 * farewell may come in the same packet as its last answer. So each client is heard from its first moment on.
 */
export function createPool(connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString, max, connectionTimeoutMillis: 10_000 });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}
