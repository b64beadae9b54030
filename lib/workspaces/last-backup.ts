import fs from "node:fs";
import path from "node:path";
import { z } from "zod";

const noteSchema = z.object({ at: z.iso.datetime(), file: z.string() });

export interface LastBackup {
  at: Date;
  file: string;
}

/**
 * Notes in the data folder that a backup was made, for the console's page of the system. Where there is no data folder
 * there is no console to tell.
 */
export function noteBackup(dataDir: string, file: string, now = new Date()): void {
  if (!fs.existsSync(dataDir)) return;
  fs.writeFileSync(noteOf(dataDir), JSON.stringify({ at: now.toISOString(), file }), { mode: 0o600 });
}

/** The last backup that was made beside this data folder; null where none is known. */
export async function readLastBackup(dataDir: string): Promise<LastBackup | null> {
  const text = await fs.promises.readFile(noteOf(dataDir), "utf8").catch(absent);
  if (text === null) return null;
  const { at, file } = noteSchema.parse(JSON.parse(text));
  return { at: new Date(at), file };
}

function noteOf(dataDir: string): string {
  return path.join(dataDir, "last-backup.json");
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
