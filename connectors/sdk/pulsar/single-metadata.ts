import { decodeMessage } from "./codec";
import type { MessageOf } from "./messages";

/** A field's number, and that its value is a varint (0) or has a length (2) in front. */
const tag = { partitionKey: 0x12, payloadSize: 0x18, eventTime: 0x28, sequenceId: 0x40, isNullValue: 0x48 };
/** Seven bytes of seven bits: a double holds them exactly. */
const maxQuickVarint = 2 ** 49;
/** Sizes have 31 bits. */
const maxSize = 2 ** 31 - 1;

/**
 * SingleMessageMetadata, of which there is one in front of each message of a batch: where it has but the fields that nearly all
 * have, without protobufjs, which takes several times as long. Throws as `decodeMessage` does.
 */
export function readSingleMetadata(
  bytes: Buffer,
  start: number,
  end: number,
): MessageOf<"SingleMessageMetadata"> {
  return readQuickly(bytes, start, end) ?? decodeMessage("SingleMessageMetadata", bytes.subarray(start, end));
}

function readQuickly(bytes: Buffer, start: number, end: number): MessageOf<"SingleMessageMetadata"> | null {
  const found: MessageOf<"SingleMessageMetadata"> = { payloadSize: -1 };
  if (end > bytes.length) return null;
  for (let at = start; at < end;) {
    const field = bytes[at++];
    let value = 0;
    let unit = 1;
    let byte = 0x80;
    for (; byte > 0x7f && at < end && unit < maxQuickVarint; unit *= 128) {
      byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * unit;
    }
    if (byte > 0x7f) return null;
    switch (field) {
      case tag.payloadSize:
        found.payloadSize = value;
        break;
      case tag.sequenceId:
        found.sequenceId = BigInt(value);
        break;
      case tag.eventTime:
        found.eventTime = BigInt(value);
        break;
      case tag.isNullValue:
        found.isNullValue = value !== 0;
        break;
      case tag.partitionKey:
        if (at + value > end) return null;
        found.partitionKey = bytes.toString("utf8", at, at + value);
        at += value;
        break;
      default:
        return null;
    }
  }
  return found.payloadSize >= 0 && found.payloadSize <= maxSize ? found : null;
}
