import type { MessageId } from "@/connectors/sdk/pulsar/types";
import type { TopicEnds } from "./feeds";
import { isBehindEntry } from "./message-ids";
import {
  parsePlace,
  type PartPlace,
  placeBefore,
  placeIn,
  placeOfEntry,
  placeOfMessage,
  type TopicPosition,
} from "./position";

/** How far a topic's partitions have been read, while they are. */
export class Progress {
  private readonly parts: Map<string, string>;
  private readonly createdAtMs: Record<string, number>;
  /** Of the partition that is being read. */
  private reached: MessageId | null = null;

  constructor(stored: TopicPosition | null, ends: TopicEnds) {
    this.parts = new Map(Object.entries(stored?.parts ?? {}));
    this.createdAtMs = { ...stored?.createdAtMs, ...ends.createdAtMs };
  }

  /** undefined: nothing is known of the partition. */
  placeOf(partition: number): PartPlace | undefined {
    const text = this.parts.get(String(partition));
    return text === undefined ? undefined : parsePlace(text, partition);
  }

  /** The partition is read from its oldest message. */
  beginAnew(partition: string): void {
    this.parts.set(partition, "start");
  }

  /** What is there now counts as read. */
  skipTo(ends: TopicEnds): void {
    for (const [partition, until] of Object.entries(ends.until))
      this.parts.set(partition, placeOfEntry(parsePlace(until, Number(partition))));
  }

  /** This message, and all before it in its partition, were given. */
  reach(id: MessageId): void {
    this.reached = id;
  }

  /** This message comes next, whatever its partition has given so far. */
  announce(id: MessageId): void {
    this.reached = null;
    this.parts.set(String(id.partition), placeBefore(id));
  }

  /** Where the run is complete: the next one has to say anew what it reads. */
  toPosition(): TopicPosition {
    if (this.reached) this.parts.set(String(this.reached.partition), placeOfMessage(this.reached));
    return { version: 1, parts: Object.fromEntries(this.parts), createdAtMs: { ...this.createdAtMs } };
  }

  /** Within a partition. */
  toPositionAt(partition: number, reads: string): TopicPosition {
    return { ...this.toPosition(), at: String(partition), reads };
  }

  /** Before the next partition is read. */
  endPartition(): void {
    this.toPosition();
    this.reached = null;
  }
}

/** Partitions that are not those that were read: made at another time, or ending in front of what was read. */
export function replacedParts(stored: TopicPosition | null, ends: TopicEnds): string[] {
  return Object.entries(ends.until).flatMap(([name, end]) => {
    const partition = Number(name);
    const place = placeIn(stored, partition);
    if (place === undefined || place === "start") return [];
    const [before, now] = [stored?.createdAtMs[name], ends.createdAtMs[name]];
    const isOther = before !== undefined && now !== undefined && before !== now;
    const until = parsePlace(end, partition);
    const endsBefore = until !== "start" && isBehindEntry(place.id, until.id);
    return isOther || endsBefore ? [name] : [];
  });
}
