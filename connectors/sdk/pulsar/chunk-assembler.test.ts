import { describe, expect, it } from "vitest";
import { ChunkAssembler } from "./chunk-assembler";
import type { Entry } from "./entry";
import type { MessageId } from "./types";

describe("chunks", () => {
  it("become the message once the last one is there, under the last one's id", () => {
    const chunks = new ChunkAssembler();
    expect(chunks.take(chunk("p", "m", 0, 3, 10), at(9))).toBeNull();
    expect(chunks.take(chunk("p", "m", 1, 3, 11), at(10))).toBeNull();
    const whole = chunks.take(chunk("p", "m", 2, 3, 12), at(11));
    expect(textOf(whole)).toBe("m0m1m2");
    expect(whole).toMatchObject({ id: { entryId: 12n } });
  });

  it("of several producers may lie between each other", () => {
    const chunks = new ChunkAssembler();
    chunks.take(chunk("p", "a", 0, 2, 1), null);
    chunks.take(chunk("q", "b", 0, 2, 2), at(1));
    expect(textOf(chunks.take(chunk("p", "a", 1, 2, 3), at(2)))).toBe("a0a1");
    expect(textOf(chunks.take(chunk("q", "b", 1, 2, 4), at(3)))).toBe("b0b1");
  });

  it("that were sent again are left out, within a message and behind its end", () => {
    const chunks = new ChunkAssembler();
    for (const index of [0, 1, 1, 0]) expect(chunks.take(chunk("p", "m", index, 3, index), null)).toBeNull();
    expect(textOf(chunks.take(chunk("p", "m", 2, 3, 5), null))).toBe("m0m1m2");
    for (const index of [1, 2]) expect(chunks.take(chunk("p", "m", index, 3, 6), null)).toBeNull();
  });

  it("of a message that its producer gave up make place for its next one", () => {
    const chunks = new ChunkAssembler();
    chunks.take(chunk("p", "given up", 0, 2, 1), null);
    chunks.take(chunk("p", "m", 0, 2, 2), at(1));
    expect(chunks.placeBeforeOldest).toEqual(at(1));
    expect(textOf(chunks.take(chunk("p", "m", 1, 2, 3), at(2)))).toBe("m0m1");
  });

  it("without the first, or with one missing, belong to a message that began elsewhere", () => {
    const chunks = new ChunkAssembler();
    expect(chunks.take(chunk("p", "m", 1, 3, 1), null)).toBe("orphan");
    chunks.take(chunk("p", "n", 0, 3, 2), null);
    expect(chunks.take(chunk("p", "n", 2, 3, 3), null)).toBe("orphan");
  });

  it("tell from where to read again: in front of the oldest message that has begun", () => {
    const chunks = new ChunkAssembler();
    expect(chunks.placeBeforeOldest).toBeUndefined();
    chunks.take(chunk("p", "a", 0, 2, 1), null);
    chunks.take(chunk("q", "b", 0, 2, 2), at(1));
    expect(chunks.placeBeforeOldest).toBeNull();
    chunks.take(chunk("p", "a", 1, 2, 3), at(2));
    expect(chunks.placeBeforeOldest).toEqual(at(1));
    chunks.take(chunk("q", "b", 1, 2, 4), at(3));
    expect(chunks.placeBeforeOldest).toBeUndefined();
  });

  it("of producers that never ended a message are forgotten in the end", () => {
    const chunks = new ChunkAssembler();
    for (let count = 0; count < 1001; count++) chunks.take(chunk(`p${count}`, "m", 0, 2, count), at(count));
    expect(chunks.take(chunk("p0", "m", 1, 2, 2000), null)).toBe("orphan");
    expect(textOf(chunks.take(chunk("p1", "m", 1, 2, 2001), null))).toBe("m0m1");
  });
});

function chunk(producerName: string, uuid: string, chunkId: number, numChunks: number, entry: number): Entry {
  return {
    id: at(entry),
    metadata: { producerName, sequenceId: 0n, publishTime: 0n, chunkUuid: uuid, chunkId, numChunks },
    payload: Buffer.from(`${uuid}${chunkId}`),
  };
}

function at(entry: number): MessageId {
  return { ledgerId: 1n, entryId: BigInt(entry), partition: -1, batchIndex: -1 };
}

function textOf(taken: Entry | null | "orphan"): string | null {
  return taken === null || taken === "orphan" ? taken : taken.payload.toString();
}
