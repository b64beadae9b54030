/**
 * Every error a person may see. Anything that is not one of these is a bug: it gets an id, is logged whole,
 * and the person sees the id. One mapping (`describeError`) serves actions, routes and runs.
 */
export type ErrorCode =
  | "bad_request"
  | "invalid_input"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "rate_limited"
  | "check_failed"
  | "unavailable"
  | "internal";

export interface FieldIssue {
  /** Where in the input, as a path of keys and indexes. */
  path: (string | number)[];
  message: string;
}

export interface AppErrorOptions {
  cause?: unknown;
  issues?: FieldIssue[];
  retryAfterMs?: number;
}

/** An expected error. `message` says what happened and what to do, and is shown to the person as it is. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly issues: FieldIssue[];
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.issues = options.issues ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }
}

export class NotFoundError extends AppError {
  /** A missing and a foreign id read the same, so that ids cannot be probed. */
  constructor(what: string, id: string) {
    super("not_found", `There is no ${what} ${id} in this workspace.`);
    this.name = "NotFoundError";
  }
}

export class InvalidInputError extends AppError {
  constructor(message: string, issues: FieldIssue[] = [], cause?: unknown) {
    super("invalid_input", message, { issues, cause });
    this.name = "InvalidInputError";
  }
}

export class ConflictError extends AppError {
  constructor(message: string, cause?: unknown) {
    super("conflict", message, { cause });
    this.name = "ConflictError";
  }
}

/** What was to be changed is another than the one that the person saw. Its issue stands at `revision`. */
export class StaleError extends AppError {
  constructor(what: string) {
    const message = `Someone has changed this ${what} since you opened it. Load it again, and change what you meant to.`;
    super("conflict", message, { issues: [{ path: ["revision"], message }] });
    this.name = "StaleError";
  }
}

const statusByCode: Record<ErrorCode, number> = {
  bad_request: 400,
  invalid_input: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  check_failed: 422,
  unavailable: 503,
  internal: 500,
};

export function httpStatusOf(code: ErrorCode): number {
  return statusByCode[code];
}
