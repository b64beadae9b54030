import { createHash, hkdfSync } from "node:crypto";
import { env } from "@/lib/env";
import { ensureSecretKey, previousSecretKey } from "./key-file";
import { registerSecret } from "./redact";

/** Sealed values name the key that sealed them by these bytes of its derivation; they tell nothing of the key. */
export const keyIdBytes = 4;

export interface SecretKey {
  /** Hexadecimal, for messages and for telling keys apart. */
  id: string;
  /** A key of 32 bytes for one purpose; keys for two purposes have nothing to do with each other. */
  derive(purpose: string): Buffer;
}

export interface SecretKeys {
  current: SecretKey;
  /** Still opens what it sealed, for as long as a rotation lasts. */
  previous: SecretKey | undefined;
}

/** Next loads this module more than once in a process. */
const holder = globalThis as typeof globalThis & { sluiceSecretKeys?: SecretKeys };

/** SLUICE_SECRET_KEY, or else the key file of the data folder, which is made on the first start. */
export function secretKeys(): SecretKeys {
  holder.sluiceSecretKeys ??= loadSecretKeys();
  return holder.sluiceSecretKeys;
}

/** The next use of a key is with these, or with those that are in force then. */
export function setSecretKeys(keys: SecretKeys | undefined): void {
  if (keys) holder.sluiceSecretKeys = keys;
  else delete holder.sluiceSecretKeys;
}

export function secretKeyFrom(text: string): SecretKey {
  registerSecret(text);
  const derive = (purpose: string) => {
    const key = hkdfSync("sha256", text, "", `sluice/${purpose}`, 32);
    return Buffer.from(key);
  };
  const id = createHash("sha256").update(derive("key-id")).digest().subarray(0, keyIdBytes).toString("hex");
  return { id, derive };
}

function loadSecretKeys(): SecretKeys {
  const { SLUICE_SECRET_KEY, SLUICE_SECRET_KEY_PREVIOUS, dataDir } = env();
  // A rotation of the key file may have been broken off: then its former key is the one that is needed.
  const replaced = SLUICE_SECRET_KEY === undefined ? previousSecretKey(dataDir) : undefined;
  const previous = replaced ?? SLUICE_SECRET_KEY_PREVIOUS;
  return {
    current: secretKeyFrom(SLUICE_SECRET_KEY ?? ensureSecretKey(dataDir)),
    previous: previous === undefined ? undefined : secretKeyFrom(previous),
  };
}
