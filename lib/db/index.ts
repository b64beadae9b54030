import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { env } from "@/lib/env";
import { PrismaClient } from "./generated/client";
import { createPool } from "./pool";

export * from "./generated/client";

interface Handles {
  pool: pg.Pool;
  client: PrismaClient;
}

/**
 * On a busy machine a transaction is to be slow, not given up. Prisma's own limit of 5 s does worse than that: it rolls
 * back while a statement of several parts goes on, and what is left of that is then written without a transaction.
 */
const transactionOptions = { maxWait: 30_000, timeout: 120_000 };

/** Next loads this module more than once in a process; the connections are one. */
const holder = globalThis as typeof globalThis & { sluiceDb?: Handles };

/** The console's database through Prisma. */
export function db(): PrismaClient {
  return handles().client;
}

/** The same connections, for statements on hot paths that Prisma cannot express (SKIP LOCKED, arrays, LISTEN). */
export function pool(): pg.Pool {
  return handles().pool;
}

/** Ends every connection. Afterwards the next use connects again. */
export async function closeDb(): Promise<void> {
  const open = holder.sluiceDb;
  delete holder.sluiceDb;
  await open?.client.$disconnect();
  if (open && !open.pool.ended) await open.pool.end();
}

function handles(): Handles {
  holder.sluiceDb ??= connect();
  return holder.sluiceDb;
}

function connect(): Handles {
  const connectionString = env().DATABASE_URL;
  if (!connectionString) throw new Error("The database was used before the launcher had named it.");
  const connections = createPool(connectionString, 15);
  return {
    pool: connections,
    client: new PrismaClient({ adapter: new PrismaPg(connections), transactionOptions }),
  };
}
