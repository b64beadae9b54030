import path from "node:path";
import { pool } from "@/lib/db";
import { env } from "@/lib/env";
import { runtime } from "@/lib/runtime";
import packageJson from "@/package.json";
import type { Scope } from "./scope";

export interface SystemFacts {
  version: string;
  node: string;
  executor: "embedded" | "inngest";
  /** Processes that move rows: how many there are, how many work, and how many tasks wait for one. */
  workers: { count: number; busy: number; queued: number };
}

/** What is known without asking anybody. */
export function readSystem(): SystemFacts {
  const { workers, busy, queued } = runtime().pool.health();
  return {
    version: packageJson.version,
    node: process.version,
    executor: env().usesInngestServer ? "inngest" : "embedded",
    workers: { count: workers, busy, queued },
  };
}

export interface SystemCounts {
  sources: number;
  destinations: number;
  connections: number;
  runs: number;
  members: number;
}

/** How much the workspace holds. */
export async function countSystem({ workspaceId }: Scope): Promise<SystemCounts> {
  const { rows } = await pool().query<SystemCounts>(
    `SELECT (SELECT count(*)::int FROM source WHERE workspace_id = $1) AS sources,
            (SELECT count(*)::int FROM destination WHERE workspace_id = $1) AS destinations,
            (SELECT count(*)::int FROM connection WHERE workspace_id = $1) AS connections,
            (SELECT count(*)::int FROM run WHERE workspace_id = $1) AS runs,
            (SELECT count(*)::int FROM member WHERE workspace_id = $1) AS members`,
    [workspaceId],
  );
  const [counts] = rows;
  if (!counts) throw new Error("The database counted nothing.");
  return counts;
}

export interface SystemPlaces {
  dataDir: string;
  localFilesDir: string;
  /** Where the console's database is, without user and password. */
  database: string;
  /** The file of what opens the secrets in a backup; null: the environment has it. */
  secretKeyFile: string | null;
}

/** Where everything is: for whoever looks after the machine. */
export function readPlaces(): SystemPlaces {
  const { dataDir, localFilesDir, DATABASE_URL, SLUICE_SECRET_KEY } = env();
  return {
    dataDir,
    localFilesDir,
    database: databaseLabel(DATABASE_URL, dataDir),
    secretKeyFile: SLUICE_SECRET_KEY ? null : path.join(dataDir, "secret.key"),
  };
}

/** The embedded database listens on this machine's own socket or port, and its files are in the data folder. */
export function databaseLabel(url: string | undefined, dataDir: string): string {
  if (url === undefined) return path.join(dataDir, "postgres");
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get("host") ?? hostname;
  if (host.startsWith("/")) return `${host}${pathname}`;
  return `${host}${port === "" ? "" : `:${port}`}${pathname}`;
}
