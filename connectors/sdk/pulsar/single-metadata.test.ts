import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage } from "./codec";
import { readSingleMetadata } from "./single-metadata";

const uint64 = fc.oneof(
  fc.bigInt(0n, 2n ** 64n - 1n),
  fc.constantFrom(0n, 127n, 128n, 2n ** 49n - 1n, 2n ** 49n, 2n ** 53n + 1n),
);
const metadata = fc.record(
  {
    payloadSize: fc.oneof(fc.nat(300), fc.nat(2 ** 31 - 1), fc.constant(-1)),
    sequenceId: uint64,
    eventTime: uint64,
    partitionKey: fc.string({ unit: "binary", maxLength: 200 }).map((text) => text.toWellFormed()),
    isNullValue: fc.boolean(),
    isNullPartitionKey: fc.boolean(),
    isCompactedOut: fc.boolean(),
    orderingKey: fc.uint8Array({ maxLength: 3 }),
    properties: fc.array(fc.record({ key: fc.string(), value: fc.string() }), { maxLength: 2 }),
  },
  { requiredKeys: ["payloadSize"] },
);

/** What either way comes to. */
function outcomeOf(read: () => object): object {
  try {
    return { ...read() };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** Ordering keys come as other classes of the same bytes. */
function comparable(outcome: object): object {
  return JSON.parse(
    JSON.stringify(outcome, (_key, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)),
  ) as object;
}

describe("the metadata of a message in a batch", () => {
  it("are what protobufjs reads, whatever fields there are", () => {
    fc.assert(
      fc.property(metadata, fc.nat(5), (fields, more) => {
        const encoded = encodeMessage("SingleMessageMetadata", fields);
        const bytes = Buffer.concat([Buffer.alloc(more, 0xff), encoded, Buffer.alloc(more, 0xff)]);
        const read = outcomeOf(() => readSingleMetadata(bytes, more, more + encoded.length));
        const wanted = outcomeOf(() => decodeMessage("SingleMessageMetadata", encoded));
        expect(comparable(read)).toEqual(comparable(wanted));
      }),
    );
  });

  it("are what protobufjs makes of any bytes, an error among it", () => {
    const bytes = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0x12, 0x18, 0x28, 0x40, 0x48, 0x80, 1)), {
      maxLength: 14,
    });
    fc.assert(
      fc.property(bytes, (given) => {
        const buffer = Buffer.from(given);
        const read = outcomeOf(() => readSingleMetadata(buffer, 0, buffer.length));
        const wanted = outcomeOf(() => decodeMessage("SingleMessageMetadata", buffer));
        expect(comparable(read)).toEqual(comparable(wanted));
      }),
      { numRuns: 2000 },
    );
  });
});
