import type { Checkpoint } from "@/connectors/sdk";
import { db, type Prisma, type SliceOutcome } from "@/lib/db";
import { log } from "@/lib/log";
import { addWaits, noWaits, type Waits } from "@/lib/sync/waits";
import type { SliceProgress, TaskEvent } from "@/lib/worker/tasks";
import { keepSlice, type EndedSlice } from "./slices";

const flushEveryMs = 300;
/** How long the end of a slice waits for a console database that is away, before its last lines are given up. */
const patienceMs = 30_000;

export interface RecorderTarget {
  runId: string;
  runNumber: number;
  connectionId: string;
  feedId: string;
  feedIndex: number;
  /** Places in the run's plan of what the feed writes. */
  streamIndexes: number[];
  /** Whether the connection can be rewound to what the slice commits. */
  keepsCheckpoints: boolean;
  /** The stream's label, where the feed has only one. */
  stream: string | null;
}

export interface SliceEnd {
  outcome: SliceOutcome;
  /** How often in a row the feed had failed before. */
  attempt: number;
  error: string | null;
  checkpoint?: Checkpoint | null;
}

type Line = Prisma.RunLogCreateManyInput;

/**
 * Brings what a slice tells into the console's database: log lines and checkpoints all, progress as it stands now and
 * then. What a kill takes with it are a third of a second of log and progress, never data.
 */
export class SliceRecorder {
  private lines: Line[] = [];
  private checkpoints: Checkpoint[] = [];
  private progress: SliceProgress | null = null;
  /** By what the feed writes: where its time went in this slice. */
  private waits: Waits[] = [];
  private ended: EndedSlice | null = null;
  private committed: Checkpoint | null = null;
  /** The last one, until the run's feed has it. */
  private unkept: Checkpoint | null = null;
  private readonly startedAt = new Date();
  private isClosing = false;
  private readonly timer: NodeJS.Timeout;
  private flushing: Promise<void> = Promise.resolve();

  constructor(private readonly target: RecorderTarget) {
    this.timer = setInterval(() => void this.flush(), flushEveryMs);
    this.timer.unref();
  }

  get hasCommitted(): boolean {
    return this.committed !== null;
  }

  take(event: TaskEvent): void {
    switch (event.type) {
      case "log":
        this.line(event.level, event.message, event.facts as Prisma.InputJsonObject);
        return;
      case "progress":
        this.progress = event.progress;
        this.waits = event.progress.streams.map(({ waitedMs }, place) =>
          addWaits(this.waits[place] ?? noWaits(), waitedMs),
        );
        return;
      case "committed":
        this.committed = event.checkpoint;
        this.unkept = event.checkpoint;
        if (this.target.keepsCheckpoints) this.checkpoints.push(event.checkpoint);
        return;
    }
  }

  line(level: string, message: string, facts?: Prisma.InputJsonObject): void {
    const { runId, stream } = this.target;
    this.lines.push({ runId, at: new Date(), level, stream, message, ...(facts ? { facts } : {}) });
  }

  /** What became of the slice; kept when it is closed. `checkpoint`: where it stands now, if that is known. */
  end({ outcome, attempt, error, checkpoint }: SliceEnd): void {
    const { runId, feedIndex } = this.target;
    this.ended = {
      slice: { runId, feedIndex, attempt, outcome, error, startedAt: this.startedAt, endedAt: new Date() },
      checkpoint: checkpoint ?? this.committed,
    };
  }

  /** Writes what is left. Called once, when the slice has ended. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.isClosing = true;
    const deadline = Date.now() + patienceMs;
    await this.flush();
    while (this.isLeft() && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, flushEveryMs));
      await this.flush();
    }
  }

  private isLeft(): boolean {
    const lists = this.lines.length + this.checkpoints.length + this.waits.length;
    return lists > 0 || this.unkept !== null || this.ended !== null;
  }

  private flush(): Promise<void> {
    this.flushing = this.flushing
      .then(() => this.writeOut())
      .catch((error: unknown) =>
        log.warn("A run's log could not be written.", { error, runId: this.target.runId }),
      );
    return this.flushing;
  }

  /** What the database does not take now is kept for the next time. */
  private async writeOut(): Promise<void> {
    const lines = [...this.lines];
    if (lines.length > 0) await db().runLog.createMany({ data: lines });
    this.lines.splice(0, lines.length);
    const checkpoints = [...this.checkpoints];
    if (checkpoints.length > 0) await this.keepCheckpoints(checkpoints);
    this.checkpoints.splice(0, checkpoints.length);
    const { progress, unkept } = this;
    this.progress = null;
    if (progress) await this.keepProgress(progress);
    if (unkept) await this.keepCommitted(unkept);
    if (this.unkept === unkept) this.unkept = null;
    if (!this.isClosing) return;
    if (this.ended) await keepSlice(this.ended, this.target.runNumber);
    this.ended = null;
    if (this.waits.length > 0) await this.keepWaits(this.waits);
    this.waits = [];
  }

  private async keepCheckpoints(checkpoints: Checkpoint[]): Promise<void> {
    const { connectionId, feedId, runNumber } = this.target;
    await db().checkpointEntry.createMany({
      data: checkpoints.map((checkpoint) => ({
        connectionId,
        feedId,
        runNumber,
        checkpoint: checkpoint as unknown as Prisma.InputJsonObject,
      })),
    });
  }

  /** Once for a slice, added to those before. */
  private async keepWaits(waits: Waits[]): Promise<void> {
    const { runId, streamIndexes } = this.target;
    await db().$transaction(
      streamIndexes.flatMap((index, place) => {
        const { source, transform, destination } = waits[place] ?? noWaits();
        if (source + transform + destination === 0) return [];
        return db().runStream.updateMany({
          where: { runId, index },
          data: {
            waitedSourceMs: { increment: Math.round(source) },
            waitedTransformMs: { increment: Math.round(transform) },
            waitedDestinationMs: { increment: Math.round(destination) },
          },
        });
      }),
    );
  }

  /** So that a run that fails or is cancelled, and one whose console is killed, knows what it has moved. */
  private async keepCommitted(checkpoint: Checkpoint): Promise<void> {
    await db().runFeed.updateMany({
      where: { runId: this.target.runId, index: this.target.feedIndex, complete: false },
      data: { checkpoint: checkpoint as unknown as Prisma.InputJsonObject },
    });
  }

  private async keepProgress(progress: SliceProgress): Promise<void> {
    await db().runFeed.updateMany({
      where: { runId: this.target.runId, index: this.target.feedIndex, complete: false },
      data: { progress: progress as unknown as Prisma.InputJsonObject },
    });
  }
}
