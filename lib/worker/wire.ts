import {
  AuthError,
  ConfigError,
  ConnectorError,
  FencedError,
  RateLimitedError,
  RowRefusedError,
  RestartFeedError,
  TransientError,
  type ConnectorErrorKind,
} from "@/connectors/sdk";
import { redactText } from "@/lib/secrets/redact";
import type { WriteAnswer, WriteQuestion } from "@/lib/sync/write-gate/types";
import type { TaskEvent, TaskName } from "./tasks";

/** From the pool to a worker. */
export type ToWorker =
  | { type: "task"; id: number; name: TaskName; input: unknown; settings: WorkerSettings }
  | { type: "abort"; id: number; reason: string }
  /** End the slice at its next checkpoint. */
  | { type: "stop"; id: number }
  | { type: "rotated"; id: number; rotation: number; error: string | null }
  | { type: "decided"; id: number; decision: number; outcome: WriteAnswer[] | { error: WireError } };

/** From a worker to the pool. */
export type FromWorker =
  | { type: "ready" }
  | { type: "alive"; rssBytes: number }
  | { type: "event"; id: number; event: TaskEvent }
  | { type: "rotate"; id: number; rotation: number; patch: Record<string, string> }
  /** Whose key is asked about the pool knows by the task's destination. */
  | { type: "decide"; id: number; decision: number; questions: WriteQuestion[] }
  | { type: "result"; id: number; result: unknown }
  | { type: "error"; id: number; error: WireError };

export interface WorkerSettings {
  localFilesDir: string;
  allowPrivateNetwork: boolean;
}

/** An error on its way between processes; its class survives where it is one of the contract's. */
export interface WireError {
  kind: ConnectorErrorKind | "unexpected";
  name: string;
  message: string;
  stack: string | undefined;
  field: string[] | undefined;
  retryAfterMs: number | undefined;
  fence: number | undefined;
}

export function toWire(error: unknown): WireError {
  const known = error instanceof Error ? error : new Error(String(error));
  return {
    kind: known instanceof ConnectorError ? known.kind : "unexpected",
    name: known.name,
    message: redactText(known.message),
    stack: known.stack === undefined ? undefined : redactText(stackWithCauses(known)),
    field: known instanceof ConnectorError ? known.field : undefined,
    retryAfterMs: known instanceof RateLimitedError ? known.retryAfterMs : undefined,
    fence: known instanceof FencedError ? known.current : undefined,
  };
}

export function fromWire(wire: WireError): Error {
  const error = errorOf(wire);
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}

function errorOf(wire: WireError): Error {
  const options = wire.field === undefined ? {} : { field: wire.field };
  switch (wire.kind) {
    case "config":
      return new ConfigError(wire.message, options);
    case "auth":
      return new AuthError(wire.message, options);
    case "rate_limited":
      return new RateLimitedError(wire.message, wire.retryAfterMs ?? 60_000, options);
    case "transient":
      return new TransientError(wire.message, options);
    case "fenced":
      return new FencedError(wire.message, wire.fence ?? 0, options);
    case "row_refused":
      return new RowRefusedError(wire.message, options);
    case "restart":
      return new RestartFeedError(wire.message, options);
    case "unexpected": {
      const error = new Error(wire.message);
      error.name = wire.name;
      return error;
    }
  }
}

function stackWithCauses(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${stackWithCauses(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
