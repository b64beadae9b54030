import path from "node:path";
import pg from "pg";
import { readMigrationRows } from "@/lib/db/migrate";
import type { Logger } from "@/lib/log";
import { startEmbeddedPostgres } from "./postgres";
import { StartError } from "./start-error";

export interface Database {
  url: string;
  /** In words for a person, without its password. */
  label: string;
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  /** DATABASE_URL; undefined for the embedded database. */
  url: string | undefined;
  dataDir: string;
  log: Logger;
}

/** The console's database, running and reachable. */
export async function openDatabase({ url, dataDir, log }: DatabaseOptions): Promise<Database> {
  if (url === undefined) {
    const embedded = await startEmbeddedPostgres({ dataDir, log });
    return { ...embedded, label: path.join(dataDir, "postgres") };
  }
  const label = withoutSecrets(url);
  await checkReachable(url, label);
  return { url, label, stop: () => Promise.resolve() };
}

/** Nothing was ever migrated here. */
export async function isNewDatabase(url: string): Promise<boolean> {
  return withClient(url, async (client) => ((await readMigrationRows(client)) ?? []).length === 0);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined); // what was asked fails by itself
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

async function checkReachable(url: string, label: string): Promise<void> {
  try {
    await withClient(url, (client) => client.query("SELECT 1"));
  } catch (cause) {
    throw new StartError(
      `DATABASE_URL: ${label} cannot be used: ${explain(cause, url)} Nothing was changed.`,
      { cause },
    );
  }
}

function explain(cause: unknown, url: string): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const message = cause instanceof Error ? cause.message : String(cause);
  const { username, pathname } = new URL(url);
  switch (code) {
    case "ECONNREFUSED":
      return "nobody listens there. Is the server running, are host and port right?";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "its host name is unknown. Is it spelled right?";
    case "28P01":
    case "28000":
      return `it refuses the user ${decodeURIComponent(username)} (${message}). Are user and password right?`;
    case "3D000":
      return `it has no database ${decodeURIComponent(pathname.slice(1))}. Create it first: createdb …`;
    default:
      return `${message || code}. Check host, port, network and TLS settings.`;
  }
}

function withoutSecrets(text: string): string {
  const url = new URL(text);
  const host = url.searchParams.get("host") ?? (url.host || "localhost");
  return `${host}${url.pathname}`;
}
