import type { Context } from "./context";

/**
 * Events of a generator that works until `ctx.signal` is aborted. A generator hears of `return` only when it comes to
 * its next yield, which may be hours away in a query that gives no row: here `return` aborts it first.
 */
export function interruptible<Event>(
  ctx: Context,
  start: (ctx: Context) => AsyncGenerator<Event>,
): AsyncIterableIterator<Event> {
  const leaving = new AbortController();
  const events = start({ ...ctx, signal: AbortSignal.any([ctx.signal, leaving.signal]) });
  return {
    next: () => events.next(),
    async return() {
      leaving.abort(new Error("The reader has left."));
      await events.return(undefined).catch(() => undefined); // it fails because it was told to
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
