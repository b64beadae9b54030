import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

export interface Migration {
  /** Folder name: a timestamp, then what it does. Migrations are applied in the order of their names. */
  name: string;
  script: string;
  /** Prisma's: SHA-256 of the script in hex. */
  checksum: string;
}

/** The migrations of a folder in Prisma's layout, `<name>/migration.sql`, in order. */
export function readMigrations(folder: string): Migration[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const script = fs.readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, script, checksum: createHash("sha256").update(script).digest("hex") };
    });
}
