import type pg from "pg";

/** Runs statements: on its own, or inside the transaction that it was given for. */
export interface Sql {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
}

export interface Database extends Sql {
  /**
   * Runs `work` in one transaction. It is run again, from the start, when PostgreSQL ended it to resolve a deadlock:
   * `work` must therefore not change anything outside of the transaction.
   */
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>;
}

const repeatableCodes = new Set(["40P01", "40001"]);
const maxTries = 5;
const outageCodes = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOENT", "ENOTFOUND", "EAI_AGAIN"],
  ...["57P01", "57P02", "57P03", "53300"],
]);

export function createDatabase(pool: pg.Pool): Database {
  return {
    query: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await pool.query<Row>(text, values)).rows,
    transaction: async (work) => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await runOnce(pool, work);
        } catch (error) {
          if (tries >= maxTries || !repeatableCodes.has(errorCode(error))) throw error;
        }
      }
    },
  };
}

/** PostgreSQL's five-character code, or the socket's, or "". */
export function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/** Whether the server could not be reached or went away: the same statement may well succeed later. */
export function isOutage(error: unknown): boolean {
  const code = errorCode(error);
  if (outageCodes.has(code) || code.startsWith("08")) return true;
  return (
    error instanceof Error &&
    /^Connection terminated|^timeout exceeded when trying to connect|^Client was closed/.test(error.message)
  );
}

/** Times travel as text: a Date would be written in the process's own time zone. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString();
}

async function runOnce<Result>(pool: pg.Pool, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work({
      query: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
        (await client.query<Row>(text, values)).rows,
    });
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // A connection on which even the rollback fails is of no more use to the pool.
    broken = await client.query("ROLLBACK").then(
      () => undefined,
      (failure: Error) => failure,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}
