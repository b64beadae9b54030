import path from "node:path";
import { ConfigError, type Context, type IdleResources, type Json, type LogLevel } from "@/connectors/sdk";
import { systemClock } from "@/connectors/sdk/system-clock";
import { redactText } from "@/lib/secrets/redact";

export interface ContextOptions {
  /** Aborted when everything is to end at once. */
  signal: AbortSignal;
  /** Relative paths start here. */
  folder: string;
  idle: IdleResources;
  log(level: LogLevel, message: string, facts: Record<string, Json>): void;
}

/**
 * What connectors get on the command line: its caller's own rights. Any path and any address the caller may reach; no
 * place to keep a rotated secret.
 */
export function createContext({ signal, folder, idle, log }: ContextOptions): Context {
  return {
    signal,
    clock: systemClock,
    idle,
    log: (level, message, facts = {}) =>
      log(level, redactText(message), JSON.parse(redactText(JSON.stringify(facts))) as Record<string, Json>),
    // Not bound at once: naming it loads all of it, which takes longer than most of what a small sync does.
    http: (input, init) => fetch(input, init),
    localFiles: { root: folder, resolve: (requested) => Promise.resolve(path.resolve(folder, requested)) },
    secrets: {
      rotate: () =>
        Promise.reject(
          new ConfigError(
            "The source has given out new credentials, and the command line has no place to keep them. Sync this source from the console.",
          ),
        ),
    },
  };
}
