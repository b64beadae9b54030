import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { TestAuthority } from "../../support/certificates";

export interface TlsProxy {
  /** https://127.0.0.1:<port>, of a certificate that no client trusts by itself. */
  url: string;
  /** The certificate of the authority that programs are to trust. */
  authority: string;
  close(): Promise<void>;
}

/** Ends TLS in front of a console on `targetPort`, as the reverse proxy of an installation does. */
export async function openTlsProxy(targetPort: number): Promise<TlsProxy> {
  const authority = TestAuthority.create("Sluice journeys");
  const { certificate, key } = authority.issue({ commonName: "127.0.0.1", names: ["IP:127.0.0.1"] });
  const server = https.createServer({ cert: certificate, key }, (request, response) => {
    const headers = {
      ...request.headers,
      "x-forwarded-for": request.socket.remoteAddress ?? "",
      "x-forwarded-host": request.headers.host ?? "",
      "x-forwarded-proto": "https",
    };
    const { method, url: path } = request;
    const passed = http.request({ host: "127.0.0.1", port: targetPort, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", (error) => response.headersSent || response.writeHead(502).end(error.message));
    response.on("close", () => passed.destroy());
    request.pipe(passed);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authority: authority.certificate,
    async close() {
      server.close();
      server.closeAllConnections();
      authority.remove();
    },
  };
}
