import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "@/lib/bootstrap/postgres";
import { applyMigrations } from "@/lib/db/migrate";

/** The server of one test run: its administration URL, and the database that each test file gets a copy of. */
export interface ConsoleServer {
  url: string;
  /** Every database of this run begins with it. */
  prefix: string;
  template: string;
}

declare module "vitest" {
  interface ProvidedContext {
    consoleServer: ConsoleServer;
  }
}

const migrations = path.resolve(import.meta.dirname, "../../prisma/migrations");

/** Once per run, before the first test file: the server of SLUICE_TEST_CONSOLE_DATABASE_URL, else the embedded one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.SLUICE_TEST_CONSOLE_DATABASE_URL;
  const server = given ? { url: given, stop: () => Promise.resolve() } : await startEmbedded();
  const prefix = `sluice_test_${randomBytes(4).toString("hex")}`;
  const template = `${prefix}_template`;
  await onServer(server.url, (admin) => admin.query(`CREATE DATABASE ${template}`));
  await applyMigrations(databaseUrl(server.url, template), migrations);
  project.provide("consoleServer", { url: server.url, prefix, template });
  return async () => {
    await onServer(server.url, (admin) => dropAll(admin, prefix));
    await server.stop();
  };
}

export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.toString();
}

export async function onServer<T>(serverUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

async function startEmbedded(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
  const log = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };
  const server = await startEmbeddedPostgres({ dataDir, log });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function dropAll(admin: pg.Client, prefix: string): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    "SELECT datname FROM pg_database WHERE starts_with(datname, $1)",
    [prefix],
  );
  for (const { datname } of rows) await admin.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
}
