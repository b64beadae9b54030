import { type Context, TransientError } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import { MySqlSession, withMySqlSession } from "@/connectors/sdk/mysql/session";
import { connectionSettings, type MySqlDestinationConfig, tableGrant } from "./config";

/** Wide tables are created although one row with everything in it would not fit: rows are looked at one by one. */
const lenient = "SET SESSION innodb_strict_mode = 0";

export async function openSession(config: MySqlDestinationConfig, ctx: Context): Promise<MySqlSession> {
  const session = await MySqlSession.open(connectionSettings(config), ctx);
  await prepareSession(session, ctx);
  return session;
}

export function withSession<Result>(
  config: MySqlDestinationConfig,
  ctx: Context,
  work: (session: MySqlSession) => Promise<Result>,
): Promise<Result> {
  return withMySqlSession(connectionSettings(config), ctx, async (session) => {
    await prepareSession(session, ctx);
    return work(session);
  });
}

async function prepareSession(session: MySqlSession, ctx: Context): Promise<void> {
  try {
    await session.run("Setting up the session", lenient);
  } catch (error) {
    // Newer servers want a right for it. Only tables of some 200 columns need it.
    ctx.log("debug", `Tables of very many columns may be refused: ${String(error)}`);
  }
}

/** Runs `work` in a transaction of its own. No statement in it may be one that commits by itself. */
export async function inTransaction<Result>(
  session: MySqlSession,
  work: () => Promise<Result>,
): Promise<Result> {
  await session.begin("write");
  try {
    const result = await work();
    await session.commit();
    return result;
  } catch (error) {
    await session.rollback();
    throw error;
  }
}

const lockPatienceSeconds = 60;

/** Two sessions never change the same thing at once. The lock goes with the session, whatever happens to it. */
export async function withLock<Result>(
  session: MySqlSession,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = quoteLiteral(name);
  const [row] = await session.query<{ got: string | null }>(
    "Waiting for another session",
    `SELECT GET_LOCK(${lock}, ${lockPatienceSeconds}) AS got`,
  );
  if (row?.got !== "1") throw new TransientError("Another session has been at the same table for long.");
  try {
    return await work();
  } finally {
    await session.query("Letting others go on", `SELECT RELEASE_LOCK(${lock})`).catch(() => undefined); // it ends with the session
  }
}

/** Creates databases that are missing. An existing one is left alone: to create it again would need more rights. */
export async function createDatabases(
  session: MySqlSession,
  names: string[],
  config: MySqlDestinationConfig,
): Promise<void> {
  for (const name of new Set(names))
    for (const statement of await planDatabase(session, name))
      await session.run(`Creating the database "${name}"`, statement, tableGrant(name, config.username));
}

export async function planDatabase(session: MySqlSession, name: string): Promise<string[]> {
  const found = await session.query(
    "Looking for the database",
    `SELECT 1 AS one FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${quoteLiteral(name)}`,
  );
  return found.length > 0
    ? []
    : [`CREATE DATABASE IF NOT EXISTS ${quoteIdentifier(name)} CHARACTER SET utf8mb4`];
}
