import { noCounts, streamLabel, type Checkpoint, type Context, type StreamCounts } from "@/connectors/sdk";
import type { LoadedSource } from "@/lib/connectors/load";
import type { PlannedFeed } from "@/lib/sync/feeds";
import type { PumpProgress } from "@/lib/sync/pump";
import { streamKey } from "@/lib/sync/stream-key";
import { remarksOn } from "@/lib/sync/compare/compare-stream";
import { describeFailure, StoppedError, withRetries } from "./attempts";
import { compareContent } from "./compare";
import { addWaits, noWaits, type Waits } from "@/lib/sync/waits";
import { nameOf, type StreamResult, type SyncEvent, type SyncResult } from "./events";
import { finishStream } from "./finish-stream";
import { entryOf, keyOf, writeJournal } from "./journal";
import { inLanes } from "./lanes";
import { moveFeed } from "./move-feed";
import { peek } from "./peek";
import { planRun, type PlannedRun, type SyncRequest } from "./plan-run";

const defaultLanes = 4;

const wayToMend =
  "Run `sluice repair` with the same arguments: it mends these alone. The source may also have changed since it was read.";

export interface SyncOptions {
  ctx: Context;
  /** Aborted when the sync is to end at its next checkpoints. */
  stop: AbortSignal;
  report(event: SyncEvent): void;
  /** How many streams move side by side. Default: 4; always one where only one may be near the destination. */
  parallel?: number;
}

/**
 * One run of the whole, in this process: plan, move every feed, finish and verify every stream. Errors of planning are
 * thrown, and the refusal to write anything of the plan; those of a stream end that stream alone. What it leaves behind is always a state from which the same command
 * goes on.
 */
export async function runSync(request: SyncRequest, options: SyncOptions): Promise<SyncResult> {
  const startedAt = options.ctx.clock.now();
  const run = await planRun(request, options.ctx);
  const sync = new Sync(request, run, options);
  const results = await sync.run();
  const isCancelled = options.stop.aborted || options.ctx.signal.aborted;
  const isVerified = results.every(({ verified }) => verified);
  return {
    status: isVerified ? "succeeded" : isCancelled ? "cancelled" : "failed",
    seconds: secondsSince(startedAt, options.ctx),
    streams: results,
  };
}

interface StreamState {
  counts: StreamCounts;
  waits: Waits;
  verified: boolean;
  startedAt: number;
}

class Sync {
  private readonly states: StreamState[];
  /** By feed; those that are complete. */
  private readonly complete = new Map<PlannedFeed, Checkpoint | null>();
  /** Reads that were finished, or that never will be. */
  private readonly settled = new Set<number>();
  private readonly failed = new Set<number>();
  /** Reads that are in the journal with this run. */
  private readonly begun = new Set<number>();
  private noting: Promise<void> = Promise.resolve();
  private fence: number;

  constructor(
    private readonly request: SyncRequest,
    private readonly plan: PlannedRun,
    private readonly options: SyncOptions,
  ) {
    this.fence = plan.firstFence;
    this.states = plan.streams.map(() => ({
      counts: noCounts(),
      waits: noWaits(),
      verified: false,
      startedAt: 0,
    }));
  }

  async run(): Promise<StreamResult[]> {
    const { plan, request } = this;
    this.announce();
    if (!(await this.isAuthorized())) return this.results();
    await this.begin(
      plan.feeds.filter(({ feed }) => !plan.settled.has(feed.id)).flatMap(({ reads }) => reads),
    );
    const isAlone = (request.destination.connector.exclusive?.(request.destination.config) ?? null) !== null;
    const lanes = isAlone ? 1 : (this.options.parallel ?? defaultLanes);
    await inLanes(plan.feeds, lanes, (feed) => this.carryOut(feed));
    if (!this.options.ctx.signal.aborted) await this.note([...this.begun], (read) => this.hasEnded(read));
    return this.results();
  }

  /** All streams at once, before anything changes at the destination. False where it was stopped while nobody answered. */
  private async isAuthorized(): Promise<boolean> {
    const { ctx, stop } = this.options;
    try {
      await withRetries({ ctx, stop, label: "The sync" }, () =>
        this.request.destination.connector.authorize(this.plan.streams),
      );
      return true;
    } catch (error) {
      if (error instanceof StoppedError) return false;
      throw error;
    }
  }

