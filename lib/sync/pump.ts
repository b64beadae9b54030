import {
  RestartFeedError,
  streamLabel,
  type Checkpoint,
  type Context,
  type Destination,
  type Feed,
  type FeedPlan,
  type ReadEvent,
  type Source,
  type StreamCounts,
  type Writer,
} from "@/connectors/sdk";
import type { MapperSecrets } from "@/lib/normalization/shape/mappers";
import type { StreamShape } from "@/lib/normalization/shape/types";
import { Intake } from "./intake";
import { readAhead } from "./read-ahead";
import { answerWithinMs, destinationAnswers, limitSilence, silenceError, silenceLooks } from "./silence";
import { steadyTime } from "./steady-time";
import { noWaits, WaitMeter, type Waits } from "./waits";

const maxBytesInFlight = 4 * 1024 * 1024;
const progressEveryMs = 250;

export interface Slice<S, D> {
  source: { connector: Source<S>; config: S };
  destination: { connector: Destination<D>; config: D };
  feed: Feed;
  plan: FeedPlan;
  /** By the feed's streams; null where rows go on as they are. */
  shapes: (StreamShape | null)[];
  mapperSecrets: MapperSecrets;
  /** More quarantined rows of one stream in one run than this fail the slice. */
  quarantineLimit: number;
  /** When it is over, the slice ends at the next checkpoint. */
  budgetMs: number;
  /** True once the slice should end at the next checkpoint, whatever its budget. */
  shouldStop(): boolean;
  ctx: Context;
  report: SliceReport;
  silenceMs?: number;
}

export interface SliceReport {
  progress(progress: PumpProgress): void;
  /** Called once a checkpoint is durable at the destination. */
  committed(checkpoint: Checkpoint): void;
}

export interface PumpProgress {
  /** By what the feed writes; rows that are not yet committed included. */
  streams: (StreamCounts & {
    estimatedRows: number | null;
    /** Since the last report. */
    waitedMs: Waits;
  })[];
}

export interface SliceOutcome {
  /** The feed has no more for this run. */
  complete: boolean;
  /** The last one that is durable; null where none is yet. */
  checkpoint: Checkpoint | null;
}

/**
 * Moves a feed on from where the destination says it stands. Resolves only at a checkpoint that is durable; whatever
 * it throws, the destination holds the rows up to its last checkpoint and nothing else, so it may be called again.
 *
 * Where the source cannot go on from there (RestartFeedError), the feed begins anew, once in a slice: what this run
 * had loaded of it is discarded together with its checkpoint.
 */
export async function moveSlice<S, D>(slice: Slice<S, D>): Promise<SliceOutcome> {
  try {
    return await moveOn(slice);
  } catch (error) {
    if (!(error instanceof RestartFeedError)) throw error;
    const labels = slice.feed.streams.map(streamLabel).join(", ");
    slice.ctx.log("warn", `${labels} is read from the start: ${error.message}`);
    return moveOn({ ...slice, plan: { ...slice.plan, anew: true } });
  }
}

async function moveOn<S, D>(slice: Slice<S, D>): Promise<SliceOutcome> {
  const { ctx, destination } = slice;
  ctx.signal.throwIfAborted();
  const limit = { ...destinationAnswers, limitMs: slice.silenceMs ?? answerWithinMs };
  const writer = await limitSilence(ctx, limit, (own) =>
    destination.connector.open(destination.config, slice.plan, own),
  );
  try {
    const checkpoint = await limitSilence(ctx, limit, () => writer.checkpoint());
    if (checkpoint?.complete) return { complete: true, checkpoint };
    return await new Pump(slice, writer, checkpoint).run();
  } finally {
    await writer.close();
  }
}

class Pump<S, D> {
  private readonly intake: Intake;
  private readonly estimates: (number | null)[];
  private readonly meter: WaitMeter;
  private reportedAt: number;
  private wait: { silence: string; reject(reason: unknown): void } | null = null;
  private readonly now: () => number;
  private readonly startedAt: number;

  constructor(
    private readonly slice: Slice<S, D>,
    private readonly writer: Writer,
    private checkpoint: Checkpoint | null,
  ) {
    this.meter = new WaitMeter(slice.plan.streams.length);
    this.intake = new Intake(slice, writer, checkpoint, {
      shaping: (output, work) => this.meter.shaping(output, work),
      writing: (output, work) =>
        this.meter.writing(() => this.watched("The destination has taken nothing", work()), output),
    });
    this.estimates = slice.plan.streams.map(() => null);
    this.now = steadyTime(slice.ctx.clock);
    this.startedAt = this.now();
    this.reportedAt = this.startedAt;
  }

