/** Bytes that wait for a receipt, over all producers of a client. */
export class ByteBudget {
  private used = 0;
  private waiting: (() => void)[] = [];

  constructor(private readonly maxBytes: number) {}

  get isFull(): boolean {
    return this.used >= this.maxBytes;
  }

  take(bytes: number): void {
    this.used += bytes;
  }

  give(bytes: number): void {
    this.used -= bytes;
    if (!this.isFull) this.wakeAll();
  }

  /** For those who wait no longer for room, but have failed. */
  wakeAll(): void {
    if (this.waiting.length === 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  /** Resolves when there was room; whoever asked looks again. */
  room(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
