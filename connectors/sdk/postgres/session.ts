import pg from "pg";
import type { Context } from "../context";
import { TransientError } from "../errors";
import { SshTunnel } from "../network/ssh-tunnel";
import { connect, sendCancelRequest } from "./connect";
import { CopyIn } from "./copy-in";
import { CopyOut, type TupleBlock } from "./copy-out";
import { type Scene, translatePostgresError } from "./errors";
import { quoteLiteral } from "./identifiers";
import { IdleClient, IdleTlsChoice } from "./idle-client";
import type { ConnectionSettings } from "./settings";
import { mayDifferByTls, tlsAttempts } from "./tls";
import type { CopyConnection } from "./wire";

const closeTimeoutMs = 2_000;

/**
 * What makes values read and written the same wherever the server stands. Set in every transaction, not once for the
 * session: behind a pooler the next transaction may meet another session. Limits of time that an administrator has
 * set for short statements do not apply to a sync; `jdbc_url_params` can set them.
 *
 * Writing looks up functions and operators in pg_catalog only, so that nobody can slip in one of theirs; reading
 * leaves the path alone, because functions behind views may count on it.
 */
const transactionSettings: Record<string, string> = {
  client_encoding: "UTF8",
  datestyle: "ISO, YMD",
  intervalstyle: "postgres",
  timezone: "UTC",
  extra_float_digits: "1",
  bytea_output: "hex",
  statement_timeout: "0",
  idle_in_transaction_session_timeout: "0",
  lock_timeout: "60s",
  // The questions to the catalogs are asked once for a few rows, but look costly to the planner: to compile one takes
  // 50 times as long as to run it. Nothing here computes enough for a row to be worth it.
  jit: "off",
};
const changeableSettings = new Set([
  "statement_timeout",
  "idle_in_transaction_session_timeout",
  "lock_timeout",
  "jit",
]);

export type Transaction = "read snapshot" | "write";

/** A statement without parameters, and what its rows mean. */
export interface Question<Answer> {
  sql: string;
  read(rows: pg.QueryResultRow[]): Answer;
}

type Questions<Answers extends unknown[]> = { [Index in keyof Answers]: Question<Answers[Index]> };

/** What is asked at the beginning of a transaction, and how its failure is told. */
export interface Opening<Answers extends unknown[]> {
  doing: string;
  first: Questions<Answers>;
}

export interface SessionOptions {
  ctx: Pick<Context, "signal" | "log" | "idle">;
  applicationName: string;
}

/**
 * One connection. Everything happens in transactions that `begin` opens. What fails is translated (errors.ts); once
 * `ctx.signal` is aborted, the server is told to stop, the connection is destroyed, and the signal's reason is thrown.
 */
export class PgSession {
  private lost: Error | undefined;
  private isClosed = false;
  private readonly onLost = (error: Error) => (this.lost = error);
  private readonly onAbort = () => this.kill();
  private readonly signal: AbortSignal;

  private constructor(
    private readonly client: pg.Client,
    private readonly settings: ConnectionSettings,
    private readonly options: SessionOptions,
    private readonly tunnel: SshTunnel | null,
    /** Another one's connection: the name is given in every transaction. */
    private readonly isTaken: boolean,
  ) {
    const { signal } = options.ctx;
    this.signal = signal;
    client.on("error", this.onLost);
    signal.addEventListener("abort", this.onAbort, { once: true });
    if (signal.aborted) this.kill();
  }

  static async open(settings: ConnectionSettings, options: SessionOptions): Promise<PgSession> {
    const { signal, log } = options.ctx;
    signal.throwIfAborted();
    const left = IdleClient.take(settings, options.ctx.idle);
    if (left) return new PgSession(left, settings, options, null, true);
    const attempts = tlsAttempts(settings.sslMode);
    if (settings.params.ignored.length > 0)
      log(
        "debug",
        `JDBC parameters without a meaning here are ignored: ${settings.params.ignored.join(", ")}`,
      );
    const known = IdleTlsChoice.find(settings, options.ctx.idle);
    const method = settings.tunnel ?? { tunnel_method: "NO_TUNNEL" };
    const tunnel = method.tunnel_method === "NO_TUNNEL" ? null : await SshTunnel.open(method, options.ctx);
    try {
      for (const [index, tls] of attempts.entries()) {
        signal.throwIfAborted();
        if (index < known) continue;
        try {
          const client = await connect(settings, options, { tls, tunnel });
          IdleTlsChoice.note(index, settings, options.ctx.idle);
          return new PgSession(client, settings, options, tunnel, false);
        } catch (error) {
          signal.throwIfAborted();
          if (index === attempts.length - 1 || !mayDifferByTls(error))
            throw translatePostgresError(error, sceneOf(settings, `Connecting to ${serverOf(settings)}`));
        }
      }
      throw new Error("unreachable: there is at least one way to connect");
    } catch (error) {
      tunnel?.close();
      throw error;
    }
  }