  async run(): Promise<SliceOutcome> {
    const { source, feed, plan, ctx } = this.slice;
    // The source is stopped through a signal of its own, so that leaving early frees it without cancelling the writer.
    const leaving = new AbortController();
    const onAbort = () => this.wait?.reject(ctx.signal.reason);
    ctx.signal.addEventListener("abort", onAbort);
    const watching = this.watchForSilence(leaving.signal);
    const sourceCtx = { ...ctx, signal: AbortSignal.any([ctx.signal, leaving.signal]) };
    const events = readAhead(
      source.connector.read(source.config, feed, this.checkpoint?.position ?? null, plan.encoding, sourceCtx),
      maxBytesInFlight,
    );
    try {
      const outcome = await this.drain(events[Symbol.asyncIterator]());
      if (outcome.complete) await events.settle();
      return outcome;
    } finally {
      leaving.abort(new Error("The slice has ended."));
      ctx.signal.removeEventListener("abort", onAbort);
      await Promise.all([events.close(), watching]);
    }
  }

  private async drain(events: AsyncIterator<ReadEvent>): Promise<SliceOutcome> {
    for (;;) {
      const next = await this.meter.reading(() => this.watched("The source has sent nothing", events.next()));
      this.slice.ctx.signal.throwIfAborted();
      if (next.done) {
        const labels = this.slice.feed.streams.map(streamLabel).join(", ");
        throw new Error(`The source ended ${labels} without a complete checkpoint.`);
      }
      if (await this.handle(next.value))
        return { complete: this.checkpoint?.complete ?? false, checkpoint: this.checkpoint };
      this.reportNowAndThen();
    }
  }

  /** True where the slice ends here. */
  private async handle(event: ReadEvent): Promise<boolean> {
    switch (event.type) {
      case "batch":
        this.meter.arrived(this.intake.outputOf(event.stream));
        await this.intake.take(event.stream, event.batch, this.checkpoint?.position ?? null);
        if (event.batch.encoding === "pg-copy-binary") event.batch.release?.();
        return false;
      case "deleted":
        this.meter.arrived(this.intake.outputOf(event.stream));
        await this.intake.takeDeleted(event.stream, event.keys);
        return false;
      case "estimate":
        this.estimates[this.intake.outputOf(event.stream)] = event.rows ?? null;
        return false;
      case "checkpoint":
        await this.commit(event.position, event.complete ?? false);
        if (event.complete || this.slice.shouldStop()) return true;
        return !event.fragile && this.isOverBudget();
    }
  }

  private async commit(position: Checkpoint["position"], complete: boolean): Promise<void> {
    const { plan, report } = this.slice;
    const checkpoint: Checkpoint = {
      syncId: plan.syncId,
      generations: plan.streams.map((stream) => stream.generation),
      position,
      complete,
      counts: this.intake.counts.map((counts) => ({ ...counts })),
    };
    await this.meter.writing(() =>
      this.watched("The destination has not committed", this.writer.commit(checkpoint)),
    );
    this.checkpoint = checkpoint;
    this.report();
    report.committed(checkpoint);
  }

  /** Waits for one side; ends at once when the slice is aborted or the side stays silent for too long. */
  private async watched<T>(silence: string, work: Promise<T>): Promise<T> {
    try {
      return await new Promise<T>((resolve, reject) => {
        this.wait = { silence, reject };
        work.then(resolve, reject);
      });
    } finally {
      this.wait = null;
    }
  }

  /**
   * Looks at the present wait from time to time until `signal` says that the slice has ended. Counts its looks: the
   * machine's clock may be set while it waits.
   */
  private async watchForSilence(signal: AbortSignal): Promise<void> {
    const { ctx, silenceMs = answerWithinMs } = this.slice;
    let looks = { at: this.wait, count: 0 };
    while (!signal.aborted) {
      await ctx.clock.sleep(silenceMs / silenceLooks, signal).catch(() => undefined);
      if (this.wait !== looks.at) looks = { at: this.wait, count: 0 };
      if (signal.aborted || !this.wait || ++looks.count <= silenceLooks) continue;
      const limit = { silence: this.wait.silence, limitMs: silenceMs };
      this.wait.reject(silenceError(limit, "The slice is tried again from its last checkpoint."));
    }
  }

  private isOverBudget(): boolean {
    return this.now() - this.startedAt >= this.slice.budgetMs;
  }

  private reportNowAndThen(): void {
    if (this.now() - this.reportedAt >= progressEveryMs) this.report();
  }

  private report(): void {
    this.reportedAt = this.now();
    const waits = this.meter.take();
    const streams = this.intake.counts.map((counts, index) => ({
      ...counts,
      estimatedRows: this.estimates[index] ?? null,
      waitedMs: waits[index] ?? noWaits(),
    }));
    this.slice.report.progress({ streams });
  }
}
