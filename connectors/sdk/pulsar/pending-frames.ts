import type { Frame } from "./frame-maker";

export type Acknowledged =
  | { is: "oldest" | "later"; frame: Frame }
  /** A frame that is acknowledged already, or one that never was. */
  | { is: "unknown" };

interface Entry {
  frame: Frame;
  isDone: boolean;
}

/** Frames without receipt, oldest first. */
export class PendingFrames {
  private entries: Entry[] = [];
  private first = 0;
  /** Frames that were ever added, and of them those before which everything has its receipt. */
  added = 0;
  settled = 0;

  get isEmpty(): boolean {
    return this.first === this.entries.length;
  }

  add(frame: Frame): void {
    this.entries.push({ frame, isDone: false });
    this.added++;
  }

  /** Takes out the frame whose first message has the sequence id; of chunks with one id, the oldest. */
  acknowledge(sequenceId: bigint): Acknowledged {
    for (let index = this.first; index < this.entries.length; index++) {
      const entry = this.entries[index];
      if (!entry || entry.isDone || entry.frame.sequenceId !== sequenceId) continue;
      entry.isDone = true;
      if (index > this.first) return { is: "later", frame: entry.frame };
      this.dropDone();
      return { is: "oldest", frame: entry.frame };
    }
    return { is: "unknown" };
  }

  /** Whether one of them has a message of that sequence id. */
  has(sequenceId: bigint): boolean {
    return this.all().some(
      (frame) => frame.sequenceId <= sequenceId && sequenceId <= frame.highestSequenceId,
    );
  }

  all(): Frame[] {
    return this.entries
      .slice(this.first)
      .filter(({ isDone }) => !isDone)
      .map(({ frame }) => frame);
  }

  /** Empties it and gives what was in it. */
  drain(): Frame[] {
    const frames = this.all();
    this.settled = this.added;
    this.entries = [];
    this.first = 0;
    return frames;
  }

  private dropDone(): void {
    while (this.entries[this.first]?.isDone) {
      this.first++;
      this.settled++;
    }
    if (this.first < 64 || this.first * 2 < this.entries.length) return;
    this.entries.splice(0, this.first);
    this.first = 0;
  }
}
