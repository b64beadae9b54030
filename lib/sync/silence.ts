import { TransientError, type Context } from "@/connectors/sdk";

/** A source or a destination that does nothing for so long is given up. */
export const answerWithinMs = 30 * 60_000;
/** What a system works at by itself (a merge, the count of a large table) gives no sign of life before it is done. */
export const workWithinMs = 12 * 60 * 60_000;
/** How often a wait is looked at before it counts as silence. */
export const silenceLooks = 10;

export interface SilenceLimit {
  /** As the start of a sentence: "The source has not answered". */
  silence: string;
  limitMs: number;
}

export const sourceAnswers: SilenceLimit = {
  silence: "The source has not answered",
  limitMs: answerWithinMs,
};
export const destinationAnswers: SilenceLimit = {
  silence: "The destination has not answered",
  limitMs: answerWithinMs,
};
export const destinationWorks: SilenceLimit = { ...destinationAnswers, limitMs: workWithinMs };

export function silenceError({ silence, limitMs }: SilenceLimit, then: string): TransientError {
  const long =
    limitMs < 60_000 ? `${Math.round(limitMs / 1_000)} seconds` : `${Math.round(limitMs / 60_000)} minutes`;
  return new TransientError(`${silence} for ${long}. ${then}`);
}

/**
 * Work that tells nothing before its end, such as over a connection that is half open, ends by a TransientError once it
 * has taken too long; what is at work hears of it by the signal. Looks at it several times: the machine may sleep.
 */
export async function limitSilence<Result>(
  ctx: Context,
  limit: SilenceLimit,
  work: (ctx: Context) => Promise<Result>,
): Promise<Result> {
  const givingUp = new AbortController();
  const ended = new AbortController();
  const isSilent = async (): Promise<never> => {
    for (let look = 0; look < silenceLooks; look++) {
      await ctx.clock.sleep(limit.limitMs / silenceLooks, ended.signal);
      ended.signal.throwIfAborted();
    }
    const error = silenceError(limit, "It has to be tried again.");
    givingUp.abort(error);
    throw error;
  };
  const watching = isSilent();
  try {
    const signal = AbortSignal.any([ctx.signal, givingUp.signal]);
    return await Promise.race([work({ ...ctx, signal }), watching]);
  } finally {
    ended.abort(new Error("The work has ended."));
    await watching.catch(() => undefined); // it was told to stop, or the race has brought its error already
  }
}
