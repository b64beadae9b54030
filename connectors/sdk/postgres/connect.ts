import { connect as connectSocket } from "node:net";
import type { Duplex } from "node:stream";
import pg from "pg";
import type { SshTunnel } from "../network/ssh-tunnel";
import type { SessionOptions } from "./session";
import type { ConnectionSettings } from "./settings";
import type { TlsOptions } from "./tls";
import { CopyConnection } from "./wire";

const defaultConnectTimeoutMs = 15_000;
const cancelTimeoutMs = 2_000;

/** Connects once, in one way. Throws what pg, the network or TLS said; whoever calls it translates that. */
export async function connect(
  settings: ConnectionSettings,
  { applicationName, ctx }: SessionOptions,
  way: { tls: TlsOptions; tunnel: SshTunnel | null },
): Promise<pg.Client> {
  const { host, port } = settings;
  const stream = way.tunnel ? asSocket(await way.tunnel.connect(host, port)) : null;
  const connection = new CopyConnection({
    ssl: way.tls,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    ...(stream ? { stream: () => stream } : {}),
  });
  const config = {
    connection,
    host,
    port,
    database: settings.database,
    user: settings.username,
    password: () => settings.password, // as a function: an empty one must not be looked up in the environment
    ssl: way.tls,
    application_name: settings.params.applicationName ?? applicationName,
    connectionTimeoutMillis: settings.params.connectTimeoutMs ?? defaultConnectTimeoutMs,
  };
  const client = new pg.Client(config);
  client.on("error", () => undefined); // what matters here reaches the promise below
  const onAbort = () => connection.stream.destroy();
  ctx.signal.addEventListener("abort", onAbort, { once: true });
  try {
    await client.connect();
  } catch (error) {
    connection.stream.destroy();
    throw error;
  } finally {
    ctx.signal.removeEventListener("abort", onAbort);
  }
  return client;
}

/** Tells the server to stop what the client's session does. Best effort: never throws, and ends within seconds. */
export async function sendCancelRequest(
  client: pg.Client,
  settings: ConnectionSettings,
  tunnel: SshTunnel | null,
): Promise<void> {
  const { processID, secretKey } = client as unknown as {
    processID: number | null;
    secretKey: number | null;
  };
  if (processID === null || secretKey === null) return;
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(80877102, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  const { host, port } = settings;
  const direct = () =>
    host.startsWith("/") ? connectSocket(`${host}/.s.PGSQL.${port}`) : connectSocket(port, host);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, cancelTimeoutMs)));
  const sending = (async () => sendAll(tunnel ? await tunnel.connect(host, port) : direct(), request))();
  await Promise.race([sending.catch(() => undefined), timeout]); // the connection is destroyed besides
  clearTimeout(timer);
}

/** Resolves when the other side has closed it, however. */
function sendAll(stream: Duplex, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => stream.destroy(), cancelTimeoutMs);
    stream.on("error", () => undefined); // "close" follows
    stream.on("close", () => {
      clearTimeout(giveUp);
      resolve();
    });
    stream.resume().end(bytes);
  });
}

/** What pg asks of a socket, for a stream that is connected already. */
function asSocket(stream: Duplex): Duplex {
  const nothing = () => stream;
  const connected = () => {
    process.nextTick(() => stream.emit("connect"));
    return stream;
  };
  return Object.assign(stream, {
    connect: connected,
    setNoDelay: nothing,
    setKeepAlive: nothing,
    ref: nothing,
    unref: nothing,
  });
}
