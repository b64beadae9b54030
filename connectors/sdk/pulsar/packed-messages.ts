import { decodeMessage } from "./codec";
import type { OutgoingMessage, PackedBatch } from "./types";

/** The messages of a batch, for where they cannot go as one; values are views of it. */
export function* messagesOf({ bytes, headRoom, count }: PackedBatch): Generator<OutgoingMessage> {
  for (let index = 0, at = headRoom; index < count; index++) {
    const valueAt = at + 4 + bytes.readUInt32BE(at);
    const metadata = decodeMessage("SingleMessageMetadata", bytes.subarray(at + 4, valueAt));
    at = valueAt + metadata.payloadSize;
    const { partitionKey: key, properties = [], isNullValue } = metadata;
    yield {
      value: isNullValue === true ? null : bytes.subarray(valueAt, at),
      ...(key === undefined ? {} : { key }),
      ...(properties.length === 0
        ? {}
        : { properties: Object.fromEntries(properties.map(({ key: name, value }) => [name, value])) }),
    };
  }
}
