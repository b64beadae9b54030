import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { isPrivate } from "@/lib/network/addresses";
import { StartError } from "./start-error";

export interface FrontDoor {
  /** The one listened on, also when the system chose it (PORT=0). */
  port: number;
  /** From now on requests go to `handler`. */
  admit(handler: http.RequestListener): void;
  /** Takes no new connection; those at work go on. */
  stopListening(): void;
  /** Cuts what is still connected. */
  close(): Promise<void>;
}

/**
 * Listens at once, so that nobody else takes the port while the console starts; until then visitors are asked to wait.
 * `behindProxy`: what a private peer says of its own visitor is believed; otherwise the peer is the visitor.
 */
export async function openFrontDoor(host: string, port: number, behindProxy = false): Promise<FrontDoor> {
  let handle: http.RequestListener = askToWait;
  const server = http.createServer((request, response) => {
    nameVisitor(request, behindProxy);
    handle(request, response);
  });
  server.listen({ host, port });
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new StartError(explain(cause, host, port), { cause });
  }
  const closed = once(server, "close");
  return {
    port: (server.address() as AddressInfo).port,
    admit: (handler) => (handle = handler),
    stopListening() {
      server.close();
      server.closeIdleConnections();
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Lock-outs go by this header, so nobody may choose his own. */
function nameVisitor(request: http.IncomingMessage, behindProxy: boolean): void {
  const peer = request.socket.remoteAddress ?? "";
  if (behindProxy && isPrivate(peer) && request.headers["x-forwarded-for"] !== undefined) return;
  request.headers["x-forwarded-for"] = peer;
}

const waitingPage = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="1">
<title>Sluice is starting</title><p style="font: 14px system-ui; padding: 2rem">Sluice is starting …</p></html>
`;

function askToWait(_request: http.IncomingMessage, response: http.ServerResponse): void {
  response
    .writeHead(503, { "content-type": "text/html; charset=utf-8", "retry-after": "1" })
    .end(waitingPage);
}

function explain(cause: unknown, host: string, port: number): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} on ${host} is in use by another program. End it, or choose another port, for example PORT=${port + 1} npm start.`;
    case "EACCES":
      return `This user may not listen on port ${port}. Choose one from 1024 on, for example PORT=3000 npm start.`;
    default:
      return `HOST ${host} is no address of this machine (${code}). Use 127.0.0.1 for this machine only, or 0.0.0.0 for all its addresses.`;
  }
}
