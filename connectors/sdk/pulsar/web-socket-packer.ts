import { BatchPacker, type PackerLimits } from "./batch-packer";
import type { SequenceCounter } from "./sequence-counter";

/** Of a frame, for all but value, key and properties. */
const frameBytes = 512;

/**
 * Refuses a message that no frame of the WebSocket interface can carry, by RangeError, before it is part of a batch: whoever
 * packs it can cancel it, and go on.
 */
export class FramedPacker extends BatchPacker {
  private keyBytes = 0;

  constructor(
    limits: PackerLimits,
    next: SequenceCounter,
    private readonly maxFrameBytes: number,
  ) {
    super(limits, next);
  }

  override begin(key: string | null) {
    this.keyBytes = jsonBytes(key);
    return super.begin(key);
  }

  override end(properties: Record<string, string> | null): void {
    const base64Bytes = Math.ceil(this.valueBytes / 3) * 4;
    const bytes = base64Bytes + this.keyBytes + jsonBytes(properties) + frameBytes;
    if (bytes > this.maxFrameBytes)
      throw new RangeError(
        `the message has ${bytes} bytes as the WebSocket interface takes it, and more than ${this.maxFrameBytes} are not taken there (webSocketMaxTextFrameSize)`,
      );
    super.end(properties);
  }
}

function jsonBytes(value: unknown): number {
  return value === null ? 0 : Buffer.byteLength(JSON.stringify(value));
}
