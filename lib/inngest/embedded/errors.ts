/** A function asks for something that the embedded executor does not carry, or its configuration is wrong. */
export class RegistrationError extends Error {
  override name = "RegistrationError";
}

/** An event that cannot be accepted. Nothing of the send it came with was stored. */
export class EventRejectedError extends Error {
  override name = "EventRejectedError";
}

/** A failure as the SDK writes it into step results, run results and inngest/function.failed. */
export interface SerializedError {
  name: string;
  message: string;
  stack?: string;
  cause?: unknown;
}

/** The executor's own failure of a step or run, in the SDK's form. */
export function executorError(message: string, name = "ExecutorError"): SerializedError {
  return { name, message, stack: "" };
}
