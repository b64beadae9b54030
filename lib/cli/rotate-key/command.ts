import fs from "node:fs";
import path from "node:path";
import { takeConsoleLock } from "@/lib/bootstrap/console-lock";
import { openDatabase } from "@/lib/bootstrap/database";
import { closeDb } from "@/lib/db";
import { applyMigrations } from "@/lib/db/migrate";
import { env, setDatabaseUrl } from "@/lib/env";
import { secretKeys, setSecretKeys } from "@/lib/secrets/key";
import { previousSecretKey, replaceSecretKey, retirePreviousKey } from "@/lib/secrets/key-file";
import { resealAll } from "@/lib/secrets/reseal";
import { CommandError, type Command, type CommandContext } from "../command";

/** For the key file; a key in the environment is rotated by SLUICE_SECRET_KEY_PREVIOUS. */
export const rotateKeyCommand: Command = {
  name: "rotate-key",
  usage: "",
  summary: "Replaces the key that seals stored secrets; the console must not be running.",
  async run(_args, context) {
    const { DATABASE_URL, SLUICE_SECRET_KEY, dataDir } = env();
    if (SLUICE_SECRET_KEY !== undefined)
      throw new CommandError(
        "The key is the one of SLUICE_SECRET_KEY: start Sluice with a new one there and the former one in SLUICE_SECRET_KEY_PREVIOUS.",
      );
    const file = path.join(dataDir, "secret.key");
    if (!fs.existsSync(file))
      throw new CommandError(`There is no key in ${file} yet: the first start of Sluice makes one.`);
    const database = await openDatabase({ url: DATABASE_URL, dataDir, log: context.log });
    try {
      const lock = await takeConsoleLock({ ...database, log: context.log, onLost: () => undefined });
      try {
        await applyMigrations(database.url, path.join(context.root, "prisma/migrations"));
        setDatabaseUrl(database.url);
        await rotate(dataDir, context);
      } finally {
        await closeDb();
        await lock.release();
      }
    } finally {
      await database.stop();
    }
  },
};

/** The new key stands in its file before anything is sealed with it, and the former one beside it until all is. */
async function rotate(dataDir: string, { print }: CommandContext): Promise<void> {
  if (previousSecretKey(dataDir) === undefined) replaceSecretKey(dataDir);
  setSecretKeys(undefined);
  const keys = secretKeys();
  const { resealed, unreadable } = await resealAll(keys);
  print(
    `Sealed the secrets of ${resealed} sources, destinations and connections with key ${keys.current.id}.`,
  );
  for (const { kind, id, message } of unreadable) print(`${kind} ${id} stays as it was: ${message}`);
  const retired = retirePreviousKey(dataDir, keys.previous?.id ?? "unknown");
  print(`The former key is in ${retired}: backups made before now need it. Delete it once there are none.`);
  print("Everyone signs in anew, and API clients ask for new tokens by themselves.");
}
