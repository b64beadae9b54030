import { type Context, RowRefusedError } from "@/connectors/sdk";
import { errnoOf } from "@/connectors/sdk/mysql/errors";
import type { LoadCommand } from "@/connectors/sdk/mysql/load-command";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { type Dialect, insertDialect, loadDialect, type Target } from "./dialects";
import type { Cell } from "./encode-rows";

const flushBytes = 256 * 1024;

export interface LoaderOptions {
  session: MySqlSession;
  ctx: Context;
  target: Target;
  /** As people know the table. */
  label: string;
  grant: string;
  /** Where the server refuses a row, it must say so: LOAD DATA LOCAL skips it. */
  isCareful: boolean;
}

/** Puts rows into one table, in the open transaction. `end` tells how many the server has taken. */
export interface Loader {
  add(cells: Cell[]): void;
  /** Whether enough has been added to be sent. */
  isFull(): boolean;
  /** Sends what has been added; resolves when there may be more. */
  flush(): Promise<void>;
  /** All rows are with the server, which has taken each of them as it is. */
  end(): Promise<number>;
}

/** The faster way where the server allows it, otherwise the one that is always there; says so in the log. */
export async function openLoader(options: LoaderOptions): Promise<Loader> {
  const { session, ctx, label } = options;
  if (options.isCareful) return new InsertLoader(options);
  if (session.server.localInfile) {
    try {
      return await LoadLoader.open(options);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  ctx.log(
    "info",
    `The server takes no LOAD DATA LOCAL INFILE (local_infile is off): ${label} is filled by INSERT, which takes longer.`,
  );
  return new InsertLoader(options);
}

/** local_infile is off, there or on the way there. */
const refusals = new Set([1148, 3948, 3950, 4166]);

function isRefusal(error: unknown): boolean {
  return refusals.has(errnoOf(error));
}

/**
 * Gathers rows as bytes. Each row's text is written down at once: many rows in one growing string would be as many
 * pieces that the garbage collector carries about until it is sent.
 */
class RowBytes {
  private buffer = Buffer.allocUnsafe(flushBytes * 2);
  used = 0;
  rows = 0;

  add(cells: Cell[]): void {
    const row = loadDialect.row(cells.map((cell) => loadDialect.write(cell)));
    const room = row.length > flushBytes / 4 ? Buffer.byteLength(row) : row.length * 3;
    if (this.used + room > this.buffer.length) {
      const larger = Buffer.allocUnsafe(this.used + room);
      this.buffer.copy(larger, 0, 0, this.used);
      this.buffer = larger;
    }
    this.used += this.buffer.write(row, this.used);
    this.rows++;
  }

  /** The bytes gathered so far; they may be used as long as one likes. */
  take(): Buffer {
    const bytes = this.buffer.subarray(0, this.used);
    this.buffer = Buffer.allocUnsafe(flushBytes * 2);
    this.used = 0;
    return bytes;
  }
}

class LoadLoader implements Loader {
  private readonly gathered = new RowBytes();

  private constructor(
    private readonly options: LoaderOptions,
    private readonly command: LoadCommand,
  ) {}

  static async open(options: LoaderOptions): Promise<Loader> {
    const sql = loadDialect.statement(options.target);
    const doing = `Writing to ${options.label}`;
    return new LoadLoader(options, await options.session.load(doing, sql, options.grant));
  }

  add(cells: Cell[]): void {
    this.gathered.add(cells);
  }

  isFull(): boolean {
    return this.gathered.used >= flushBytes;
  }

  async flush(): Promise<void> {
    const bytes = this.gathered.take();
    for (let at = 0; at < bytes.length; at += chunkBytes)
      await this.command.send(bytes.subarray(at, at + chunkBytes));
  }

  async end(): Promise<number> {
    const { session, label } = this.options;
    const { affectedRows, warnings } = await session.translated(`Writing to ${label}`, async () => {
      await this.flush();
      return this.command.end();
    });
    // With LOCAL the server turns its errors into warnings, and skips rows.
    if (warnings > 0 || affectedRows !== this.gathered.rows)
      throw await unlike(session, label, { sent: this.gathered.rows, kept: affectedRows });
    return affectedRows;
  }
}

/** Well below the 16 MB of a packet, and what a server's buffer takes at once. */
const chunkBytes = 1024 * 1024;

async function unlike(
  session: MySqlSession,
  label: string,
  { sent, kept }: { sent: number; kept: number },
): Promise<RowRefusedError> {
  const warnings = await session.query<{ Message: string }>("Reading the warnings", "SHOW WARNINGS LIMIT 3");
  const said = warnings.map(({ Message }) => Message).join("; ");
  return new RowRefusedError(
    `Of ${sent} rows for ${label} the server took ${kept} and changed some: ${said || "it does not say why"}. A constraint, a trigger or a column of the table does not fit the rows.`,
  );
}

/** Beside the rows there is the statement's head. */
const headRoom = 64 * 1024;

class InsertLoader implements Loader {
  private readonly dialect: Dialect;
  private text = "";
  private rows = 0;
  private readonly head: string;
  private readonly maxCharacters: number;
  private readonly waiting: string[] = [];

  constructor(private readonly options: LoaderOptions) {
    this.dialect = insertDialect(options.target);
    this.head = this.dialect.statement(options.target);
    const fits = (options.session.server.maxAllowedPacket - headRoom) / 4;
    this.maxCharacters = Math.max(1, Math.min(flushBytes * 2, fits));
  }

  add(cells: Cell[]): void {
    const row = this.dialect.row(cells.map((cell) => this.dialect.write(cell)));
    this.text += this.text === "" ? row : this.dialect.separator + row;
    this.rows++;
    if (this.text.length >= this.maxCharacters) this.cut();
  }

  isFull(): boolean {
    return this.waiting.length > 0;
  }

  async flush(): Promise<void> {
    const { session, label, grant } = this.options;
    for (let rows = this.waiting.shift(); rows !== undefined; rows = this.waiting.shift())
      await session.run(`Writing to ${label}`, this.head + rows, grant);
  }

  async end(): Promise<number> {
    this.cut();
    await this.flush();
    return this.rows;
  }

  private cut(): void {
    if (this.text === "") return;
    this.waiting.push(this.text);
    this.text = "";
  }
}
