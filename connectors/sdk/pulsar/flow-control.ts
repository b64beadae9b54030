/** How fast the averages follow: an entry counts for a quarter. */
const weight = 0.25;
const firstPermits = 100;

/**
 * How many messages a broker may send ahead: as many as fit into the bytes and entries that are allowed, by the size of those
 * that came last. The broker counts messages, and whole batches beyond what it was allowed.
 */
export class FlowControl {
  /** Bytes that wait. */
  queuedBytes = 0;
  private queuedMessages = 0;
  /** What the broker may still send; negative where a batch went beyond. */
  private permits = 0;
  private bytesPerMessage = 0;
  private messagesPerEntry = 1;

  constructor(
    private readonly maxEntries: number,
    private readonly maxBytes: number,
  ) {}

  /** The broker begins anew, with no permits. */
  begin(): void {
    this.permits = 0;
  }

  /** The broker sent an entry of so many messages. */
  onArrival(messages: number, bytes: number): void {
    const share = this.bytesPerMessage === 0 ? 1 : weight;
    this.bytesPerMessage += share * (bytes / Math.max(messages, 1) - this.bytesPerMessage);
    this.messagesPerEntry += share * (messages - this.messagesPerEntry);
    this.permits -= messages;
  }

  /** What arrived waits, until `onTaken` of the same. */
  onQueued(messages: number, bytes: number): void {
    this.queuedMessages += messages;
    this.queuedBytes += bytes;
  }

  onTaken(messages: number, bytes: number): void {
    this.queuedMessages -= messages;
    this.queuedBytes -= bytes;
  }

  /** Permits to give now: 0 while the broker has half of what it may have, so that they go out seldom. */
  grant(): number {
    const wanted = this.wanted();
    const missing = Math.floor(wanted - this.queuedMessages - this.permits);
    if (missing < Math.max(1, wanted / 2)) return 0;
    this.permits += missing;
    return missing;
  }

  private wanted(): number {
    if (this.bytesPerMessage === 0) return Math.min(firstPermits, this.maxEntries);
    const byBytes = this.maxBytes / Math.max(this.bytesPerMessage, 1);
    return Math.max(1, Math.min(byBytes, this.maxEntries * this.messagesPerEntry));
  }
}
