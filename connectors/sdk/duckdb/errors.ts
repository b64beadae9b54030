import { ConfigError, ConnectorError, TransientError } from "@/connectors/sdk";

/** DuckDB cannot go on with what it was given; worth another try with more. */
export class OutOfMemoryError extends TransientError {
  override name = "OutOfMemoryError";
  constructor(path: string, message: string, cause: unknown) {
    super(
      `DuckDB needs more memory for ${path} than it was given (${firstLine(message)}). It is tried again with more.`,
      { cause },
    );
  }
}

interface Rule {
  pattern: RegExp;
  toError(path: string, message: string, options: ErrorOptions): ConnectorError;
}

interface ErrorOptions {
  cause: unknown;
  /** The configuration's field with the file's path. */
  field: string[];
  access: "read" | "write";
}

const fields = { write: ["destination_path"], read: ["database_path"] };

/** DuckDB's errors carry no codes that reach Node; their texts are all there is. The first rule that matches counts. */
const rules: Rule[] = [
  {
    pattern: /Could not set lock on file/,
    toError: (path, message, { cause, field, access }) =>
      new TransientError(
        `${path} is open in another program${holderOf(message)}, and DuckDB lets ${access === "write" ? "one process at a time write" : "nobody read meanwhile"}. It is tried again; close the file there if this goes on.`,
        { cause, field },
      ),
  },
  {
    pattern: /not a valid DuckDB database file/,
    toError: (path, _message, { cause, field }) =>
      new ConfigError(
        `${path} exists, but is not a DuckDB file. Choose another name, or move the file away.`,
        {
          cause,
          field,
        },
      ),
  },
  {
    pattern: /database file with version number|newer version of DuckDB|Trying to read a database file/,
    toError: (path, message, { cause, field }) =>
      new ConfigError(
        `${path} was written by a version of DuckDB that this one cannot read (${firstLine(message)}). Export it there and import it into a new file, or choose another file.`,
        { cause, field },
      ),
  },
  {
    pattern: /Corrupt database file|Failed to load metadata|Serialization Error|Failure while replaying WAL/,
    toError: (path, message, { cause, field }) =>
      new ConfigError(
        `${path} is damaged (${firstLine(message)}). Restore it from a backup, or move it away to begin a new one.`,
        { cause, field },
      ),
  },
  {
    pattern: /No space left on device|Disk quota exceeded|File too large|ENOSPC|EDQUOT|EFBIG/,
    toError: (path, message, { cause }) =>
      new TransientError(
        `The disk of ${path} is full (${firstLine(message)}). Free some space; the sync goes on from its last checkpoint.`,
        { cause },
      ),
  },
  {
    pattern: /Read-only file system|EROFS/,
    toError: (path, _message, { cause, field }) =>
      new ConfigError(`${path} lies on a file system that is mounted read-only.`, { cause, field }),
  },
  {
    pattern: /Permission denied|EACCES|EPERM/,
    toError: (path, _message, { cause, field, access }) =>
      new ConfigError(
        `${path} may not be ${access === "write" ? "written" : "read"} by the user that Sluice runs as. Change its owner or rights.`,
        {
          cause,
          field,
        },
      ),
  },
  {
    pattern: /Is a directory|EISDIR/,
    toError: (path, _message, { cause, field }) =>
      new ConfigError(`${path} is a folder. Give a file in it, for example "warehouse.duckdb".`, {
        cause,
        field,
      }),
  },
  {
    pattern: /Not a directory|ENOTDIR|EEXIST/,
    toError: (path, _message, { cause, field }) =>
      new ConfigError(`A parent of ${path} is a file, not a folder. Choose another path.`, { cause, field }),
  },
  {
    pattern: /Out of Memory Error|failed to pin block|failed to allocate/i,
    toError: (path, message, { cause }) => new OutOfMemoryError(path, message, cause),
  },
  {
    pattern: /^Constraint Error/,
    toError: (path, message, { cause }) =>
      new ConfigError(
        `A constraint of a table in ${path} refuses rows: ${firstLine(message)} Drop the constraint, or mend the rows at the source.`,
        { cause },
      ),
  },
  {
    pattern: /Dependency Error/,
    toError: (path, message, { cause }) =>
      new ConfigError(
        `A table in ${path} cannot be changed because something depends on it, an index perhaps: ${firstLine(message)} Drop that first.`,
        { cause },
      ),
  },
  {
    pattern:
      /TransactionContext Error|Conflict on|write-write conflict|database has been invalidated|^IO Error/,
    toError: (path, message, { cause }) =>
      new TransientError(`DuckDB could not complete the work on ${path}: ${firstLine(message)}`, { cause }),
  },
];

/** DuckDB's and the file system's errors as the SDK's; what is not known stays as it is, and is shown as a bug. */
export function translateError(error: unknown, path: string, access: "read" | "write" = "write"): unknown {
  if (error instanceof ConnectorError || !(error instanceof Error)) return error;
  const { message } = error;
  const rule = rules.find(({ pattern }) => pattern.test(message));
  return rule ? rule.toError(path, message, { cause: error, field: fields[access], access }) : error;
}

function holderOf(message: string): string {
  const holder = /Conflicting lock is held in ([^\n]*?\(PID \d+\))/.exec(message)?.[1];
  return holder ? `, ${holder}` : "";
}

function firstLine(message: string): string {
  return message.split("\n")[0] ?? message;
}
