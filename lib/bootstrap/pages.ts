import { setTimeout as sleep } from "node:timers/promises";
import next from "next";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import type { FrontDoor } from "./front-door";
import { endWork, type Shutdown } from "./shutdown";
import { StartError } from "./start-error";

export interface PagesOptions {
  root: string;
  dev: boolean;
  door: FrontDoor;
  shutdown: Shutdown;
  print(line: string): void;
}

const closeTimeoutMs = 3_000;
const maxRedirects = 3;

/** Lets visitors in; returns when a page has answered. */
export async function openPages({ root, dev, door, shutdown, print }: PagesOptions): Promise<void> {
  const { HOST, SLUICE_BASE_PATH } = env();
  const app = next({ dev, dir: root, hostname: HOST, port: door.port, quiet: true });
  shutdown.add(async () => {
    await Promise.race([app.close(), sleep(closeTimeoutMs, undefined, { ref: false })]);
    await door.close();
  });
  shutdown.add(() => endWork(print));
  shutdown.add(() => door.stopListening());
  await app.prepare();
  const handle = app.getRequestHandler();
  door.admit((request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error("A request failed outside every page.", { error });
      response.destroy();
    });
  });
  await firstPage(new URL(`${SLUICE_BASE_PATH}/`, `http://${reachable(HOST)}:${door.port}`));
}

/** Follows redirects on the spot, so that the page which people see first is warm. */
async function firstPage(url: URL): Promise<void> {
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const response = await fetch(url, { redirect: "manual" });
    await response.arrayBuffer();
    if (response.status >= 500) {
      throw new StartError(
        `The first page answered with status ${response.status}. What went wrong is in the log above.`,
      );
    }
    const location = response.headers.get("location");
    if (!location) return;
    const target = new URL(location, url);
    url = new URL(`${target.pathname}${target.search}`, url);
  }
}

/** An address to reach this process under, from the one that it listens on. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
