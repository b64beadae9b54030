import { z } from "zod";
import type { Position } from "@/connectors/sdk";
import { wholeEntry } from "@/connectors/sdk/pulsar/message-id";
import { parseStoredPosition } from "@/connectors/sdk/stored-position";
import type { MessageId } from "@/connectors/sdk/pulsar/types";

const partitionSchema = z.string().regex(/^(-1|\d{1,9})$/);

/**
 * How far each partition was read, by its number (-1: the topic has none):
 * - "ledger:entry:index": up to and with this message, which was read; index -1 outside of batches;
 * - "ledger:entry": up to and with this entry, which was not read (reading began behind it);
 * - "@ledger:entry:index": up to this message, which comes next;
 * - "start": nothing was there.
 * `createdAtMs` says which topic of that name each was, where the broker could be asked. While a run is under way, `at` is the
 * partition that is being read, and `reads` the key of how: rows may have been given behind such a position.
 */
const positionSchema = z.object({
  version: z.literal(1),
  parts: z.record(partitionSchema, z.string().regex(/^(start|@?\d{1,19}:\d{1,19}(:(-1|\d{1,9}))?)$/)),
  createdAtMs: z.record(partitionSchema, z.int()),
  at: partitionSchema.optional(),
  reads: z.string().optional(),
});

export type TopicPosition = z.output<typeof positionSchema>;

/** Where a partition goes on. `wasRead`: the message itself came here, so that it should still be there; `isNext`: it is to come. */
export type PartPlace = { id: MessageId; wasRead: boolean; isNext: boolean } | "start";

export function parsePosition(position: Position | null): TopicPosition | null {
  return position === null ? null : parseStoredPosition(positionSchema, position);
}

/** undefined where nothing is known of the partition. */
export function placeIn(position: TopicPosition | null, partition: number): PartPlace | undefined {
  const text = position?.parts[String(partition)];
  if (text === undefined) return undefined;
  return parsePlace(text, partition);
}

export function parsePlace(text: string, partition: number): PartPlace {
  if (text === "start") return "start";
  const isNext = text.startsWith("@");
  const [ledger = "0", entry = "0", index] = text.slice(isNext ? 1 : 0).split(":");
  const batchIndex = index === undefined ? -1 : Number(index);
  return {
    id: { ledgerId: BigInt(ledger), entryId: BigInt(entry), partition, batchIndex },
    wasRead: index !== undefined && !isNext,
    isNext,
  };
}

/** A message that was read. */
export function placeOfMessage({ ledgerId, entryId, batchIndex }: MessageId): string {
  return `${ledgerId}:${entryId}:${batchIndex === wholeEntry ? -1 : batchIndex}`;
}

/** A message that comes next. */
export function placeBefore(id: MessageId): string {
  return `@${placeOfMessage(id)}`;
}

/** The last message of a partition; "start" for none. Its index tells whether a batch was read to its end. */
export function placeOfLast(id: MessageId | null): string {
  return id === null ? "start" : placeOfMessage(id);
}

/** An entry that was not read; "start" for none. */
export function placeOfEntry(place: PartPlace): string {
  return place === "start" ? "start" : `${place.id.ledgerId}:${place.id.entryId}`;
}
