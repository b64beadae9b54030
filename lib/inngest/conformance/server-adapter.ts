import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Inngest } from "inngest";
import { serve } from "inngest/node";
import type { Adapter } from "./feature";

export interface InngestServer {
  url: string;
  eventKey: string;
  signingKey: string;
}

const ignore = () => undefined;
/** Steps fail on purpose here. */
const quiet = { debug: ignore, info: ignore, warn: ignore, error: ignore };
/** Retries alone take minutes on a real server. */
const patienceMs = 10 * 60_000;

/** A real Inngest server that calls this process on loopback; it must run on this machine. Time passes as it does. */
export function createServerAdapter(server: InngestServer): Adapter {
  return {
    async start(build) {
      const { url: baseUrl, eventKey, signingKey } = server;
      const client = new Inngest({
        id: "conformance",
        baseUrl,
        eventKey,
        signingKey,
        isDev: false,
        logger: quiet,
      });
      const http = createServer((request, response) => handler(request, response));
      await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
      const { port } = http.address() as AddressInfo;
      const origin = `http://127.0.0.1:${port}`;
      const handler = serve({
        client,
        functions: build(client),
        serveOrigin: origin,
        servePath: "/api/inngest",
      });
      await register(`${origin}/api/inngest`);
      return {
        now: () => Date.now(),
        async send(events) {
          await client.send(events);
        },
        async proceed(changed) {
          const gaveUp = new AbortController();
          const timeout = delay(patienceMs, "timeout" as const, { signal: gaveUp.signal });
          const outcome = await Promise.race([changed, timeout]);
          gaveUp.abort();
          if (outcome === "timeout") throw new Error(`nothing happened for ${patienceMs / 60_000} minutes`);
        },
        elapse: (ms) => delay(ms),
        async stop() {
          http.closeAllConnections();
          await new Promise((resolve) => http.close(resolve));
        },
      };
    },
  };
}

async function register(endpoint: string): Promise<void> {
  const response = await fetch(endpoint, { method: "PUT" });
  if (!response.ok)
    throw new Error(`The functions could not be registered: ${response.status} ${await response.text()}`);
}