  private results(): StreamResult[] {
    return this.plan.streams.map(({ stream }, index) => ({
      ...nameOf(stream),
      ...rowsOf(this.stateOf(index).counts),
      verified: this.stateOf(index).verified,
    }));
  }

  private announce(): void {
    const { plan, options } = this;
    options.report({
      type: "plan",
      run: plan.run,
      goesOn: plan.goesOn,
      streams: plan.streams.map(({ stream, table, write, cursor, key }) => ({
        ...nameOf(stream),
        table,
        mode: stream.mode,
        write,
        cursor,
        key,
      })),
    });
  }

  private async carryOut(feed: PlannedFeed): Promise<void> {
    const { options } = this;
    if (options.stop.aborted || options.ctx.signal.aborted) return;
    for (const index of feed.streamIndexes) {
      this.stateOf(index).startedAt ||= options.ctx.clock.now();
      options.report({ type: "phase", phase: "reading", ...this.nameOf(index) });
    }
    try {
      const source = await this.lookAt(feed);
      if (source === null) return await this.nothingNew(feed);
      const checkpoint = await moveFeed({
        request: { ...this.request, source },
        run: this.plan,
        feed,
        ctx: options.ctx,
        stop: options.stop,
        nextFence: () => this.fence++,
        onProgress: (progress) => this.progress(feed, progress),
      });
      this.complete.set(feed, checkpoint);
    } catch (error) {
      for (const read of feed.reads) this.fail(read, error);
      return;
    }
    for (const read of feed.reads) await this.finishIfComplete(read);
  }

  /** The source to read the feed from; null where it is known to have nothing new. */
  private async lookAt(feed: PlannedFeed): Promise<LoadedSource | null> {
    const { source } = this.request;
    const checkpoint = this.plan.settled.get(feed.feed.id);
    if (!checkpoint) return source;
    // Whatever fails here fails in the reading proper too, which knows when to try again.
    const peeked = await peek(source, feed.feed, checkpoint, feed.encoding, this.options.ctx).catch(
      () => null,
    );
    if (peeked?.isNew === false) return null;
    await this.begin(feed.reads);
    return peeked?.source ?? source;
  }

  private async nothingNew(feed: PlannedFeed): Promise<void> {
    for (const read of feed.reads) this.settled.add(read);
    for (const index of feed.streamIndexes) await this.settle(index, true, null);
  }

  /** A stream whose rows are counted: its content is compared too, where that was asked for. */
  private async settle(index: number, isCounted: boolean, reason: string | null): Promise<void> {
    const { request, options, plan } = this;
    const state = this.stateOf(index);
    let fault = isCounted ? null : (reason ?? "");
    if (isCounted && request.verification === "checksums") {
      const work = () => compareContent(request, plan, index, { ctx: options.ctx });
      const { ctx, stop } = options;
      const content = await withRetries({ ctx, stop, label: streamLabel(this.streamOf(index)) }, work);
      fault = content && "same" in content ? content.reason : null;
      for (const message of content ? remarksOn(content) : [])
        options.report({ type: "log", level: "info", message, stream: streamLabel(this.streamOf(index)) });
    }
    state.verified = fault === null;
    if (fault === null) return this.reportDone(index, state);
    const message = isCounted ? `${fault} ${wayToMend}` : fault;
    options.report({ type: "failed", kind: "unverified", message, ...this.nameOf(index) });
  }

  private async finishIfComplete(read: number): Promise<void> {
    const feeds = this.plan.feeds.filter(({ reads }) => reads.includes(read));
    if (this.settled.has(read) || feeds.some((feed) => !this.complete.has(feed))) return;
    this.settled.add(read);
    try {
      // A child's rows go by those of its parent, which therefore comes first.
      for (const index of this.plan.reads[read]?.outputs ?? []) await this.finish(index, feeds);
    } catch (error) {
      this.settled.delete(read);
      this.fail(read, error);
    }
  }

