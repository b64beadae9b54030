import { randomUUID } from "node:crypto";
import { ConnectorError } from "@/connectors/sdk";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { redactText } from "@/lib/secrets/redact";
import { WorkerLostError } from "@/lib/sync/retry";
import type { RunFailure } from "./schema";

/**
 * An error as a person reads it on a run. Errors made for people keep their text; any other is logged whole under
 * an id, and the person sees its message and the id.
 */
export function toRunFailure(error: unknown, kind: RunFailure["kind"], stream?: string): RunFailure {
  const message = redactText(error instanceof Error ? error.message : String(error));
  const place = stream === undefined ? {} : { stream };
  if (error instanceof ConnectorError || error instanceof AppError || error instanceof WorkerLostError) {
    const field = error instanceof ConnectorError && error.field !== undefined ? { field: error.field } : {};
    return { kind, message, ...place, ...field };
  }
  const errorId = randomUUID();
  log.error("A run met an unexpected error.", { errorId, error, stream });
  return { kind, message: `Unexpected: ${message}`, errorId, ...place };
}
