export type ConnectorErrorKind =
  "config" | "auth" | "rate_limited" | "transient" | "fenced" | "row_refused" | "restart";

export interface ConnectorErrorOptions {
  cause?: unknown;
  /** The configuration field to mend, as a path; the form puts its focus there. */
  field?: string[];
}

/**
 * What a connector throws on purpose. The message is for the person who set it up: what happened, with the
 * offending value, and what to do; never a secret. Any other class that is thrown is a bug and is shown as one.
 */
export abstract class ConnectorError extends Error {
  abstract readonly kind: ConnectorErrorKind;
  readonly field: string[] | undefined;

  constructor(message: string, options: ConnectorErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.field = options.field;
  }
}

/** The configuration, or what it points at, must be changed by a person. Never retried. */
export class ConfigError extends ConnectorError {
  override name = "ConfigError";
  readonly kind = "config";
}

/** Credentials or rights are refused. Never retried. */
export class AuthError extends ConnectorError {
  override name = "AuthError";
  readonly kind = "auth";
}

/** The other side asks to wait. Retried after `retryAfterMs`. */
export class RateLimitedError extends ConnectorError {
  override name = "RateLimitedError";
  readonly kind = "rate_limited";
  constructor(
    message: string,
    readonly retryAfterMs: number,
    options?: ConnectorErrorOptions,
  ) {
    super(message, options);
  }
}

/** A connection broke, a server restarts, a lock is held: worth the same again, with backoff. */
export class TransientError extends ConnectorError {
  override name = "TransientError";
  readonly kind = "transient";
}

/**
 * The position leads nowhere any more: what it vouches for has changed at the source, so that what is there now cannot
 * be joined to it. The message says what changed, with no advice; the engine adds that the feed is read from the start.
 *
 * Only `read` throws it, and only when it was given a position, for a feed that alone reads its streams. The engine
 * opens the writer with `FeedPlan.anew`, which discards what the run has loaded for the feed, and reads from null, once
 * in a slice. Never shown as a failure, unless it comes again where there is no position.
 */
export class RestartFeedError extends ConnectorError {
  override name = "RestartFeedError";
  readonly kind = "restart";
}

/** A newer writer has opened this feed; nothing of the uncommitted rows was kept. The slice ends, the newer one goes on. */
export class FencedError extends ConnectorError {
  override name = "FencedError";
  readonly kind = "fenced";
  constructor(
    message: string,
    /** The fence found at the destination; a writer needs a higher one. */
    readonly current: number,
    options?: ConnectorErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * The destination refused a row for what it holds (a constraint or a trigger of the table), but a fast load does not
 * tell which. Thrown by writers that are not careful; the slice is tried again at once by a careful one.
 */
export class RowRefusedError extends ConnectorError {
  override name = "RowRefusedError";
  readonly kind = "row_refused";
}
