/** May the holder of a key do `predicate` on `path`? */
export interface WriteQuestion {
  predicate: string;
  path: string;
}

export interface WriteAnswer {
  allow: boolean;
  /** Whether the key is a valid one at all. */
  valid: boolean;
  /** Whose key it is; null where nobody knows. */
  subject: string | null;
  /** Why not. */
  reason: string | null;
}

/**
 * Whoever decides on writes: the console's own service, or an external one. Asked in one batch; answers in the order of the
 * questions. Throws TransientError where there is no answer in time or none that makes sense: nothing is written then.
 */
export type AskDecisions = (questions: WriteQuestion[]) => Promise<WriteAnswer[]>;

/**
 * Stands in front of a destination. AuthError for a refusal: it names subject, predicate and path, and is not tried again
 * by itself. TransientError where nobody answers.
 */
export interface WriteGate {
  /** Asks whether these paths may be written, whatever was said before. */
  ask(paths: string[]): Promise<void>;
  /** The same, but at once where the last answer about each of them still holds. */
  renew(paths: string[]): void | Promise<void>;
}
