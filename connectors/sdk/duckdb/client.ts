import { tmpdir } from "node:os";
import path from "node:path";
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from "@duckdb/node-api";
import type { DataChunk } from "@duckdb/node-bindings";
import { type Context, TransientError } from "@/connectors/sdk";
import { OutOfMemoryError, translateError } from "./errors";
import { memoryLimitOf, noteShortage, readingMegabytes } from "./memory";

const settings = {
  memory_limit: "64MB",
  // One statement at a time, fed by callbacks: a second thread would only wait for it, busily.
  threads: "1",
  // Each row group goes to disk when it is full instead of waiting for four others.
  write_buffer_row_group_count: "1",
  enable_external_access: "false",
  autoload_known_extensions: "false",
  autoinstall_known_extensions: "false",
};

/** Sorting puts away what does not fit, which must not be beside a file that is only read. */
const settingsForReading = {
  // First, because it cannot be set any more once access to other files is closed.
  temp_directory: path.join(tmpdir(), `sluice-duckdb-${process.pid}`),
  ...settings,
  access_mode: "READ_ONLY",
};

/** "read" opens a file so that other programs may read it too; whoever writes has it alone. */
export type Access = "read" | "write";

/**
 * DuckDB does not notice that a process opens a file twice, and both would write over each other: so all of this
 * process share one instance for each file.
 */
interface Instance {
  access: Access;
  opened: Promise<DuckDBInstance>;
  users: number;
  queue: Promise<unknown>;
  fences: Map<string, number>;
  /** The caller holds it open between calls. */
  isKept?: boolean;
}

const instances = new Map<string, Instance>();

export type Row = DuckDBValue[];

/** A connection to the database file. The file is held, and locked against other programs, until the last is closed. */
export class Session {
  private columns = 0;

  private constructor(
    readonly file: string,
    readonly connection: DuckDBConnection,
    /** The name DuckDB gives the database, by which every table is addressed in full. */
    readonly catalog: string,
    private readonly instance: Instance,
    private readonly ctx: Context,
  ) {
    ctx.signal.addEventListener("abort", this.interrupt);
  }

  /** Where this process has the file open for writing, one that reads shares that. */
  static async open(file: string, ctx: Context, access: Access = "write"): Promise<Session> {
    ctx.signal.throwIfAborted();
    const instance = acquire(file, access);
    if (access === "write") keepOpen(file, instance, ctx);
    try {
      const connection = await (await instance.opened).connect();
      await connection.run("SET TimeZone = 'UTC'");
      const catalog = (await connection.runAndReadAll("SELECT current_database()")).getRows()[0]?.[0];
      return new Session(file, connection, String(catalog), instance, ctx);
    } catch (error) {
      await release(file, instance);
      throw translateError(error, file, access);
    }
  }

  /** Highest fence that a writer of this process has opened for a feed: no other process can open any meanwhile. */
  get fences(): Map<string, number> {
    return this.instance.fences;
  }

  async run(sql: string, values?: DuckDBValue[]): Promise<void> {
    await this.rows(sql, values);
  }

  async rows(sql: string, values?: DuckDBValue[]): Promise<Row[]> {
    try {
      return (await this.connection.runAndReadAll(sql, values)).getRows();
    } catch (error) {
      this.ctx.signal.throwIfAborted();
      throw this.translate(error);
    }
  }

  /** The rows of a query as DuckDB gives them, up to 2,048 at a time; each chunk is over when the next one is asked for. */
  async *chunks(sql: string): AsyncGenerator<{ chunk: DataChunk; rowCount: number }> {
    try {
      const result = await this.connection.stream(sql);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (!chunk || chunk.rowCount === 0) return;
        yield chunk;
      }
    } catch (error) {
      this.ctx.signal.throwIfAborted();
      throw this.translate(error);
    }
  }

  /** Allows as much memory as tables of so many columns need, and more where that was not enough before. */
  async reserveMemory(columns: number): Promise<void> {
    this.columns = columns;
    await this.run(`SET memory_limit = '${memoryLimitOf(this.file, columns, this.baseMegabytes)}MB'`);
  }

  /** The first value of the first row, of a query that gives a number. */
  async number(sql: string, values?: DuckDBValue[]): Promise<number> {
    return Number((await this.rows(sql, values))[0]?.[0] ?? 0);
  }

  /** Keeps all that `work` does or nothing. */
  async transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.run("BEGIN");
    try {
      const result = await work();
      await this.run("COMMIT");
      return result;
    } catch (error) {
      await this.rollBack();
      throw error;
    }
  }

  /** Never throws: a connection without a transaction has nothing to roll back. */
  async rollBack(): Promise<void> {
    await this.connection.run("ROLLBACK").catch(() => undefined);
  }

  /** One at a time of all sessions on this file in this process, so that none runs into another's uncommitted changes. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.instance.queue;
    const mine = before.then(work, work);
    this.instance.queue = mine.catch(() => undefined);
    return mine;
  }

  private get baseMegabytes(): number | undefined {
    return this.instance.access === "read" ? readingMegabytes : undefined;
  }

  private translate(error: unknown): unknown {
    const translated = translateError(error, this.file, this.instance.access);
    if (translated instanceof OutOfMemoryError) noteShortage(this.file, this.columns, this.baseMegabytes);
    return translated;
  }

  /** Stops the statement that is running. */
  readonly interrupt = (): void => this.connection.interrupt();

  async close(): Promise<void> {
    this.ctx.signal.removeEventListener("abort", this.interrupt);
    this.connection.closeSync();
    await release(this.file, this.instance);
  }
}

/** Opens, works and closes, whatever happens. */
export async function withSession<Result>(
  file: string,
  ctx: Context,
  work: (session: Session) => Promise<Result>,
  access: Access = "write",
): Promise<Result> {
  const session = await Session.open(file, ctx, access);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

function acquire(file: string, access: Access): Instance {
  let instance = instances.get(file);
  if (instance?.access === "read" && access === "write")
    throw new TransientError(`${file} is being read by another sync. It is tried again once that has ended.`);
  if (!instance) {
    const opened = openInstance(file, access);
    instance = { access, opened, users: 0, queue: Promise.resolve(), fences: new Map() };
    instances.set(file, instance);
  }
  instance.users++;
  return instance;
}

/** Opening a file and closing it costs more than many a statement: where the caller keeps things, it is done once. */
function keepOpen(file: string, instance: Instance, { idle }: Context): void {
  if (!idle || instance.isKept) return;
  instance.isKept = true;
  instance.users++;
  idle.leave(`duckdb:${file}`, { close: () => release(file, instance) });
}

async function openInstance(file: string, access: Access): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await import(/* turbopackIgnore: true */ "@duckdb/node-api");
  return DuckDBInstance.create(file, access === "read" ? settingsForReading : settings);
}

/** The last one out moves the log into the file, off this thread, and lets go of the file. */
async function release(file: string, instance: Instance): Promise<void> {
  const opened = await instance.opened.catch(() => null);
  if (opened && instance.users === 1 && instance.access === "write") await checkpoint(opened);
  instance.users--;
  if (instance.users > 0) return;
  instances.delete(file);
  opened?.closeSync();
}

/** What fails here is no loss: the log beside the file is as durable, and DuckDB reads it when the file is next opened. */
async function checkpoint(opened: DuckDBInstance): Promise<void> {
  try {
    const connection = await opened.connect();
    await connection.run("CHECKPOINT").finally(() => connection.closeSync());
  } catch {
    return;
  }
}
