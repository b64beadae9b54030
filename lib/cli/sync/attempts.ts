import { ConfigError, ConnectorError, FencedError, type Context } from "@/connectors/sdk";
import { redactText } from "@/lib/secrets/redact";
import { judgeFailure } from "@/lib/sync/retry";
import type { FailureKind } from "./events";

/** The command was told to stop; what is committed stays, and the same command goes on from there. */
export class StoppedError extends Error {
  override name = "StoppedError";
}

/** How the next try is made, by what became of the ones before. */
export interface Attempt {
  careful: boolean;
  /** Called when something became durable: the failures before it count no more. */
  progressed(): void;
}

export interface AttemptOptions {
  ctx: Context;
  /** Aborted when nothing more is to begin. */
  stop: AbortSignal;
  /** Of whom the log speaks. */
  label: string;
}

/** Tries until it succeeds, or until the engine's one rule says that trying is in vain. */
export async function withRetries<Result>(
  { ctx, stop, label }: AttemptOptions,
  work: (attempt: Attempt) => Promise<Result>,
): Promise<Result> {
  let fruitless = 0;
  let careful = false;
  for (;;) {
    let hasProgressed = false;
    if (stop.aborted) throw new StoppedError(`${label} was stopped.`);
    try {
      return await work({ careful, progressed: () => (hasProgressed = true) });
    } catch (error) {
      if (ctx.signal.aborted || error instanceof StoppedError) throw error;
      if (error instanceof FencedError) throw takenOver(label, error);
      fruitless = hasProgressed ? 1 : fruitless + 1;
      const verdict = judgeFailure(error, fruitless, careful);
      if (!verdict.retry) throw error;
      careful ||= verdict.careful === true;
      const when = verdict.afterMs === 0 ? "at once" : `in ${Math.round(verdict.afterMs / 1000)} s`;
      ctx.log("warn", `${label}: ${messageOf(error)} Tried again ${when}.`, { attempt: fruitless });
      await ctx.clock.sleep(verdict.afterMs, AbortSignal.any([ctx.signal, stop])).catch((reason: unknown) => {
        throw ctx.signal.aborted ? reason : new StoppedError(`${label} was stopped.`);
      });
    }
  }
}

export interface Failure {
  kind: FailureKind;
  message: string;
}

/** As people read it: errors made for them keep their text, any other is called unexpected. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof StoppedError) return { kind: "cancelled", message: error.message };
  if (!(error instanceof ConnectorError))
    return { kind: "internal", message: `Unexpected: ${messageOf(error)}` };
  const isForPerson = error.kind === "config" || error.kind === "row_refused" || error.kind === "fenced";
  const kind = error.kind === "auth" ? "auth" : isForPerson ? "config" : "transient";
  return { kind, message: messageOf(error) };
}

export function messageOf(error: unknown): string {
  return redactText(error instanceof Error ? error.message : String(error));
}

/** Two commands at once would take the feed from each other for ever: the one that came first gives way. */
function takenOver(label: string, cause: FencedError): ConfigError {
  return new ConfigError(
    `${label}: another sync of the same source and destination has begun meanwhile and goes on in this one's place.`,
    { cause },
  );
}
