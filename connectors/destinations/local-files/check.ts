import { randomUUID } from "node:crypto";
import { readFile, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { ConfigError, type Context } from "@/connectors/sdk";
import type { LocalFilesConfig } from "./config";
import { makeFolder, moveFile, replaceFile } from "./disk";
import { onDisk } from "./errors";
import { Layout } from "./layout";

/** Writes a file durably, renames it, reads it back and removes it; folders that were not there before go too. */
export async function checkDestination(config: LocalFilesConfig, ctx: Context): Promise<void> {
  const layout = await Layout.of(config, ctx);
  ctx.log("info", `Looking for the folder ${layout.folder}.`);
  const made = await makeFolder(layout.hidden);
  const content = randomUUID();
  const draft = path.join(layout.hidden, `check-${content}`);
  const final = path.join(layout.folder, `check-${content}`);
  try {
    ctx.log("info", "Writing a test file and renaming it.");
    await replaceFile(draft, content);
    await moveFile(draft, final);
    ctx.log("info", "Reading it back.");
    const read = await onDisk(final, () => readFile(final, "utf8"));
    if (read !== content)
      throw new ConfigError(`${layout.folder} gave back something else than was written. Look at its disk.`);
  } finally {
    ctx.log("info", "Removing it.");
    for (const file of [draft, final]) await rm(file, { force: true });
    for (const folder of made) await rmdir(folder).catch(() => undefined);
  }
}
