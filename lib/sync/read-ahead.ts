import type { ReadEvent } from "@/connectors/sdk";

const closeGraceMs = 5_000;

export interface ReadAhead extends AsyncIterable<ReadEvent> {
  /** A source that has given everything comes to its end by itself, and can leave its connection to the next feed. Waits up to `closeGraceMs`. */
  settle(): Promise<void>;
  /**
   * Frees the source; resolves when it has stopped, or after `closeGraceMs` where it does not listen (its worker is
   * then ended). Errors of a source that is told to stop are of no interest.
   */
  close(): Promise<void>;
}

/**
 * Lets a source read on while the destination writes, as long as less than `maxBytes` of batches wait. Events come
 * out in order; an error of the source comes after everything it gave before.
 */
export function readAhead(events: AsyncIterable<ReadEvent>, maxBytes: number): ReadAhead {
  const iterator = events[Symbol.asyncIterator]();
  const waiting: ReadEvent[] = [];
  let waitingBytes = 0;
  let ended = false;
  let failure: { error: unknown } | undefined;
  let wakeReader = noop;
  let wakeSource = noop;

  const filling = fill();

  async function fill(): Promise<void> {
    try {
      while (!ended) {
        while (waitingBytes >= maxBytes && !ended)
          await new Promise<void>((resolve) => (wakeSource = resolve));
        if (ended) return;
        const next = await iterator.next();
        if (next.done) return;
        waiting.push(next.value);
        waitingBytes += bytesOf(next.value);
        wakeReader();
      }
    } catch (error) {
      failure = { error };
    } finally {
      ended = true;
      wakeReader();
    }
  }

  async function* drain(): AsyncGenerator<ReadEvent> {
    for (;;) {
      const event = waiting.shift();
      if (event) {
        waitingBytes -= bytesOf(event);
        wakeSource();
        yield event;
      } else if (ended) {
        if (failure) throw failure.error;
        return;
      } else {
        await new Promise<void>((resolve) => (wakeReader = resolve));
      }
    }
  }

  return {
    [Symbol.asyncIterator]: drain,
    settle: () => withinGrace(filling),
    async close() {
      ended = true;
      wakeSource();
      await withinGrace(Promise.allSettled([iterator.return?.(), filling]));
    },
  };
}

async function withinGrace(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => (timer = setTimeout(resolve, closeGraceMs)));
  await Promise.race([work, grace]);
  clearTimeout(timer);
}

function bytesOf(event: ReadEvent): number {
  return event.type === "batch" ? event.batch.bytes : 0;
}

function noop(): void {
  return;
}
