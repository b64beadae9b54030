import fs from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { JsonObject } from "@/connectors/sdk";
import { startEmbeddedPostgres } from "@/lib/bootstrap/postgres";
import { parentOf, processorSecondsOfTree } from "../support/processes";

/** The PostgreSQL that sources and destinations of a benchmark live on. */
export interface BenchServer {
  /** Which one it is, for the report. */
  title: string;
  urlOf(database: string): string;
  /** A connector's configuration for one of its databases. */
  configOf(database: string): JsonObject;
  create(database: string): Promise<pg.Client>;
  /** Of all its processes, so far; NaN where it runs on another machine. */
  processorSeconds(): number;
  stop(): Promise<void>;
}

/** The server of SLUICE_TEST_POSTGRES_URL; else an embedded one on a folder of its own. */
export async function startBenchServer(): Promise<BenchServer> {
  const given = process.env.SLUICE_TEST_POSTGRES_URL;
  return given
    ? serverAt(given, "the server of SLUICE_TEST_POSTGRES_URL", async () => undefined)
    : startEmbedded();
}

/** As PostgreSQL comes: the embedded one is tuned for a small console. */
const postgresDefaults = { wal_level: "replica", max_wal_size: "1GB", shared_buffers: "128MB" };

async function startEmbedded(): Promise<BenchServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "sluice-bench-"));
  const log = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };
  const server = await startEmbeddedPostgres({ dataDir, log, settings: postgresDefaults });
  return serverAt(server.url, "an embedded server, as SLUICE_TEST_POSTGRES_URL is not set", async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
}

async function serverAt(url: string, kind: string, end: () => Promise<void>): Promise<BenchServer> {
  const urlOf = (database: string) => {
    const changed = new URL(url);
    changed.pathname = `/${database}`;
    return changed.toString();
  };
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const { rows } = await admin.query<{ version: string; pid: number }>(
    "SELECT current_setting('server_version') AS version, pg_backend_pid() AS pid",
  );
  const postmaster = findPostmaster(rows[0]?.pid ?? 0);
  const created: { name: string; client: pg.Client }[] = [];
  return {
    title: `PostgreSQL ${rows[0]?.version.split(" ")[0]}, ${kind}`,
    urlOf,
    configOf(database) {
      const { host, port, user, password } = admin;
      const ssl_mode = { mode: "disable" };
      return { host, port, database, username: user ?? "", password: password ?? "", ssl_mode };
    },
    async create(database) {
      await admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`); // of a run that was killed
      await admin.query(`CREATE DATABASE ${database}`);
      const client = new pg.Client({ connectionString: urlOf(database) });
      await client.connect();
      created.push({ name: database, client });
      return client;
    },
    processorSeconds: () => (postmaster === null ? NaN : processorSecondsOfTree(postmaster)),
    async stop() {
      for (const { name, client } of created) {
        await client.end();
        await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      }
      await admin.end();
      await end();
    },
  };
}

function findPostmaster(backend: number): number | null {
  try {
    const isHere = fs.readFileSync(`/proc/${backend}/comm`, "utf8").trim() === "postgres";
    return isHere ? parentOf(backend) : null;
  } catch {
    return null; // there is no such process: the server is elsewhere
  }
}
