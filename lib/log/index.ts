import pino from "pino";
import { redactText } from "@/lib/secrets/redact";

export type LogFacts = Record<string, unknown>;

const levels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof levels)[number];

export interface Logger {
  debug(message: string, facts?: LogFacts): void;
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
}

/** The process's own log: one JSON line per event on standard error. Registered secrets never appear in it. */
export const log: Logger = createLogger(pino.destination(2));

/** Writes to `destination`; exists so that tests can read what would have been logged. */
export function createLogger(destination: { write(line: string): void }): Logger {
  const sink = pino(
    { base: null, level: "debug", timestamp: pino.stdTimeFunctions.isoTime },
    {
      write: (line: string) => destination.write(redactText(line)),
    },
  );
  const entries = levels.map((level) => [
    level,
    (message: string, facts: LogFacts = {}) => sink[level](serializeErrors(facts), message),
  ]);
  return Object.fromEntries(entries) as unknown as Logger;
}

function serializeErrors(facts: LogFacts): LogFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [
      key,
      value instanceof Error ? pino.stdSerializers.err(value) : value,
    ]),
  );
}
