import { systemClock } from "../../system-clock";
import type { LogLevel } from "../../context";
import type { ClientOptions } from "../types";

export interface LoggedLine {
  level: LogLevel;
  message: string;
}

/** Options of a client with a real clock; `lines` is what it logs, `abort` ends it. */
export function clientOptions(
  serviceUrl: string,
  more: Partial<ClientOptions> = {},
): ClientOptions & { lines: LoggedLine[]; abort(reason: Error): void } {
  const lines: LoggedLine[] = [];
  const controller = new AbortController();
  return {
    serviceUrl,
    authentication: { type: "none" },
    signal: controller.signal,
    clock: systemClock,
    log: (level, message) => void lines.push({ level, message }),
    ...more,
    lines,
    abort: (reason) => controller.abort(reason),
  };
}
