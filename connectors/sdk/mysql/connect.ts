import type { Connection } from "mysql2";
import type { Context } from "../context";
import { SshTunnel } from "../network/ssh-tunnel";
import { type Scene, translateMySqlError } from "./errors";
import type { ConnectionSettings } from "./settings";
import { mayDifferByTls, tlsAttempts, type TlsOptions } from "./tls";
import { wireOf } from "./wire";

const defaultConnectTimeoutMs = 15_000;
const killTimeoutMs = 2_000;

/** How the server was reached, for another connection that goes the same way. */
export interface Way {
  tls: TlsOptions;
  tunnel: SshTunnel | null;
}

/** Tries the ways that the settings allow. What fails is translated. Whoever connects closes the tunnel, too. */
export async function connectBySettings(
  settings: ConnectionSettings,
  ctx: Pick<Context, "signal" | "log">,
): Promise<{ connection: Connection; way: Way }> {
  const { signal, log } = ctx;
  if (settings.params.ignored.length > 0)
    log("debug", `JDBC parameters without a meaning here are ignored: ${settings.params.ignored.join(", ")}`);
  const attempts = tlsAttempts(settings.sslMode);
  const method = settings.tunnel ?? { tunnel_method: "NO_TUNNEL" };
  const tunnel = method.tunnel_method === "NO_TUNNEL" ? null : await SshTunnel.open(method, ctx);
  try {
    for (const [index, tls] of attempts.entries()) {
      signal.throwIfAborted();
      const way = { tls, tunnel };
      try {
        return { connection: await connect(settings, way, signal), way };
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
  } catch (error) {
    tunnel?.close();
    throw error;
  }
}

async function connect(
  settings: ConnectionSettings,
  { tls, tunnel }: Way,
  signal: AbortSignal,
): Promise<Connection> {
  // The whole of it: in a bundle its members have no names of their own.
  const { default: mysql } = await import("mysql2");
  const through = tunnel ? await tunnel.connect(settings.host, settings.port) : null;
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
    ...(through ? { stream: through } : {}),
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
export async function killThread(settings: ConnectionSettings, way: Way, threadId: number): Promise<void> {
  const brief = { ...settings, params: { ...settings.params, connectTimeoutMs: killTimeoutMs } };
  try {
    const other = await connect(brief, way, AbortSignal.timeout(killTimeoutMs));
    await new Promise<void>((resolve) => other.query(`KILL ${threadId}`, () => resolve()));
    other.destroy();
  } catch {
    // then the server notices by itself that nobody listens
  }
}

function serverOf(settings: ConnectionSettings): string {
  return `${settings.host}:${settings.port}`;
}

export function sceneOf(settings: ConnectionSettings, doing: string): Scene {
  return {
    doing,
    server: serverOf(settings),
    database: settings.database,
    username: settings.username,
    grant: settings.grant,
  };
}
