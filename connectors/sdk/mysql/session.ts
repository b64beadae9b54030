import type { Connection, ConnectionOptions } from "mysql2";
import type { Context } from "../context";
import { TransientError } from "../errors";
import { type Scene, translateMySqlError } from "./errors";
import { quoteIdentifier, quoteLiteral } from "./identifiers";
import { LoadCommand } from "./load-command";
import { type RowBlock, RowsCommand } from "./rows-command";
import type { ConnectionSettings } from "./settings";
import { mayDifferByTls, tlsAttempts, type TlsOptions } from "./tls";
import { type Done, wireOf } from "./wire";

const defaultConnectTimeoutMs = 15_000;
const closeTimeoutMs = 2_000;

/**
 * What makes values read and written the same wherever the server stands, and statements mean what they say. Limits of
 * time that are made for short statements do not apply to a sync, which also waits for the other side for long.
 */
const sessionSettings: Record<string, string> = {
  time_zone: "+00:00",
  sql_mode: "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION",
  net_read_timeout: "28800",
  net_write_timeout: "28800",
  wait_timeout: "28800",
  lock_wait_timeout: "60",
  innodb_lock_wait_timeout: "60",
};
const fixedSettings = new Set(["time_zone", "sql_mode"]);
/** The limit for one statement: seconds in MariaDB, milliseconds in MySQL. */
const statementLimits = { mariadb: "max_statement_time", mysql: "max_execution_time" };

export type Transaction = "read snapshot" | "write";

export interface ServerFacts {
  isMariaDb: boolean;
  /** As the server writes it. */
  version: string;
  maxAllowedPacket: number;
  /** Whether LOAD DATA LOCAL is allowed. */
  localInfile: boolean;
  /** Tables whose names differ by case alone are the same. */
  foldsTableCase: boolean;
}

type Cell = string | null;

/**
 * One connection. What fails is translated (errors.ts); once `ctx.signal` is aborted, the server is told to stop, the
 * connection is destroyed, and the signal's reason is thrown.
 */
export class MySqlSession {
  private lost: Error | undefined;
  private isBusy = false;
  private readonly onAbort = () => this.kill();
  private facts: ServerFacts | undefined;

  private constructor(
    private readonly connection: Connection,
    private readonly settings: ConnectionSettings,
    private readonly tls: TlsOptions,
    private readonly signal: AbortSignal,
  ) {
    connection.on("error", (error) => (this.lost ??= error));
    signal.addEventListener("abort", this.onAbort, { once: true });
    if (signal.aborted) this.kill();
  }

