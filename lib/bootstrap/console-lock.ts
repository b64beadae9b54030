import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "@/lib/log";
import { StartError } from "./start-error";

export interface ConsoleLock {
  release(): Promise<void>;
}

export interface ConsoleLockOptions {
  url: string;
  /** The database in words, for the refusal. */
  label: string;
  log: Logger;
  /** Another console has taken the lock while our connection was broken: this one must end. */
  onLost(error: StartError): void;
}

/** Of two 32-bit keys, so that it meets no lock of Prisma or of a tool with one key. "slui", "con". */
const lockKeys = [0x736c7569, 0x00636f6e];
/** A predecessor that was killed lets go within moments. */
const maxAttempts = 20;
const retryMs = 150;

/**
 * One console per database: with two, each would take the other's unfinished work for abandoned. The lock lives as long
 * as its connection, so any death of the process frees it. Throws StartError that names who holds it.
 */
export async function takeConsoleLock(options: ConsoleLockOptions): Promise<ConsoleLock> {
  let released = false;
  let client = await connectAndLock(options);
  const watch = () => client.once("error", () => void retake());
  watch();
  return {
    async release() {
      released = true;
      await client.end();
    },
  };

  /** The server went away or restarted, and the lock with it. */
  async function retake(): Promise<void> {
    for (;;) {
      if (released) return;
      try {
        client = await connectAndLock(options);
        if (released) return void (await client.end());
        return void watch();
      } catch (error) {
        if (error instanceof StartError) return options.onLost(error);
        options.log.warn("The database is gone: waiting for it.", { database: options.label });
        await sleep(retryMs * 10);
      }
    }
  }
}

async function connectAndLock(options: ConsoleLockOptions): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: `sluice console, process ${process.pid} on ${os.hostname()}`,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  client.on("error", () => undefined); // heard by `retake`, or by the query that was under way
  try {
    await client.connect();
    await lock(client, options.label);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function lock(client: pg.Client, label: string): Promise<void> {
  // A machine that vanishes without a word must not hold it for hours. No effect on a Unix socket.
  await client.query(
    "SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4",
  );
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const { rows } = await client.query<{ taken: boolean }>(
      "SELECT pg_try_advisory_lock($1, $2) AS taken",
      lockKeys,
    );
    if (rows[0]?.taken) return;
    await sleep(retryMs);
  }
  throw new StartError(
    `Another Sluice is at work on ${label}${await holderOf(client)}. End it first, ` +
      "or start this one with another SLUICE_DATA_DIR (or DATABASE_URL). Nothing was changed.",
  );
}

async function holderOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string; since: string }>(
    `SELECT application_name AS name, to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS since
       FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND objsubid = 2 AND granted
        AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    lockKeys,
  );
  const [holder] = rows;
  return holder ? ` (${holder.name}, since ${holder.since} UTC)` : "";
}
