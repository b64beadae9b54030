import { createHash } from "node:crypto";
import type { Context, FeedPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/postgres/identifiers";
import { PgSession, withPgSession } from "@/connectors/sdk/postgres/session";
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

/** Runs `work` in a transaction of its own. */
export async function inTransaction<Result>(
  session: PgSession,
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

/** By which people know a writer's session at the server. */
export function writerName(plan: FeedPlan): string {
  return `sluice ${feedDigest(plan).toString("hex", 0, 12)} ${plan.fence}`;
}

/**
 * SQL for the beginning of a transaction in which rows are written: a mark that other sessions can see, and that ends
 * with the transaction. A session's name would not do: behind a pooler others run in the same session later.
 */
export function markWriting(plan: FeedPlan): string {
  return `SELECT pg_advisory_xact_lock_shared(${feedDigest(plan).readBigInt64BE()})`;
}

/**
 * Ends the transactions in which older writers of the feed have written rows, by ending their sessions. Their fence is
 * gone already, so they can commit nothing; but one that hangs would keep its locks. Call it where the fence has been
 * raised: no newer writer can have begun.
 */
export async function endOlderWriters(session: PgSession, plan: FeedPlan): Promise<void> {
  const digest = feedDigest(plan);
  await session.query(
    "Ending older writers",
    `SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.classid = $1::oid AND l.objid = $2::oid AND l.granted
        AND a.datid = l.database AND a.datname = current_database() AND a.usename = current_user
        AND a.pid <> pg_backend_pid()`,
    [digest.readUInt32BE(0), digest.readUInt32BE(4)],
  );
}

function feedDigest(plan: FeedPlan): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([plan.connectionId, plan.feedId]))
    .digest();
}

/** Held until the transaction ends; two sessions never create the same thing at once. */
export async function lockName(session: PgSession, name: string): Promise<void> {
  await session.query(
    "Waiting for another session",
    "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
    [`sluice:${name}`],
  );
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
  const found = await session.query(
    "Looking for the schema",
    "SELECT 1 FROM pg_namespace WHERE nspname = $1",
    [schema],
  );
  return found.length > 0 ? [] : [`CREATE SCHEMA ${quoteIdentifier(schema)}`];
}

function createSchemaGrant(): string {
  return `GRANT CREATE ON DATABASE … TO the user, or create the schema by hand and GRANT USAGE, CREATE ON SCHEMA … to it`;
}
