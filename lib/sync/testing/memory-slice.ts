import {
  continueFrom,
  feedIdOf,
  TransientError,
  type Batch,
  type Checkpoint,
  type Context,
  type Destination,
  type Feed,
  type FeedPlan,
  type ReadEvent,
  type Source,
  type Value,
  type Writer,
} from "@/connectors/sdk";
import { planFeed, planStream } from "@/connectors/sdk/testing";
import type { Slice } from "../pump";

/** A destination in memory that keeps the commit rule. */
export class Memory {
  rows: Value[][] = [];
  stored: Checkpoint | null = null;
  closed = 0;
  failAt: "write" | "commit" | null = null;

  destination(): Destination<null> {
    return {
      open: (_config: null, plan: FeedPlan) => Promise.resolve(this.writer(plan)),
    } as unknown as Destination<null>;
  }

  private writer(plan: FeedPlan): Writer {
    let pending: Value[][] = [];
    if (plan.anew) Object.assign(this, { rows: [], stored: null });
    return {
      checkpoint: () => Promise.resolve(continueFrom(this.stored, plan)),
      write: (_stream, batch) => {
        if (this.failAt === "write") return Promise.reject(new TransientError("gone"));
        if (batch.encoding === "rows") pending.push(...batch.rows);
        return Promise.resolve({
          written: batch.encoding === "rows" ? batch.rows.length : 0,
          changed: 0,
          quarantined: [],
        });
      },
      delete: () => Promise.resolve(),
      commit: (checkpoint) => {
        if (this.failAt === "commit") return Promise.reject(new TransientError("gone"));
        this.rows.push(...pending);
        pending = [];
        this.stored = checkpoint;
        return Promise.resolve();
      },
      close: () => {
        this.closed++;
        return Promise.resolve();
      },
    };
  }
}

export type Read = (position: number, signal: AbortSignal) => AsyncGenerator<ReadEvent>;

function sourceOf(read: Read): Source<null> {
  return {
    read: (_config: null, _feed: Feed, position: unknown, _encoding: unknown, ctx: { signal: AbortSignal }) =>
      read(Number(position ?? 0), ctx.signal),
  } as unknown as Source<null>;
}

export function rows(...ids: number[]): Batch {
  return { encoding: "rows", rows: ids.map((id) => [id, "x", 1]), bytes: ids.length * 100 };
}

/** Rows 1 to `last`, one a batch, with a checkpoint after each. */
export async function* countTo(last: number, position: number, complete = true): AsyncGenerator<ReadEvent> {
  for (let id = position + 1; id <= last; id++) {
    yield { type: "batch", stream: 0, batch: rows(id) };
    yield { type: "checkpoint", position: id };
  }
  if (complete) yield { type: "checkpoint", position: last, complete };
}

const plan = planStream({ connectionId: "c", name: "orders", namespace: "public" });
const feed: Feed = { id: feedIdOf(plan.stream), streams: [plan.stream] };

/** A slice of one feed from `read` into `memory`. */
export function sliceOf(
  memory: Memory,
  read: Read,
  ctx: Context,
  overrides: Partial<Slice<null, null>> = {},
): Slice<null, null> {
  return {
    source: { connector: sourceOf(read), config: null },
    destination: { connector: memory.destination(), config: null },
    feed,
    plan: planFeed(plan, 1),
    shapes: [null],
    mapperSecrets: {},
    quarantineLimit: 10,
    budgetMs: Infinity,
    shouldStop: () => false,
    ctx,
    report: { progress: () => undefined, committed: () => undefined },
    ...overrides,
  };
}
