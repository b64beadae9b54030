import { once } from "node:events";
import {
  connect,
  createServer,
  type AddressInfo,
  type NetConnectOpts,
  type Server,
  type Socket,
} from "node:net";

/** Who sends. */
export type Side = "client" | "server";

interface Pair {
  client: Socket;
  server: Socket;
  isHeld: boolean;
  /** For good: what is sent is lost. */
  isSilent: boolean;
}

/** Happens once, when a side has sent so many bytes over all connections. */
interface Trap {
  from: Side;
  at: number;
  spring(pair: Pair, chunk: Buffer, index: number): void;
}

/** Stands on 127.0.0.1 in front of a server and makes the network between fail, as often and as long as a test wants. */
export class TcpProxy {
  /** What each side has sent so far, over all connections. */
  readonly bytesFrom: Record<Side, number> = { client: 0, server: 0 };
  private readonly pairs = new Set<Pair>();
  private readonly bytesPerSecond: Record<Side, number> = { client: Infinity, server: Infinity };
  private traps: Trap[] = [];
  private holdsNewOnes = false;
  private delayMs = 0;
  private port = 0;

  private constructor(
    private readonly target: NetConnectOpts,
    private readonly listener: Server,
  ) {
    listener.on("connection", (client) => this.join(client));
  }

  /** In front of the server of `url`, which for PostgreSQL may name the folder of a socket. */
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
    for (const pair of this.pairs) breakPair(pair);
  }

  /** Breaks the connection over which `from` sends the byte that comes after as many more; once. */
  cutAfter(bytes: number, from: Side): void {
    this.setTrap(bytes, from, breakPair);
  }

  /** Flips a bit (by default the third) of the byte that `from` sends after as many more; once. */
  corruptAfter(bytes: number, from: Side, bit = 0x04): void {
    this.setTrap(bytes, from, (_pair, chunk, index) => chunk.writeUInt8(chunk.readUInt8(index) ^ bit, index));
  }

  /** Says nothing more on the connection over which `from` sends as many more bytes, and does not close it; once. */
  fallSilentAfter(bytes: number, from: Side): void {
    this.setTrap(bytes, from, (pair) => (pair.isSilent = true));
  }

  /** Nobody listens on the port until `accept`; connections that stand are not touched. */
  refuse(): void {
    this.listener.close();
  }

  async accept(): Promise<void> {
    if (this.listener.listening) return;
    this.listener.listen(this.port, "127.0.0.1");
    await once(this.listener, "listening");
    this.port = (this.listener.address() as AddressInfo).port;
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
      pair.server.resume();
    }
  }

  /** How fast each connection brings what a side sends. */
  throttle(bytesPerSecond: number, from: Side = "server"): void {
    this.bytesPerSecond[from] = bytesPerSecond;
  }

  /** Whatever is sent arrives so much later, in both directions. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /** As if nothing had ever failed, for the next test. */
  async mend(): Promise<void> {
    this.traps = [];
    this.delay(0);
    this.throttle(Infinity, "client");
    this.throttle(Infinity, "server");
    this.release();
    await this.accept();
  }

  async stop(): Promise<void> {
    this.cut();
    if (!this.listener.listening) return;
    this.listener.close();
    await once(this.listener, "close");
  }

  private setTrap(bytes: number, from: Side, spring: Trap["spring"]): void {
    this.traps.push({ from, at: this.bytesFrom[from] + bytes, spring });
  }

  private join(client: Socket): void {
    const pair: Pair = { client, server: connect(this.target), isHeld: false, isSilent: false };
    this.pairs.add(pair);
    for (const [from, to] of [
      ["client", "server"],
      ["server", "client"],
    ] as const) {
      const [socket, other] = [pair[from], pair[to]];
      socket.setNoDelay(true);
      // A broken connection is broken on both sides, and that is all there is to tell.
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.pairs.delete(pair);
        other.destroy();
      });
      socket.on("end", () => this.later(() => other.end()));
      socket.on("drain", () => {
        if (!pair.isHeld) other.resume();
      });
      socket.on("data", (chunk) => this.bring(chunk, pair, from, to));
    }
    if (this.holdsNewOnes) holdPair(pair);
  }

  private bring(chunk: Buffer, pair: Pair, from: Side, to: Side): void {
    const [source, target] = [pair[from], pair[to]];
    this.springTraps(chunk, pair, from);
    this.bytesFrom[from] += chunk.length;
    if (pair.isSilent || target.destroyed) return;
    this.later(() => {
      if (!target.write(chunk)) source.pause();
    });
    const bytesPerSecond = this.bytesPerSecond[from];
    if (bytesPerSecond === Infinity) return;
    source.pause();
    const resume = () => {
      if (!pair.isHeld && !target.writableNeedDrain) source.resume();
    };
    setTimeout(resume, (chunk.length / bytesPerSecond) * 1_000).unref();
  }

  private springTraps(chunk: Buffer, pair: Pair, from: Side): void {
    const end = this.bytesFrom[from] + chunk.length;
    const sprung = this.traps.filter((trap) => trap.from === from && trap.at < end);
    if (sprung.length === 0) return;
    this.traps = this.traps.filter((trap) => !sprung.includes(trap));
    for (const { at, spring } of sprung) spring(pair, chunk, at - this.bytesFrom[from]);
  }

  private later(act: () => void): void {
    if (this.delayMs === 0) act();
    else setTimeout(act, this.delayMs);
  }
}

function breakPair({ client, server }: Pair): void {
  client.destroy();
  server.destroy();
}

function holdPair(pair: Pair): void {
  pair.isHeld = true;
  pair.client.pause();
  pair.server.pause();
}
