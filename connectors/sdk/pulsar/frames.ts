import { crc32c } from "@node-rs/crc32";
import { type CommandFields, type CommandName } from "./commands";
import { decodeMessage, encodeCommand } from "./codec";
import type { MessageOf } from "./messages";

/** In front of a checksum, and in front of what the broker adds to an entry. */
const checksumMagic = 0x0e01;
const brokerEntryMagic = 0x0e02;
/** Magic, checksum and length of the metadata. */
const metadataHeadBytes = 10;
/**
 * Of `max_message_size`, what is left to the broker. It stores a message with some hundred bytes around it, in a storage whose
 * own limit may be the same number: then it gives no receipt, and makes one ledger after another, for ever (seen on 4.2.4).
 */
const storageAllowanceBytes = 1024;
/** What a frame may have besides what `max_message_size` counts: command and lengths. */
export const frameAllowanceBytes = 10 * 1024;

/** What came in is not what the protocol allows. */
export class ProtocolError extends Error {
  override name = "ProtocolError";
}

/** `[total u32][length u32][command]`, big-endian; the total counts what stands behind it. */
export function commandFrame<Name extends CommandName>(name: Name, fields: CommandFields<Name>): Buffer {
  const command = encodeCommand(name, fields);
  const frame = Buffer.allocUnsafe(8 + command.length);
  frame.writeUInt32BE(4 + command.length, 0);
  frame.writeUInt32BE(command.length, 4);
  frame.set(command, 8);
  return frame;
}

/** A command's frame and, behind it, `[magic u16][crc32c u32][length u32][metadata][payload]`; the checksum is of what follows it. */
export function payloadFrame(command: Uint8Array, metadata: Uint8Array, payload: Uint8Array): Buffer {
  const start = 8 + command.length;
  const frame = Buffer.allocUnsafe(start + countedBytes(metadata.length, payload.length));
  frame.writeUInt32BE(frame.length - 4, 0);
  frame.writeUInt32BE(command.length, 4);
  frame.set(command, 8);
  frame.writeUInt16BE(checksumMagic, start);
  frame.writeUInt32BE(metadata.length, start + 6);
  frame.set(metadata, start + metadataHeadBytes);
  frame.set(payload, start + metadataHeadBytes + metadata.length);
  frame.writeUInt32BE(crc32c(frame.subarray(start + 6)), start + 2);
  return frame;
}

/**
 * The same where the payload stands in `bytes` from `payloadAt` on: what comes before it is written in front, and the frame is a view. null
 * where there is no room for that.
 */
export function frameInPlace(
  command: Uint8Array,
  metadata: Uint8Array,
  { bytes, payloadAt }: { bytes: Buffer; payloadAt: number },
): Buffer | null {
  const metadataAt = payloadAt - metadata.length;
  const magicAt = metadataAt - metadataHeadBytes;
  const start = magicAt - command.length - 8;
  if (start < 0) return null;
  bytes.writeUInt32BE(bytes.length - start - 4, start);
  bytes.writeUInt32BE(command.length, start + 4);
  bytes.set(command, start + 8);
  bytes.writeUInt16BE(checksumMagic, magicAt);
  bytes.writeUInt32BE(metadata.length, magicAt + 6);
  bytes.set(metadata, metadataAt);
  bytes.writeUInt32BE(crc32c(bytes.subarray(magicAt + 6)), magicAt + 2);
  return bytes.subarray(start);
}

/** What `countedBytes` may be for a broker of that `max_message_size`. */
export function largestCountedBytes(maxMessageBytes: number): number {
  return maxMessageBytes - storageAllowanceBytes;
}

/** What a broker stores of a frame. */
export function countedBytes(metadataBytes: number, payloadBytes: number): number {
  return metadataHeadBytes + metadataBytes + payloadBytes;
}

export interface PayloadParts {
  metadata: MessageOf<"MessageMetadata">;
  /** A view: of the frame's memory. */
  payload: Buffer;
}

/** What stands behind the command of a MESSAGE or SEND frame. Throws where the checksum is wrong or something is cut off. */
export function readPayload(rest: Buffer): PayloadParts {
  let at = 0;
  if (rest.readUInt16BE(at) === brokerEntryMagic) at += 6 + rest.readUInt32BE(at + 2);
  if (rest.readUInt16BE(at) === checksumMagic) {
    const expected = rest.readUInt32BE(at + 2);
    at += 6;
    const found = crc32c(rest.subarray(at));
    if (found !== expected)
      throw new ProtocolError(`a message with the checksum ${found} instead of ${expected}`);
  }
  const end = at + 4 + rest.readUInt32BE(at);
  if (end > rest.length) throw new ProtocolError("a message whose metadata is longer than its frame");
  return {
    metadata: decodeMessage("MessageMetadata", rest.subarray(at + 4, end)),
    payload: rest.subarray(end),
  };
}

/**
 * Cuts what comes in into frames, as `[length u32][command]` and what stands behind it. Keeps at most one frame that is
 * not complete; a frame that is longer than `maxFrameBytes` is refused with an error before any of it is kept.
 */
export class FrameSplitter {
  private head = Buffer.alloc(4);
  private headUsed = 0;
  private frame: Buffer | null = null;
  private frameUsed = 0;

  constructor(
    public maxFrameBytes: number,
    /** Both are views: of memory that is not used again. */
    private readonly onFrame: (command: Buffer, rest: Buffer) => void,
  ) {}

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.frame) at += this.fill(this.frame, chunk.subarray(at));
      else if (this.headUsed === 0 && chunk.length - at >= 4) at = this.takeWhole(chunk, at);
      else at += this.fillHead(chunk.subarray(at));
    }
  }

  /** A frame that lies in the chunk whole is not copied. */
  private takeWhole(chunk: Buffer, at: number): number {
    const length = this.checked(chunk.readUInt32BE(at));
    const start = at + 4;
    if (chunk.length - start < length) {
      this.begin(length);
      return start;
    }
    this.cut(chunk.subarray(start, start + length));
    return start + length;
  }

  private fillHead(chunk: Buffer): number {
    const taken = chunk.copy(this.head, this.headUsed, 0, 4 - this.headUsed);
    this.headUsed += taken;
    if (this.headUsed < 4) return taken;
    this.headUsed = 0;
    this.begin(this.checked(this.head.readUInt32BE(0)));
    return taken;
  }

  private begin(length: number): void {
    this.frame = Buffer.allocUnsafe(length);
    this.frameUsed = 0;
  }

  private fill(frame: Buffer, chunk: Buffer): number {
    const taken = chunk.copy(frame, this.frameUsed);
    this.frameUsed += taken;
    if (this.frameUsed < frame.length) return taken;
    this.frame = null;
    this.cut(frame);
    return taken;
  }

  private cut(frame: Buffer): void {
    const end = 4 + frame.readUInt32BE(0);
    if (end > frame.length)
      throw new ProtocolError(`a frame of ${frame.length} bytes with a command of ${end - 4}`);
    this.onFrame(frame.subarray(4, end), frame.subarray(end));
  }

  private checked(length: number): number {
    if (length >= 4 && length <= this.maxFrameBytes) return length;
    throw new ProtocolError(`a frame of ${length} bytes, where 4 to ${this.maxFrameBytes} are possible`);
  }
}
