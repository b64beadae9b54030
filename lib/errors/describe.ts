import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { ConnectorErrorKind } from "@/connectors/sdk";
import { log, type LogFacts, type Logger } from "@/lib/log";
import { redactText } from "@/lib/secrets/redact";
import { AppError, httpStatusOf, type ErrorCode, type FieldIssue } from "./index";

/** What a person or an API client is told of an error. No secret, no stack, nothing of the inside. */
export interface DescribedError {
  code: ErrorCode;
  message: string;
  issues: FieldIssue[];
  /** The HTTP status that says the same. */
  status: number;
  retryAfterMs?: number;
  /** Stands in the log beside the whole error; only where the error was not expected. */
  errorId?: string;
}

/**
 * The one mapping from whatever was thrown to what is shown: actions, routes and runs use it. Known classes are
 * recognised by their shape as well, because Next loads a class more than once and `instanceof` then misses it.
 */
export function describeError(error: unknown): DescribedError {
  const known =
    describeAppError(error) ??
    describeZodError(error) ??
    describeConnectorError(error) ??
    describeDatabaseError(error) ??
    describeLostWorker(error);
  return known ?? unexpected("internal", "Sluice failed in a way it does not know. The log says more");
}

/** Describes the error, and logs it whole, causes included, where it was not expected. */
export function reportError(error: unknown, facts: LogFacts = {}, logger: Logger = log): DescribedError {
  const described = describeError(error);
  if (described.errorId) {
    logger.error("unexpected error", { ...facts, errorId: described.errorId, error: asError(error) });
  }
  return described;
}

type Rest = Partial<Pick<DescribedError, "issues" | "retryAfterMs" | "errorId">>;

function expected(code: ErrorCode, message: string, rest: Rest = {}): DescribedError {
  const issues = (rest.issues ?? []).map((issue) => ({ ...issue, message: redactText(issue.message) }));
  return { code, message: redactText(message), ...rest, issues, status: httpStatusOf(code) };
}

function unexpected(code: ErrorCode, message: string): DescribedError {
  const errorId = randomUUID();
  return expected(code, `${message} under ${errorId}.`, { errorId });
}

function describeAppError(error: unknown): DescribedError | undefined {
  if (!isAppError(error)) return undefined;
  const { retryAfterMs } = error;
  return expected(error.code, error.message, {
    issues: error.issues,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

export function isAppError(error: unknown): error is AppError {
  if (error instanceof AppError) return true;
  if (!(error instanceof Error) || !("code" in error) || !("issues" in error)) return false;
  return typeof error.code === "string" && Array.isArray(error.issues) && isErrorCode(error.code);
}

function isErrorCode(code: string): code is ErrorCode {
  return typeof httpStatusOf(code as ErrorCode) === "number";
}

function describeZodError(error: unknown): DescribedError | undefined {
  return error instanceof z.core.$ZodError ? describeIssues(error.issues) : undefined;
}

/** Input that a schema refused. */
export function describeIssues(found: readonly { path: PropertyKey[]; message: string }[]): DescribedError {
  const issues = found.map(({ path, message }) => ({
    path: path.map((key) => (typeof key === "number" ? key : String(key))),
    message,
  }));
  const list = issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`).join("; ");
  return expected("invalid_input", `The input is not usable. ${list}`, { issues });
}

const codeOfKind: Record<ConnectorErrorKind, ErrorCode> = {
  config: "check_failed",
  auth: "check_failed",
  rate_limited: "unavailable",
  transient: "unavailable",
  fenced: "conflict",
  row_refused: "unavailable",
  restart: "conflict",
};

function describeConnectorError(error: unknown): DescribedError | undefined {
  if (!(error instanceof Error) || !("kind" in error) || typeof error.kind !== "string") return undefined;
  if (!Object.hasOwn(codeOfKind, error.kind)) return undefined;
  const code = codeOfKind[error.kind as ConnectorErrorKind];
  const field = "field" in error && Array.isArray(error.field) ? error.field.map(String) : undefined;
  const retryAfterMs = "retryAfterMs" in error ? Number(error.retryAfterMs) : undefined;
  return expected(code, error.message, {
    issues: field ? [{ path: field, message: error.message }] : [],
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Prisma's codes. What the database says itself stays in the log: it may hold values. */
function describeDatabaseError(error: unknown): DescribedError | undefined {
  if (!(error instanceof Error) || !error.name.startsWith("PrismaClient")) return undefined;
  const code = "code" in error ? error.code : "errorCode" in error ? error.errorCode : undefined;
  switch (code) {
    case "P2007":
      // An id of another form is as unknown as any other.
      return /type uuid/.test(error.message)
        ? expected("not_found", "There is nothing with this id.")
        : undefined;
    case "P2025":
      return expected("not_found", "This is no longer there.");
    case "P2002":
      return expected("conflict", "The same is there already.");
    case "P2003":
      return expected("conflict", "Something else still depends on this, or what it depends on is gone.");
    case "P1001":
    case "P1002":
    case "P1008":
    case "P1017":
    case "P2024":
    case "P2037":
      return unexpected("unavailable", "The console's database does not answer. The log says more");
    default:
      return undefined;
  }
}

function describeLostWorker(error: unknown): DescribedError | undefined {
  if (!(error instanceof Error) || error.name !== "WorkerLostError") return undefined;
  return unexpected("unavailable", `${error.message} The log says more`);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(`Thrown, and not an Error: ${String(error)}`);
}
