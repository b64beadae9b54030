import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";

const minKeyLength = 32;

/**
 * The secret key of the data folder, made on first use with mode 0600. Safe when several processes call it at
 * once: all get the same key.
 */
export function ensureSecretKey(dataDir: string): string {
  const file = path.join(dataDir, "secret.key");
  const key = readKey(file) ?? createKey(dataDir, file);
  if (key.length < minKeyLength) {
    throw new Error(
      `${file} holds no usable key: it has ${key.length} characters of at least ${minKeyLength}. Put back the file from a backup; without it stored secrets cannot be read.`,
    );
  }
  return key;
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
  const draft = `${file}.${process.pid}`;
  const handle = openSync(draft, "w", 0o600);
  try {
    writeSync(handle, `${randomBytes(32).toString("base64")}\n`);
    fsyncSync(handle);
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    closeSync(handle);
    rmSync(draft, { force: true });
  }
  return readKey(file) ?? "";
}
