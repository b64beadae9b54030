import { describe, expect, it } from "vitest";
import {
  emptyBook,
  fenceKey,
  leftOpen,
  openKey,
  positionKey,
  readMessage,
  writeFence,
  writeOpen,
  writePosition,
  type FeedBook,
} from "./feed-state";

const topic = "persistent://public/default/book";
const open = { mostBits: "3", leastBits: "18446744073709551615", endsAtMs: 100_000 };
const positionOf = (transaction?: string) =>
  writePosition({
    ...{ feedId: "f", fence: 2, checkpoint: null, streams: [] },
    ...(transaction === undefined ? {} : { transaction }),
  });
const read = (...messages: [key: string, value: Uint8Array][]): FeedBook =>
  messages.reduce((book, [key, value]) => readMessage(book, { key, value, topic }), emptyBook);

it("takes no position of a holder that somebody has come after", () => {
  const book = read([fenceKey, writeFence("f", 3)], [positionKey, positionOf()]);
  expect(book).toMatchObject({ fence: 3, position: null });
  expect(read([fenceKey, writeFence("f", 2)], [positionKey, positionOf()]).position).toMatchObject({
    fence: 2,
  });
});

describe("a transaction that was noted", () => {
  const noted: [string, Uint8Array] = [openKey, writeOpen("f", 2, open)];

  it("may have been left open where no position came with it", () => {
    expect(leftOpen(read(noted), 99_000)).toEqual(open);
    expect(leftOpen(read([positionKey, positionOf("3:7")], noted), 99_000)).toEqual(open);
    expect(leftOpen(read([positionKey, positionOf()], noted), 99_000)).toEqual(open);
  });

  it("is over where its position is there, or its time", () => {
    expect(leftOpen(read(noted, [positionKey, positionOf("3:18446744073709551615")]), 99_000)).toBeNull();
    expect(leftOpen(read(noted), 100_000 + 11 * 60 * 1000)).toBeNull();
    expect(leftOpen(emptyBook, 0)).toBeNull();
  });

  it("raises the fence that is found, as a position does", () => {
    expect(read(noted)).toMatchObject({ feedId: "f", fence: 2, position: null });
  });
});
