import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "@/lib/log";
import { prepareBinaries } from "./binaries";
import { ensureCluster, ensurePassword, superuser } from "./cluster";
import { hasCode } from "./errors";
import { createFolders, layoutOf, type Layout } from "./layout";
import { isGuarded } from "./lease";
import { isServerProcess, readPostmasterFile } from "./postmaster";
import { holdServer, type Hold, type ServerPlace } from "./server";
import { chooseServerUser } from "./server-user";
import type { ServerSettings } from "./settings";

export { EmbeddedPostgresError } from "./errors";

export interface EmbeddedPostgres {
  /** Through the socket, with the password in it: never to be logged. Stays the same while this process lives. */
  url: string;
  /** Gives up this process's share. Resolves when the server has ended, or at once when other processes still hold it. */
  stop(): Promise<void>;
}

const database = "sluice";
const watchEveryMs = 1_000;

/**
 * Real PostgreSQL on `dataDir`/postgres: durable, private (Unix socket, password), started by whichever process comes
 * first and stopped after the last one has ended, also by kill -9. A server that dies is started again under the same
 * url; its clients see their connections break and connect anew. Throws EmbeddedPostgresError with what to do.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  log: Logger;
  /** In place of those made for the console: for benchmarks. */
  settings?: ServerSettings;
}): Promise<EmbeddedPostgres> {
  const layout = layoutOf(options.dataDir);
  const user = chooseServerUser(layout.folder);
  createFolders(layout, user);
  const binaries = await prepareBinaries(layout.dataDir, user);
  await ensureCluster(layout, binaries, user);
  const server = new Supervisor({ layout, binaries, user, log: options.log, settings: options.settings });
  await server.start();
  try {
    const url = urlOf(layout, ensurePassword(layout));
    await ensureDatabase(url);
    return { url: url(database), stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Keeps a hold on the server, and gets a new one whenever the server or its guard has died. */
class Supervisor {
  #hold: Hold | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  #repair: Promise<void> | undefined;

  constructor(private readonly place: ServerPlace) {}

  async start(): Promise<void> {
    this.#take(await holdServer(this.place));
    this.#timer = setInterval(() => this.#look(), watchEveryMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await this.#repair;
    const hold = this.#hold;
    this.#hold = undefined;
    if (!hold) return;
    fs.closeSync(hold.lease);
    await serverEnded(this.place.layout, hold.pid);
  }

  #take(hold: Hold): void {
    this.#hold = hold;
    hold.child?.once("exit", () => this.#look());
  }

  #look(): void {
    if (this.#stopping || this.#repair || (this.#hold && isWell(this.place.layout, this.#hold))) return;
    this.#repair = this.#replace().finally(() => {
      this.#repair = undefined;
    });
  }

  /** When this fails too, the next look tries again. */
  async #replace(): Promise<void> {
    const { log } = this.place;
    if (this.#hold) fs.closeSync(this.#hold.lease);
    this.#hold = undefined;
    try {
      log.warn("The embedded database or its guard has ended unexpectedly: starting it again.");
      this.#take(await holdServer(this.place));
    } catch (error) {
      log.error("The embedded database could not be started again.", { error });
    }
  }
}

function isWell(layout: Layout, hold: Hold): boolean {
  if (readPostmasterFile(layout.cluster)?.pid !== hold.pid || !isGuarded(layout.folder, hold.pid))
    return false;
  return !hold.visible || isServerProcess(hold.pid, layout.cluster);
}

/** Until the server has gone, or has gone on for a second: then others hold it. */
async function serverEnded(layout: Layout, pid: number): Promise<void> {
  const polls = { everyMs: 20, ready: 50, all: 1_250 };
  for (let poll = 0, ready = 0; poll < polls.all && ready < polls.ready; poll++) {
    const file = readPostmasterFile(layout.cluster);
    if (file?.pid !== pid) break;
    if (file.status === "ready") ready++;
    await sleep(polls.everyMs);
  }
  if (layout.socketFolder === layout.folder) return;
  try {
    fs.rmdirSync(layout.socketFolder);
  } catch (error) {
    if (!hasCode(error, "ENOTEMPTY", "ENOENT")) throw error;
  }
}

function urlOf(layout: Layout, password: string): (database: string) => string {
  return (name) =>
    `postgresql://${superuser}:${password}@localhost/${name}?host=${encodeURIComponent(layout.socketFolder)}`;
}

async function ensureDatabase(url: (database: string) => string): Promise<void> {
  const admin = new pg.Client({ connectionString: url("postgres") });
  await admin.connect();
  try {
    const { rowCount } = await admin.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${database}`);
  } catch (error) {
    // Another process's first start came earlier.
    if (!hasCode(error, "42P04", "23505")) throw error;
  } finally {
    await admin.end();
  }
}
