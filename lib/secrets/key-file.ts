import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";

const minKeyLength = 32;
const keyFile = "secret.key";
/** There while a rotation lasts: what the former key has sealed is opened with it. */
const previousFile = "secret.key.previous";

/**
 * The secret key of the data folder, made on first use with mode 0600. Safe when several processes call it at
 * once: all get the same key.
 */
export function ensureSecretKey(dataDir: string): string {
  const file = path.join(dataDir, keyFile);
  const key = readKey(file) ?? createKey(dataDir, file);
  if (key.length < minKeyLength) {
    throw new Error(
      `${file} holds no usable key: it has ${key.length} characters of at least ${minKeyLength}. Put back the file from a backup; without it stored secrets cannot be read.`,
    );
  }
  return key;
}

/** The key before the rotation that is not through yet. */
export function previousSecretKey(dataDir: string): string | undefined {
  return readKey(path.join(dataDir, previousFile));
}

/**
 * Puts a new key in the place of the data folder's, which is kept as the previous one. A crash at any moment leaves
 * both, or the former one alone.
 */
export function replaceSecretKey(dataDir: string): void {
  const file = path.join(dataDir, keyFile);
  const previous = path.join(dataDir, previousFile);
  ensureSecretKey(dataDir);
  linkSync(file, previous);
  const draft = writeDraft(file);
  try {
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Ends a rotation: the former key, which older backups need, goes to a name of its own. Answers with that file. */
export function retirePreviousKey(dataDir: string, id: string): string {
  const retired = path.join(dataDir, `${keyFile}.former-${id}`);
  renameSync(path.join(dataDir, previousFile), retired);
  return retired;
}

function readKey(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Written beside and linked into place, so that no crash leaves half a key and no second process another one. */
function createKey(dataDir: string, file: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = writeDraft(file);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readKey(file) ?? "";
}

function writeDraft(file: string): string {
  const draft = `${file}.${process.pid}`;
  const handle = openSync(draft, "w", 0o600);
  try {
    writeSync(handle, `${randomBytes(32).toString("base64")}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return draft;
}
