import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { authorizeRequestSchema } from "@/lib/governance/authorize-schema";

/** An external Heimdall as a server of its own, that says what a test wants. Takes single calls and batches. */
export interface TestHeimdall {
  /** As a destination's configuration names it. */
  baseUrl: string;
  /** By path: whether it gives leave. */
  judge: (path: string) => boolean;
  /** So many calls are answered by 503, before it is well again. */
  outages: number;
  /** The paths of each call that was answered. */
  asked: string[][];
  tokens: Set<string>;
  stop(): Promise<void>;
}

export async function startHeimdall(): Promise<TestHeimdall> {
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => answer(heimdall, text, response));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const heimdall: TestHeimdall = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/heimdall`,
    judge: () => true,
    outages: 0,
    asked: [],
    tokens: new Set(),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return heimdall;
}

function answer(heimdall: TestHeimdall, text: string, response: ServerResponse): void {
  if (heimdall.outages > 0) {
    heimdall.outages--;
    response.writeHead(503).end();
    return;
  }
  const { token, context, contexts } = authorizeRequestSchema.parse(JSON.parse(text));
  heimdall.tokens.add(token);
  const questions = Object.entries(contexts ?? (context ? { only: context } : {}));
  const paths = questions.map(([key, { object }]) => [key, object.paths ?? []] as const);
  heimdall.asked.push(paths.flatMap(([, some]) => some));
  const outcomes = paths.map(([key, some]) => [key, outcomeOf(some.every(heimdall.judge))] as const);
  const reply = contexts
    ? { id: "alice", tags: [], results: Object.fromEntries(outcomes) }
    : { ...outcomes[0]?.[1], result: { id: "alice", tags: [] } };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
}

function outcomeOf(allow: boolean) {
  return { allow, valid: true, ...(allow ? {} : { error: { status: 403, message: "Not yours." } }) };
}
