import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import path from "node:path";
import { TLSSocket } from "node:tls";

const folder = path.join(import.meta.dirname, "tls");
const sslRequestCode = 80877103;

/** Certificates made for tests: of the proxy below, for "localhost", and of an authority that did not sign it. */
export const testCertificates = {
  authority: readFileSync(path.join(folder, "ca.pem"), "utf8"),
  otherAuthority: readFileSync(path.join(folder, "other-ca.pem"), "utf8"),
};

export interface TlsProxy {
  port: number;
  /** Connections that came encrypted, and plain ones. */
  encrypted: number;
  plain: number;
  close(): Promise<void>;
}

/** Speaks TLS as a PostgreSQL server does, in front of one that does not; `requireTls` turns plain clients away as pg_hba.conf would. */
export async function startTlsProxy(upstream: string, { requireTls = false } = {}): Promise<TlsProxy> {
  const { hostname, port } = new URL(upstream);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    void serve(socket).catch(() => socket.destroy());
  });
  const proxy: TlsProxy = {
    port: 0,
    encrypted: 0,
    plain: 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };

  async function serve(socket: Socket): Promise<void> {
    const [first] = (await once(socket, "data")) as [Buffer];
    const isSslRequest = first.length === 8 && first.readInt32BE(4) === sslRequestCode;
    if (!isSslRequest) {
      proxy.plain++;
      if (requireTls && first.readInt32BE(4) === 196608) return void socket.end(refusal());
      return join(socket, first);
    }
    socket.write("S");
    const secure = new TLSSocket(socket, {
      isServer: true,
      key: readFileSync(path.join(folder, "server.key")),
      cert: readFileSync(path.join(folder, "server.pem")),
    });
    secure.on("error", () => undefined);
    await once(secure, "secure");
    proxy.encrypted++;
    join(secure, Buffer.alloc(0));
  }

  function join(client: Socket, first: Buffer): void {
    const server = connect(Number(port), hostname);
    sockets.add(server);
    server.on("error", () => client.destroy());
    server.write(first);
    client.pipe(server).pipe(client);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy.port = (server.address() as AddressInfo).port;
  return proxy;
}

function refusal(): Buffer {
  const fields =
    'SFATAL\0C28000\0Mno pg_hba.conf entry for host "127.0.0.1", user "x", database "y", no encryption\0\0';
  const message = Buffer.alloc(5 + fields.length);
  message.write("E");
  message.writeInt32BE(4 + fields.length, 1);
  message.write(fields, 5, "latin1");
  return message;
}
