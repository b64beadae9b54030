import { AuthError, ConfigError, type Context, logLeftOut } from "@/connectors/sdk";
import { quoteIdentifier, quoteQualified } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { withSnapshot } from "./client";
import type { PostgresSourceConfig } from "./config";
import { askForLeftOut } from "./left-out";

interface SchemaFacts {
  schema: string;
  exists: boolean;
  usable: boolean;
  relations: string;
  /** The first one that may be read; tables before views, which may take long. */
  readable: string | null;
}

/** Connects, looks at every schema, reads a row, and tells what will not be offered. */
export async function checkSource(config: PostgresSourceConfig, ctx: Context): Promise<void> {
  ctx.log("info", `Connecting to ${config.host}:${config.port} and signing in as "${config.username}".`);
  await withSnapshot(config, ctx, async (session) => {
    ctx.log("info", `Looking at the schemas of "${config.database}".`);
    const schemas = await lookAtSchemas(session, config.schemas);
    for (const facts of schemas) refuseUnusable(facts, config.username);
    const readable = schemas.find((facts) => facts.readable !== null);
    if (!readable?.readable) throw nothingToRead(schemas, config.username);
    const table = quoteQualified(readable.schema, readable.readable);
    ctx.log("info", `Reading a row of ${table}.`);
    await session.query(
      `Reading a row of ${table}`,
      `SELECT FROM ${table} LIMIT 1`,
      [],
      selectGrant(readable.schema, config.username),
    );
    const [leftOut] = await session.ask("Looking for what is not offered", [
      askForLeftOut(config.schemas, config.username),
    ]);
    logLeftOut(ctx, leftOut);
  });
}

function lookAtSchemas(session: PgSession, schemas: string[]): Promise<SchemaFacts[]> {
  const wanted =
    schemas.length > 0
      ? "SELECT unnest($1::text[])"
      : "SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND has_schema_privilege(oid, 'USAGE') AND $1::text[] IS NOT NULL";
  return session.query<SchemaFacts & Record<string, unknown>>(
    "Looking at the schemas",
    `SELECT w.schema, n.oid IS NOT NULL AS exists, coalesce(has_schema_privilege(n.oid, 'USAGE'), false) AS usable,
            count(c.oid) AS relations,
            (array_agg(c.relname::text ORDER BY c.relkind NOT IN ('r', 'p', 'm'), c.relname)
               FILTER (WHERE has_any_column_privilege(c.oid, 'SELECT')))[1] AS readable
       FROM (${wanted}) AS w(schema)
       LEFT JOIN pg_namespace n ON n.nspname = w.schema
       LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'v', 'm', 'p', 'f') AND NOT c.relispartition
      GROUP BY w.schema, n.oid ORDER BY w.schema`,
    [schemas],
  );
}

function refuseUnusable({ schema, exists, usable }: SchemaFacts, username: string): void {
  const field = ["schemas"];
  if (!exists)
    throw new ConfigError(`There is no schema "${schema}": check its name; capitals count.`, { field });
  if (usable) return;
  throw new AuthError(
    `The user "${username}" may not use the schema "${schema}". Run as its owner: ${selectGrant(schema, username)}`,
    { field },
  );
}

function nothingToRead(schemas: SchemaFacts[], username: string): ConfigError | AuthError {
  const names = schemas.map(({ schema }) => `"${schema}"`).join(", ") || "the database";
  const [occupied] = schemas.filter(({ relations }) => Number(relations) > 0);
  if (!occupied) {
    return new ConfigError(
      `There is no table or view in ${names}: name other schemas, or create a table first.`,
      {
        field: ["schemas"],
      },
    );
  }
  return new AuthError(
    `The user "${username}" may read none of the tables in ${names}. Run as their owner: ${selectGrant(occupied.schema, username)}`,
    { field: ["username"] },
  );
}

export function selectGrant(schema: string, username: string): string {
  const [target, user] = [quoteIdentifier(schema), quoteIdentifier(username)];
  return `GRANT USAGE ON SCHEMA ${target} TO ${user}; GRANT SELECT ON ALL TABLES IN SCHEMA ${target} TO ${user}`;
}
