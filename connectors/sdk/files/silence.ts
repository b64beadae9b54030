/** No answer, or no further bytes, for so long while they are waited for: the connection is given up. */
export const defaultSilenceMs = 60_000;

export interface SilenceGuard {
  signal: AbortSignal;
  /** Aborts when `work` takes longer than the limit. Time in which nobody waits does not count. */
  watch<T>(work: Promise<T>): Promise<T>;
  /** Lets go of the connection, wherever reading stands. */
  release(): void;
  /** Throws the reason of the caller's signal, where that is why reading ended. */
  throwIfCancelled(): void;
}

/** Ends a connection that says nothing any more, and one that the caller cancels. */
export function createSilenceGuard(caller: AbortSignal, silenceMs = defaultSilenceMs): SilenceGuard {
  const own = new AbortController();
  return {
    signal: AbortSignal.any([caller, own.signal]),
    watch: async (work) => {
      const timer = setTimeout(
        () => own.abort(new Error(`nothing came for ${silenceMs / 1000} s`)),
        silenceMs,
      );
      return work.finally(() => clearTimeout(timer));
    },
    release: () => own.abort(new Error("The file was closed.")),
    throwIfCancelled: () => caller.throwIfAborted(),
  };
}
