import type { Migration } from "./migrate-folder";

/** The database cannot be brought to this version. Nothing was changed; the message says what to do. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

/** A row of `_prisma_migrations`. */
export interface MigrationRow {
  name: string;
  checksum: string;
  finished: boolean;
  rolledBack: boolean;
}

/** What is still to be applied, in order. Throws MigrationError when the database's history is not a part of ours. */
export function planMigrations(known: Migration[], rows: MigrationRow[]): Migration[] {
  const standing = rows.filter((row) => !row.rolledBack);
  const failed = standing.filter((row) => !row.finished).map((row) => row.name);
  if (failed.length > 0) {
    throw new MigrationError(
      `The migration ${failed.join(", ")} failed on this database and left it half changed. ` +
        "Restore a backup, or repair it and mark it with `prisma migrate resolve`.",
    );
  }
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  const unknown = standing.filter((row) => !byName.has(row.name)).map((row) => row.name);
  if (unknown.length > 0) throw newerVersion(unknown);
  const edited = standing
    .filter((row) => byName.get(row.name)?.checksum !== row.checksum)
    .map((row) => row.name);
  if (edited.length > 0) {
    throw new MigrationError(
      `The migration ${edited.join(", ")} was changed after it had been applied to this database. ` +
        "Put the file back as it was (a checkout of the released version does) and write a new migration instead.",
    );
  }
  const applied = new Set(standing.map((row) => row.name));
  return known.filter((migration) => !applied.has(migration.name));
}

function newerVersion(unknown: string[]): MigrationError {
  return new MigrationError(
    `The database belongs to a newer version of Sluice: this one does not know its migration ${unknown.join(", ")}. ` +
      "Update Sluice, use another SLUICE_DATA_DIR or DATABASE_URL, or restore a backup made by this version. Nothing was changed.",
  );
}
