import { createHash } from "node:crypto";
import type { Context, FeedPlan } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import { type Opening, PgSession, type Question, withPgSession } from "@/connectors/sdk/postgres/session";
import { connectionSettings, type PostgresDestinationConfig } from "./config";

export function openSession(
  config: PostgresDestinationConfig,
  ctx: Context,
  applicationName: string,
): Promise<PgSession> {
  return PgSession.open(connectionSettings(config), { ctx, applicationName });
}

export function withSession<Result>(
  config: PostgresDestinationConfig,
  ctx: Context,
  work: (session: PgSession) => Promise<Result>,
): Promise<Result> {
  return withPgSession(connectionSettings(config), { ctx, applicationName: "sluice" }, work);
}

/**
 * Runs `work` in a transaction of its own, with the answers to what is asked first; what it puts into `last` runs
 * before the commit. Neither costs a round trip.
 */
export async function inTransaction<Result, Answers extends unknown[] = []>(
  session: PgSession,
  work: (answers: Answers, last: string[]) => Promise<Result>,
  opening?: Opening<Answers>,
): Promise<Result> {
  try {
    const last: string[] = [];
    const result = await work(await session.begin("write", opening), last);
    await session.commit(last);
    return result;
  } catch (error) {
    await session.rollback();
    throw error;
  }
}

/** By which people know a writer's session at the server. */
export function writerName(plan: FeedPlan): string {
  return `sluice ${feedDigest(plan).toString("hex", 0, 12)} ${plan.fence}`;
}

/**
 * SQL for the beginning of a transaction in which rows are written: a mark that other sessions can see, and that ends
 * with the transaction. A session's name would not do: behind a pooler others run in the same session later.
 */
export function markWriting(plan: FeedPlan): Question<void> {
  const sql = `SELECT pg_advisory_xact_lock_shared(${feedDigest(plan).readBigInt64BE()})`;
  return { sql, read: () => undefined };
}

/**
 * SQL that ends the transactions in which older writers of the feed have written rows, by ending their sessions. Their fence is
 * gone already, so they can commit nothing; but one that hangs would keep its locks. Call it where the fence has been
 * raised: no newer writer can have begun.
 */
export function endOlderWriters(plan: FeedPlan): string {
  const digest = feedDigest(plan);
  return `
    SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
       AND l.classid = ${digest.readUInt32BE(0)}::oid AND l.objid = ${digest.readUInt32BE(4)}::oid
       AND a.datid = l.database AND a.datname = current_database() AND a.usename = current_user
       AND a.pid <> pg_backend_pid()`;
}

function feedDigest(plan: FeedPlan): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([plan.connectionId, plan.feedId]))
    .digest();
}

/** Held until the transaction ends; two sessions never create the same thing at once. */
export async function lockName(session: PgSession, name: string): Promise<void> {
  await session.ask("Waiting for another session", [askLock(name)]);
}

/** What is asked after it, sees what the session that was waited for has done. */
export function askLock(name: string): Question<void> {
  const sql = `SELECT pg_advisory_xact_lock(hashtextextended(${quoteLiteral(`sluice:${name}`)}, 0))`;
  return { sql, read: () => undefined };
}

/** Creates schemas that are missing. An existing one is left alone: to create it again would need more rights. */
export async function createSchemas(session: PgSession, schemas: string[]): Promise<void> {
  for (const schema of new Set(schemas)) {
    if ((await planSchema(session, schema)).length === 0) continue;
    // Streams side by side need the same one, and only the first of them may make it.
    await lockName(session, `schema ${schema}`);
    for (const statement of await planSchema(session, schema))
      await session.run(`Creating the schema "${schema}"`, statement, createSchemaGrant());
  }
}

export async function planSchema(session: PgSession, schema: string): Promise<string[]> {
  const [isThere] = await session.ask("Looking for the schema", [askForSchema(schema)]);
  return isThere ? [] : [`CREATE SCHEMA ${quoteIdentifier(schema)}`];
}

export function askForSchema(schema: string): Question<boolean> {
  const sql = `SELECT FROM pg_namespace WHERE nspname = ${quoteLiteral(schema)}`;
  return { sql, read: (rows) => rows.length > 0 };
}

function createSchemaGrant(): string {
  return `GRANT CREATE ON DATABASE … TO the user, or create the schema by hand and GRANT USAGE, CREATE ON SCHEMA … to it`;
}