  private async finish(index: number, feeds: PlannedFeed[]): Promise<void> {
    const { options, request } = this;
    const state = this.stateOf(index);
    const plan = this.plan.streams[index];
    if (!plan) throw new Error(`There is no stream ${index}.`);
    state.counts = this.sumCounts(index, feeds);
    options.report({ type: "phase", phase: "finishing", ...this.nameOf(index) });
    const { verified, reason } = await finishStream({
      destination: request.destination,
      plan,
      counts: state.counts,
      ctx: options.ctx,
      stop: options.stop,
      onVerifying: () => options.report({ type: "phase", phase: "verifying", ...this.nameOf(index) }),
    });
    await this.settle(index, verified, reason);
  }

  private reportDone(index: number, { counts, waits, startedAt }: StreamState): void {
    const seconds = secondsSince(startedAt, this.options.ctx);
    this.options.report({
      type: "done",
      ...this.nameOf(index),
      ...rowsOf(counts),
      verified: true,
      seconds,
      waitedMs: {
        source: Math.round(waits.source),
        transform: Math.round(waits.transform),
        destination: Math.round(waits.destination),
      },
    });
  }

  private fail(read: number, error: unknown): void {
    if (this.settled.has(read)) return;
    this.settled.add(read);
    const failure = describeFailure(this.options.ctx.signal.aborted ? this.options.ctx.signal.reason : error);
    for (const index of this.plan.reads[read]?.outputs ?? []) {
      if (!this.stateOf(index).verified)
        this.options.report({ type: "failed", ...failure, ...this.nameOf(index) });
    }
    this.failed.add(read);
  }

  private progress(feed: PlannedFeed, { streams }: PumpProgress): void {
    for (const [place, index] of feed.streamIndexes.entries()) {
      const counts = streams[place];
      if (!counts) continue;
      const state = this.stateOf(index);
      state.counts = counts;
      state.waits = addWaits(state.waits, counts.waitedMs);
      this.options.report({
        type: "progress",
        ...this.nameOf(index),
        ...rowsOf(counts),
        estimatedRows: counts.estimatedRows,
      });
    }
  }

  /** Also where it could not be verified: to go on with the same run would only find the same again. */
  private hasEnded(read: number): boolean {
    return this.settled.has(read) && !this.failed.has(read);
  }

  /** Notes that the run is at these reads, before it changes anything of theirs. */
  private async begin(reads: number[]): Promise<void> {
    for (const read of reads) this.begun.add(read);
    await this.note(reads, () => false);
  }

  /** One after the other: a later note must not be overtaken by an earlier one. */
  private note(reads: number[], hasEnded: (read: number) => boolean): Promise<void> {
    if (reads.length === 0) return Promise.resolve();
    const { plan, request, options } = this;
    for (const index of reads) {
      const { stream, outputs } = plan.reads[index] ?? { stream: null, outputs: [] };
      const choice = request.choices.find(
        (candidate) => stream && streamKey(candidate) === streamKey(stream),
      );
      const generation = plan.streams[outputs[0] ?? 0]?.generation ?? 1;
      if (choice)
        plan.journal.set(streamKey(choice), {
          ...entryOf(choice, plan.run, generation),
          ...(plan.streams[outputs[0] ?? 0]?.write === "deduped" && stream ? { key: keyOf(stream) } : {}),
          hasEnded: hasEnded(index),
        });
    }
    this.noting = this.noting.then(() =>
      writeJournal(request.destination, request.connectionId, plan.journal, options.ctx),
    );
    return this.noting;
  }

  private sumCounts(index: number, feeds: PlannedFeed[]): StreamCounts {
    const total = noCounts();
    for (const feed of feeds) {
      const counts = this.complete.get(feed)?.counts[feed.streamIndexes.indexOf(index)];
      if (!counts) continue;
      for (const key of Object.keys(total) as (keyof StreamCounts)[]) total[key] += counts[key];
    }
    return total;
  }

  private stateOf(index: number): StreamState {
    const state = this.states[index];
    if (!state) throw new Error(`There is no stream ${index}.`);
    return state;
  }

  private nameOf(index: number) {
    return nameOf(this.streamOf(index));
  }

  private streamOf(index: number): { namespace?: string; name: string } {
    return this.plan.streams[index]?.stream ?? { name: String(index) };
  }
}

function rowsOf({ read, written, quarantined, bytes }: StreamCounts) {
  return { rowsRead: read, rowsWritten: written, rowsQuarantined: quarantined, bytesRead: bytes };
}

function secondsSince(startedAt: number, ctx: Context): number {
  return (ctx.clock.now() - startedAt) / 1000;
}
