import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  oneFeedPerStream,
  type Encoding,
  type Position,
  type ReadEvent,
  type SelectedStream,
  type Value,
} from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { spec } from "./config";
import { duckdbSource } from "./index";
import { defaultPace, readFeed } from "./read";

/** A database file that another program has made, and what this source reads of it. */
export class Database {
  readonly file: string;
  config = spec.parse({ database_path: "made/warehouse.duckdb" });

  private constructor(readonly ctx: TestContext) {
    this.file = path.join(ctx.localFiles.root, "made/warehouse.duckdb");
  }

  static async create(...statements: string[]): Promise<Database> {
    const database = new Database(await createTestContext());
    const { mkdir } = await import("node:fs/promises");
    await mkdir(path.dirname(database.file));
    await database.run("SELECT 1", ...statements);
    return database;
  }

  /** Opens the file, as another program does, and closes it. */
  async run(...statements: string[]): Promise<void> {
    const instance = await DuckDBInstance.create(this.file);
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      for (const statement of statements) await connection.run(statement);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  async select(name: string, more: Partial<SelectedStream> = {}): Promise<SelectedStream> {
    const stream = (await duckdbSource.discover(this.config, this.ctx)).find((one) => one.name === name);
    if (!stream) throw new Error(`There is no stream ${name}.`);
    const mode = more.cursor === undefined ? "full_refresh" : "incremental";
    return { ...stream, mode, key: stream.primaryKey, ...more };
  }

  /** All that one slice gives; a checkpoint wherever one can stand. */
  async read(
    stream: SelectedStream,
    position: Position | null = null,
    encoding: Encoding = "rows",
    checkpointEveryMs = 0,
  ): Promise<{ rows: Value[][]; events: ReadEvent[]; position: Position }> {
    const [feed] = oneFeedPerStream([stream]);
    if (!feed) throw new Error("There is no feed.");
    const events: ReadEvent[] = [];
    const pace = { ...defaultPace, checkpointEveryMs };
    for await (const event of readFeed(this.config, feed, position, encoding, this.ctx, pace))
      events.push(event);
    const last = events.at(-1);
    if (last?.type !== "checkpoint") throw new Error("The last event is no checkpoint.");
    const rows = events.flatMap((event) =>
      event.type === "batch" && event.batch.encoding === "rows" ? event.batch.rows : [],
    );
    return { rows, events, position: last.position };
  }

  dispose(): Promise<void> {
    return this.ctx.dispose();
  }
}
