import { randomBytes } from "node:crypto";
import type { Logger } from "@/lib/log";
import { EventRejectedError } from "./errors";
import type { CheckpointAnswer } from "./runner";

/** What the SDK's requests come to in the executor. */
export interface BridgeTarget {
  /** Takes events that were sent; answers with their ids. */
  receive(events: unknown, seed: string | null): Promise<string[]>;
  /** Records steps during a call. */
  checkpoint(body: unknown): Promise<CheckpointAnswer>;
}

export interface EventBridge {
  /** For `new Inngest({ id, ...options })`: the client of functions that the embedded executor runs. */
  options: {
    fetch: typeof fetch;
    baseUrl: string;
    eventKey: string;
    signingKey: string;
    isDev: false;
    aiMetadata: false;
    checkpointing: { bufferedSteps: 1; maxRuntime: 0 };
    logger: SdkLogger;
  };
  /** From now on requests go to this executor. */
  connect(target: BridgeTarget): void;
}

interface SdkLogger {
  debug(...parts: unknown[]): void;
  info(...parts: unknown[]): void;
  warn(...parts: unknown[]): void;
  error(...parts: unknown[]): void;
  flush(): Promise<void>;
}

const baseUrl = "http://embedded-executor.invalid/";

/**
 * Keeps what the SDK sends in this process. The keys are random and known to nobody: should the client's functions
 * ever be mounted on a public route, that route refuses every request.
 */
export function createEventBridge(log: Logger): EventBridge {
  let target: BridgeTarget | undefined;
  return {
    options: {
      fetch: async (input, init) => {
        const request = new Request(input, init);
        if (!target) return answer(503, "The embedded executor does not exist yet.");
        return route(target, request);
      },
      baseUrl,
      eventKey: randomBytes(16).toString("hex"),
      signingKey: randomBytes(32).toString("hex"),
      isDev: false,
      aiMetadata: false,
      // Every step is recorded before the next one runs, and a call may last as long as its steps do.
      checkpointing: { bufferedSteps: 1, maxRuntime: 0 },
      logger: createSdkLogger(log),
    },
    connect: (newTarget) => {
      target = newTarget;
    },
  };
}

const eventPath = /^\/e\/[^/]+$/;
const checkpointPath = /^\/v1\/checkpoint\/[^/]+\/async$/;

async function route(target: BridgeTarget, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (request.method === "POST" && eventPath.test(pathname)) return receive(target, request);
  if (request.method === "POST" && checkpointPath.test(pathname)) {
    const status = checkpointStatus[await target.checkpoint(await request.json())];
    return Response.json({}, { status });
  }
  return answer(501, `The embedded executor does not carry ${request.method} ${pathname}.`);
}

const checkpointStatus: Record<CheckpointAnswer, number> = { recorded: 200, stale: 409, failed: 500 };

async function receive(target: BridgeTarget, request: Request): Promise<Response> {
  const events: unknown = await request.json();
  try {
    const ids = await target.receive(events, request.headers.get("x-inngest-event-id-seed"));
    return Response.json({ ids, status: 200 });
  } catch (error) {
    if (error instanceof EventRejectedError) return answer(400, error.message);
    throw error;
  }
}

function answer(status: number, error: string): Response {
  return Response.json({ ids: [], status, error }, { status });
}

/** The SDK logs as pino does, facts first; the console's logger takes the message first. */
function createSdkLogger(log: Logger): SdkLogger {
  const at =
    (level: "debug" | "info" | "warn" | "error") =>
    (...parts: unknown[]) => {
      const [first, second] = parts;
      if (typeof first === "string") return log[level](first, isFacts(second) ? second : {});
      log[level](
        typeof second === "string" ? second : "The SDK says:",
        isFacts(first) ? first : { value: first },
      );
    };
  // Without flush() the SDK would wait a turn of the event loop for every call.
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    flush: () => Promise.resolve(),
  };
}

function isFacts(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
