import fs from "node:fs";
import path from "node:path";
import { closeDb } from "@/lib/db";
import { applyMigrations } from "@/lib/db/migrate";
import { env, setDatabaseUrl } from "@/lib/env";
import { log } from "@/lib/log";
import { ensureSecretKey } from "@/lib/secrets/key-file";
import { takeConsoleLock } from "./console-lock";
import { isNewDatabase, openDatabase } from "./database";
import type { Shutdown } from "./shutdown";
import { StartError } from "./start-error";

const { R_OK, W_OK, X_OK } = fs.constants;

/** Data folder, database, key and lock: all that the pages stand on. Refuses before it changes what is there. */
export async function prepareData(root: string, shutdown: Shutdown): Promise<{ firstStart: boolean }> {
  const { dataDir, localFilesDir, DATABASE_URL, SLUICE_SECRET_KEY } = env();
  createFolder("SLUICE_DATA_DIR", dataDir, R_OK | W_OK | X_OK);
  // It may be someone's read-only share.
  createFolder("SLUICE_LOCAL_FILES", localFilesDir, R_OK | X_OK);
  const database = await openDatabase({ url: DATABASE_URL, dataDir, log });
  shutdown.add(() => database.stop());
  const lock = await takeConsoleLock({
    ...database,
    log,
    onLost(error) {
      log.error("The console must end.", { error });
      void shutdown.exit(1);
    },
  });
  shutdown.add(() => lock.release());
  if (SLUICE_SECRET_KEY === undefined) await prepareKey(dataDir, database.url);
  const { created } = await applyMigrations(database.url, path.join(root, "prisma/migrations"));
  setDatabaseUrl(database.url);
  shutdown.add(() => closeDb());
  return { firstStart: created };
}

function createFolder(variable: string, folder: string, access: number): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, access);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(
      `The folder ${folder} cannot be used: ${reason}. Open it to this user, or name another in ${variable}.`,
      { cause },
    );
  }
}

/** A new key beside an old database would leave every stored secret unreadable, and nobody would know why. */
async function prepareKey(dataDir: string, databaseUrl: string): Promise<void> {
  const isMissing = !fs.existsSync(path.join(dataDir, "secret.key"));
  if (isMissing && !(await isNewDatabase(databaseUrl))) {
    throw new StartError(
      `${path.join(dataDir, "secret.key")} is missing: it opens the secrets that the database holds. Put it back from your ` +
        "copy, or name it in SLUICE_SECRET_KEY. If it is lost, name a new one there (openssl rand -base64 32) and enter the secrets anew.",
    );
  }
  ensureSecretKey(dataDir);
}
