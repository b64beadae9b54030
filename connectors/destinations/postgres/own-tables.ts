import type { PgSession } from "@/connectors/sdk/postgres/session";
import { createSchemas, lockName } from "./client";
import { askForStateTables, createStateTables, type StateTables } from "./state";

/** Sluice's own tables, where they are not there yet; in the open transaction. */
export async function createOwnTables(
  session: PgSession,
  tables: StateTables,
  schema: string,
): Promise<void> {
  const [isThere] = await session.ask("Looking for Sluice's own tables", [askForStateTables(tables)]);
  if (isThere) return;
  await lockName(session, "state");
  await createSchemas(session, [schema]);
  const grant = `GRANT USAGE, CREATE ON SCHEMA "${schema}"`;
  for (const statement of createStateTables(tables))
    await session.run(`Creating Sluice's own tables in "${schema}"`, statement, grant);
}