  static async open(
    settings: ConnectionSettings,
    ctx: Pick<Context, "signal" | "log">,
  ): Promise<MySqlSession> {
    const session = await connectSession(settings, ctx, (connection, tls) => {
      return new MySqlSession(connection, settings, tls, ctx.signal);
    });
    try {
      await session.setUp();
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  get server(): ServerFacts {
    if (!this.facts) throw new Error("The session is not set up.");
    return this.facts;
  }

  /** "read snapshot" sees one instant throughout, of tables of engines that have transactions. */
  async begin(transaction: Transaction): Promise<void> {
    const doing = "Beginning a transaction";
    await this.run(doing, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    await this.run(
      doing,
      transaction === "read snapshot"
        ? "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
        : "START TRANSACTION READ WRITE",
    );
  }

  async commit(): Promise<void> {
    await this.run("Committing", "COMMIT");
  }

  /** Never throws: where it fails, the connection is gone, and the transaction with it. */
  async rollback(): Promise<void> {
    await this.send("ROLLBACK").catch(() => undefined);
  }

  async run(doing: string, sql: string, grant?: string): Promise<Done> {
    const result = await this.translated(doing, () => this.send(sql), grant);
    const { affectedRows = 0, warningStatus = 0 } = result as {
      affectedRows?: number;
      warningStatus?: number;
    };
    return { affectedRows, warnings: warningStatus };
  }

  /** For few rows. Every value comes as text. */
  async query<Row extends Record<string, Cell>>(doing: string, sql: string, grant?: string): Promise<Row[]> {
    return (await this.translated(doing, () => this.send(sql), grant)) as Row[];
  }

  /** For many rows: see RowsCommand. Leaving early leaves the connection unusable; close it then. */
  async *rows(doing: string, sql: string, blockBytes: number, grant?: string): AsyncGenerator<RowBlock> {
    const command = new RowsCommand(sql, blockBytes);
    this.isBusy = true;
    await this.translated(doing, () => Promise.resolve(wireOf(this.connection).addCommand(command)), grant);
    for (;;) {
      const block = await this.translated(doing, () => command.next(), grant);
      if (!block) break;
      yield block;
    }
    this.isBusy = false;
  }

  /** `sql` is a LOAD DATA LOCAL INFILE. Wrap what is done with it in `translated`. */
  async load(doing: string, sql: string, grant?: string): Promise<LoadCommand> {
    const command = new LoadCommand(sql, () => (this.isBusy = false));
    await this.translated(
      doing,
      async () => {
        this.isBusy = true;
        wireOf(this.connection).addCommand(command);
        await command.start();
      },
      grant,
    );
    return command;
  }

  async translated<Result>(doing: string, work: () => Promise<Result>, grant?: string): Promise<Result> {
    this.signal.throwIfAborted();
    try {
      if (this.lost) throw this.lost;
      return await work();
    } catch (error) {
      this.signal.throwIfAborted();
      const scene = sceneOf(this.settings, doing);
      throw translateMySqlError(error, grant ? { ...scene, grant } : scene);
    }
  }

  /** Ends the connection, and with it what is not committed. Never throws; safe at any time. */
  async close(): Promise<void> {
    this.signal.removeEventListener("abort", this.onAbort);
    if (this.lost || this.signal.aborted) return;
    if (this.isBusy) return this.kill();
    const { stream } = wireOf(this.connection);
    await new Promise<void>((resolve) => {
      const impatience = setTimeout(() => stream.destroy(), closeTimeoutMs);
      stream.once("close", () => {
        clearTimeout(impatience);
        resolve();
      });
      if (stream.destroyed) resolve();
      this.connection.end();
    });
  }

  /** The server may be sorting for minutes before it notices that nobody listens: it is told so, too. */
  private kill(): void {
    this.lost ??= new TransientError("The connection was closed.");
    const { threadId } = this.connection;
    wireOf(this.connection).stream.destroy();
    if (threadId) void killThread(this.settings, this.tls, threadId);
  }

  private async setUp(): Promise<void> {
    const [row] = await this.query<{ version: string; packet: string; local: string; folds: string }>(
      "Looking at the server",
      "SELECT VERSION() AS version, @@max_allowed_packet AS packet, @@local_infile AS local, @@lower_case_table_names AS folds",
    );
    const version = row?.version ?? "";
    const isMariaDb = /mariadb/i.test(version);
    this.facts = {
      isMariaDb,
      version,
      maxAllowedPacket: Number(row?.packet ?? 0),
      localInfile: row?.local === "1",
      foldsTableCase: row?.folds !== "0",
    };
    const chosen = Object.entries(this.settings.params.settings).filter(([name]) => !fixedSettings.has(name));
    const limit = { [isMariaDb ? statementLimits.mariadb : statementLimits.mysql]: "0" };
    const all = Object.entries({ ...sessionSettings, ...limit, ...Object.fromEntries(chosen) });
    const set = all.map(([name, value]) => `SESSION ${quoteIdentifier(name)} = ${settingValue(value)}`);
    await this.run("Setting up the session", `SET NAMES utf8mb4, ${set.join(", ")}`);
  }

  private send(sql: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.connection.query({ sql, typeCast: asText }, (error, result) => {
        if (error) reject(error);
        else resolve(result);
      });
    });
  }
}

/** Opens a session, gives it to `work` and closes it, whatever happens. */
export async function withMySqlSession<Result>(
  settings: ConnectionSettings,
  ctx: Pick<Context, "signal" | "log">,
  work: (session: MySqlSession) => Promise<Result>,
): Promise<Result> {
  const session = await MySqlSession.open(settings, ctx);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

const asText: ConnectionOptions["typeCast"] = (field) => field.string("utf8");

function settingValue(value: string): string {
  return /^-?\d+(\.\d+)?$/.test(value) ? value : quoteLiteral(value);
}

async function connectSession(
  settings: ConnectionSettings,
  { signal, log }: Pick<Context, "signal" | "log">,
  open: (connection: Connection, tls: TlsOptions) => MySqlSession,
): Promise<MySqlSession> {
  if (settings.params.ignored.length > 0)
    log("debug", `JDBC parameters without a meaning here are ignored: ${settings.params.ignored.join(", ")}`);
  const attempts = tlsAttempts(settings.sslMode);
  for (const [index, tls] of attempts.entries()) {
    signal.throwIfAborted();
    try {
      return open(await connect(settings, tls, signal), tls);
    } catch (error) {
      signal.throwIfAborted();
      if (index === attempts.length - 1 || !mayDifferByTls(error))
        throw translateMySqlError(error, {
          ...sceneOf(settings, `Connecting to ${serverOf(settings)}`),
          grant: settings.grant,
        });
    }
  }
  throw new Error("unreachable: there is at least one way to connect");
}

async function connect(
  settings: ConnectionSettings,
  tls: TlsOptions,
  signal: AbortSignal,
): Promise<Connection> {
  // The command line's bundle has nothing but the default of a CommonJS package.
  const { default: mysql } = await import("mysql2");
  const connection = mysql.createConnection({
    host: settings.host,
    port: settings.port,
    user: settings.username,
    password: settings.password,
    database: settings.database,
    charset: "utf8mb4_general_ci",
    connectTimeout: settings.params.connectTimeoutMs ?? defaultConnectTimeoutMs,
    enableKeepAlive: true,
    // Without it a query is a plain text, which is what commands of our own send.
    flags: ["-CLIENT_QUERY_ATTRIBUTES"],
    ...(tls ? { ssl: { ...tls } } : {}),
  });
  connection.on("error", () => undefined); // what matters here reaches the promise below
  const { stream } = wireOf(connection);
  const onAbort = () => stream.destroy();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    return connection;
  } catch (error) {
    stream.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Best effort: the connection is destroyed besides. */
async function killThread(settings: ConnectionSettings, tls: TlsOptions, threadId: number): Promise<void> {
  const brief = { ...settings, params: { ...settings.params, connectTimeoutMs: closeTimeoutMs } };
  try {
    const other = await connect(brief, tls, AbortSignal.timeout(closeTimeoutMs));
    other.query(`KILL ${threadId}`, () => other.destroy());
  } catch {
    // then the server notices by itself that nobody listens
  }
}

function serverOf(settings: ConnectionSettings): string {
  return `${settings.host}:${settings.port}`;
}

function sceneOf(settings: ConnectionSettings, doing: string): Scene {
  return {
    doing,
    server: serverOf(settings),
    database: settings.database,
    username: settings.username,
  };
}
