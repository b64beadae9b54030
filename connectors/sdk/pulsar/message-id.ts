import type { MessageOf } from "./messages";
import type { MessageId } from "./types";

/** As `batchIndex` of a place in the topic: behind all that the entry has. */
export const wholeEntry = 2 ** 31 - 1;

/** Negative where `one` stands before `other` in the same partition. */
export function compareMessageIds(one: MessageId, other: MessageId): number {
  if (one.ledgerId !== other.ledgerId) return one.ledgerId < other.ledgerId ? -1 : 1;
  if (one.entryId !== other.entryId) return one.entryId < other.entryId ? -1 : 1;
  return one.batchIndex - other.batchIndex;
}

/** The wire has no negative numbers: -1, which stands before everything, arrives as the largest. */
export function messageIdOf(data: MessageOf<"MessageIdData">, partition: number): MessageId {
  return {
    ledgerId: BigInt.asIntN(64, data.ledgerId),
    entryId: BigInt.asIntN(64, data.entryId),
    partition,
    batchIndex: data.batchIndex ?? -1,
  };
}

export function messageIdData({ ledgerId, entryId, batchIndex }: MessageId): MessageOf<"MessageIdData"> {
  const isWithinBatch = batchIndex >= 0 && batchIndex < wholeEntry;
  return { ledgerId, entryId, ...(isWithinBatch ? { batchIndex } : {}) };
}

/** The place behind the entry, or behind the message in it that the id names. */
export function placeBehind(id: MessageId): MessageId {
  return id.batchIndex < 0 ? { ...id, batchIndex: wholeEntry } : id;
}
