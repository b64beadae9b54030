import { once } from "node:events";
import {
  connect,
  createServer,
  type AddressInfo,
  type NetConnectOpts,
  type Server,
  type Socket,
} from "node:net";

interface Pair {
  client: Socket;
  upstream: Socket;
  isHeld: boolean;
}

/** Stands on 127.0.0.1 in front of a server and makes the network between fail, as often and as long as a test wants. */
export class TcpProxy {
  /** What the server has sent so far, over all connections. */
  bytesFromServer = 0;
  private readonly pairs = new Set<Pair>();
  private holdsNewOnes = false;
  private bytesPerSecond = Infinity;
  private port = 0;

  private constructor(
    private readonly target: NetConnectOpts,
    private readonly server: Server,
  ) {
    server.on("connection", (client) => this.join(client));
  }

  /** In front of the PostgreSQL server of `url`, which may name the folder of a socket. */
  static async start(url: string): Promise<TcpProxy> {
    const { hostname, port, searchParams } = new URL(url);
    const folder = searchParams.get("host");
    const portNumber = Number(searchParams.get("port") ?? (port || "5432"));
    const target = folder?.startsWith("/")
      ? { path: `${folder}/.s.PGSQL.${portNumber}` }
      : { host: folder ?? hostname, port: portNumber };
    const proxy = new TcpProxy(target, createServer());
    await proxy.accept();
    return proxy;
  }

  /** The same database by way of the proxy. */
  urlOf(url: string): URL {
    const through = new URL(url);
    through.searchParams.delete("host");
    through.searchParams.delete("port");
    through.hostname = "127.0.0.1";
    through.port = String(this.port);
    return through;
  }

  /** Breaks every connection. */
  cut(): void {
    for (const { client, upstream } of this.pairs) {
      client.destroy();
      upstream.destroy();
    }
  }

  /** Nobody listens on the port until `accept`; connections that stand are not touched. */
  refuse(): void {
    this.server.close();
  }

  async accept(): Promise<void> {
    if (this.server.listening) return;
    this.server.listen(this.port, "127.0.0.1");
    await once(this.server, "listening");
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Lets nothing through on the connections that stand, and with `newOnes` on those that come, until `release`. */
  hold({ newOnes = false } = {}): void {
    this.holdsNewOnes = newOnes;
    for (const pair of this.pairs) holdPair(pair);
  }

  release(): void {
    this.holdsNewOnes = false;
    for (const pair of this.pairs) {
      pair.isHeld = false;
      pair.client.resume();
      pair.upstream.resume();
    }
  }

  /** How fast each connection brings what the server sends. */
  throttle(bytesPerSecond: number): void {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** As if nothing had ever failed, for the next test. */
  async mend(): Promise<void> {
    this.throttle(Infinity);
    this.release();
    await this.accept();
  }

  async stop(): Promise<void> {
    this.cut();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, "close");
  }

  private join(client: Socket): void {
    const upstream = connect(this.target);
    const pair: Pair = { client, upstream, isHeld: false };
    this.pairs.add(pair);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.setNoDelay(true);
      // A broken connection is broken on both sides, and that is all there is to tell.
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.pairs.delete(pair);
        other.destroy();
      });
      socket.on("end", () => other.end());
      socket.on("drain", () => {
        if (!pair.isHeld) other.resume();
      });
    }
    client.on("data", (chunk) => pass(chunk, client, upstream));
    upstream.on("data", (chunk) => this.bring(chunk, pair));
    if (this.holdsNewOnes) holdPair(pair);
  }

  private bring(chunk: Buffer, pair: Pair): void {
    const { client, upstream } = pair;
    this.bytesFromServer += chunk.length;
    pass(chunk, upstream, client);
    if (this.bytesPerSecond === Infinity) return;
    upstream.pause();
    const resume = () => {
      if (!pair.isHeld && !client.writableNeedDrain) upstream.resume();
    };
    setTimeout(resume, (chunk.length / this.bytesPerSecond) * 1_000).unref();
  }
}

function pass(chunk: Buffer, from: Socket, to: Socket): void {
  if (!to.write(chunk)) from.pause();
}

function holdPair(pair: Pair): void {
  pair.isHeld = true;
  pair.client.pause();
  pair.upstream.pause();
}
