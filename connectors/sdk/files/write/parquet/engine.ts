import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { Context } from "@/connectors/sdk";
import { translateError } from "../../../duckdb/errors";

const settings = {
  memory_limit: "256MB",
  // One statement at a time, fed by callbacks: a second thread would only wait for it, busily.
  threads: "1",
  autoload_known_extensions: "false",
  autoinstall_known_extensions: "false",
};

/** A DuckDB in memory that writes Parquet files and holds nothing else. */
export class ParquetEngine {
  private queue: Promise<unknown> = Promise.resolve();
  private closed = false;

  private constructor(
    private readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
    private readonly ctx: Context,
  ) {
    ctx.signal.addEventListener("abort", this.interrupt);
  }

  static async open(ctx: Context): Promise<ParquetEngine> {
    ctx.signal.throwIfAborted();
    const { DuckDBInstance } = await import(/* turbopackIgnore: true */ "@duckdb/node-api");
    const instance = await DuckDBInstance.create(":memory:", settings);
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return new ParquetEngine(instance, connection, ctx);
  }

  /** One statement at a time; `file` is what it writes. */
  async run(sql: string, file: string): Promise<void> {
    const mine = this.queue.then(async () => {
      this.ctx.signal.throwIfAborted();
      if (this.closed) throw new Error("The writer is closed.");
      try {
        await this.connection.run(sql);
      } catch (error) {
        this.ctx.signal.throwIfAborted();
        throw translateError(error, file);
      }
    });
    this.queue = mine.catch(() => undefined);
    return mine;
  }

  /** Stops the statement that is running, and those that wait. */
  stop(): void {
    this.closed = true;
    this.interrupt();
  }

  async close(): Promise<void> {
    this.stop();
    this.ctx.signal.removeEventListener("abort", this.interrupt);
    await this.queue;
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private readonly interrupt = (): void => this.connection.interrupt();
}
