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

/** The writers of a feed are known at the server by this name and their fence, so that an older one can be ended. */
export function writerName(plan: FeedPlan): string {
  return `${writerPrefix(plan)}${plan.fence}`;
}

function writerPrefix(plan: FeedPlan): string {
  const feed = createHash("sha256")
    .update(JSON.stringify([plan.connectionId, plan.feedId]))
    .digest("hex");
  return `sluice ${feed.slice(0, 24)} `;
}

/**
 * Ends the sessions of older writers of the feed. Their fence is gone already, so they can commit nothing; but one
 * that hangs would keep its locks.
 */
export async function endOlderWriters(session: PgSession, plan: FeedPlan): Promise<void> {
  const prefix = writerPrefix(plan);
  await session.query(
    "Ending older writers",
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
        AND CASE WHEN left(application_name, $1) = $2 THEN substr(application_name, $1 + 1)::numeric < $3 END`,
    [prefix.length, prefix, plan.fence],
  );
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