  /**
   * A transaction in which values look the same everywhere. "read snapshot" sees one instant throughout. What is
   * asked first costs no round trip of its own.
   */
  async begin<Answers extends unknown[] = []>(
    transaction: Transaction,
    { doing, first }: Opening<Answers> = {
      doing: "Beginning a transaction",
      first: [] as Questions<Answers>,
    },
  ): Promise<Answers> {
    const chosen = Object.entries(this.settings.params.settings).filter(
      ([name]) => changeableSettings.has(name) || !(name in transactionSettings),
    );
    const path = transaction === "write" ? { search_path: "pg_catalog" } : {};
    const name = this.isTaken ? { application_name: applicationNameOf(this.settings, this.options) } : {};
    const settings = Object.entries({
      ...transactionSettings,
      ...Object.fromEntries(chosen),
      ...path,
      ...name,
    });
    const set = settings.map(
      ([name, value]) => `pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, true)`,
    );
    const begin =
      transaction === "read snapshot"
        ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        : "BEGIN READ WRITE";
    const opening = [begin, `SELECT ${set.join(", ")}`];
    return this.ask(doing, first, { after: opening });
  }

  /**
   * Ends the transaction for good. A server that rolled it back instead says so only in the command's name. `last` runs
   * before, which costs no round trip of its own; where one of it fails, nothing is committed.
   */
  async commit(last: string[] = []): Promise<void> {
    const results: unknown = await this.translated("Committing", () =>
      this.client.query([...last, "COMMIT"].join("; ")),
    );
    const { command } = [results].flat().at(-1) as pg.QueryResult;
    if (command !== "COMMIT")
      throw new TransientError(`The server answered ${command} to COMMIT: nothing was kept.`);
  }

  /** Never throws: where it fails, the connection is gone, and the transaction with it. */
  async rollback(): Promise<void> {
    await this.client.query("ROLLBACK").catch(() => undefined);
  }

  /** Statements without parameters, in one go. */
  async run(doing: string, sql: string, grant?: string): Promise<void> {
    await this.translated(doing, () => this.client.query(sql), grant);
  }

  async query<Row extends pg.QueryResultRow>(
    doing: string,
    sql: string,
    values: unknown[] = [],
    grant?: string,
  ): Promise<Row[]> {
    return (await this.translated(doing, () => this.client.query<Row>(sql, values), grant)).rows;
  }

  /** Several at once, in one round trip, each after the one before; `after` those statements. */
  async ask<Answers extends unknown[]>(
    doing: string,
    questions: Questions<Answers>,
    { after = [], grant }: { after?: string[]; grant?: string } = {},
  ): Promise<Answers> {
    const all = questions as Question<unknown>[];
    const text = [...after, ...all.map(({ sql }) => sql)].join("; ");
    const results: unknown = await this.translated(doing, () => this.client.query(text), grant);
    const each = ([results].flat() as pg.QueryResult[]).slice(after.length);
    return all.map(({ read }, index) => read(each[index]?.rows ?? [])) as Answers;
  }

  /** `sql` is a COPY … TO STDOUT (FORMAT binary). */
  async *copyOut(doing: string, sql: string, blockBytes: number, grant?: string): AsyncGenerator<TupleBlock> {
    const copy = this.client.query(new CopyOut(sql, blockBytes));
    for (;;) {
      const block = await this.translated(doing, () => copy.next(), grant);
      if (!block) return;
      yield block;
    }
  }

  /** `sql` is a COPY … FROM STDIN (FORMAT binary). Wrap what is done with it in `translated`. */
  async copyIn(doing: string, sql: string, grant?: string): Promise<CopyIn> {
    const copy = this.client.query(new CopyIn(sql));
    await this.translated(doing, () => copy.start(), grant);
    return copy;
  }

  async translated<Result>(doing: string, work: () => Promise<Result>, grant?: string): Promise<Result> {
    this.signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      this.signal.throwIfAborted();
      const scene = sceneOf(this.settings, doing);
      const { lost } = this.tunnel ?? {};
      if (lost)
        throw new TransientError(
          `${doing} failed: the SSH tunnel was lost (${lost.message}); it is tried again.`,
          {
            cause: lost,
          },
        );
      const cause = this.lost && !(error instanceof pg.DatabaseError) ? this.lost : error;
      throw translatePostgresError(cause, grant ? { ...scene, grant } : scene);
    }
  }

  /** Ends the connection, and with it what is not committed. Never throws; safe at any time. */
  async close(): Promise<void> {
    this.signal.removeEventListener("abort", this.onAbort);
    if (this.isClosed || this.signal.aborted) return;
    this.isClosed = true;
    if (this.lost) return this.tunnel?.close();
    if (this.client.getTransactionStatus() !== "I") return this.kill();
    if (!this.tunnel && IdleClient.leave(this.client, this.settings, this.options.ctx.idle))
      return void this.client.off("error", this.onLost);
    const impatience = setTimeout(() => this.kill(), closeTimeoutMs);
    await this.client.end().catch(() => undefined);
    clearTimeout(impatience);
    this.tunnel?.close();
  }

  /** The server may be sorting for minutes before it notices that nobody listens: it is told so, too. */
  private kill(): void {
    void sendCancelRequest(this.client, this.settings, this.tunnel).then(() => this.tunnel?.close());
    (this.client as unknown as { connection: CopyConnection }).connection.stream.destroy();
  }
}

/** Opens a session, gives it to `work` and closes it, whatever happens. */
export async function withPgSession<Result>(
  settings: ConnectionSettings,
  options: SessionOptions,
  work: (session: PgSession) => Promise<Result>,
): Promise<Result> {
  const session = await PgSession.open(settings, options);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

function applicationNameOf(
  { params }: ConnectionSettings,
  { applicationName }: Pick<SessionOptions, "applicationName">,
): string {
  return params.applicationName ?? applicationName;
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
