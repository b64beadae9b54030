import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CopyBuffer } from "./copy-buffer";
import { CopyOut } from "./copy-out";
import { viewOf, writeHeader } from "./tuples";

const tuple = (text: string): Uint8Array => {
  const bytes = Buffer.from(text);
  return Uint8Array.from([0, 1, 0, 0, 0, bytes.length, ...bytes]);
};
const trailer = Uint8Array.of(255, 255);

/** A COPY without a server: what the connection would do is done by hand. */
function startCopy(blockBytes = 1024) {
  const copy = new CopyOut("COPY t TO STDOUT", blockBytes);
  const socket = {
    paused: false,
    pause: () => void (socket.paused = true),
    resume: () => void (socket.paused = false),
  };
  copy.submit({ routeCopyTo: () => undefined, query: () => undefined, stream: socket });
  const target = new CopyBuffer(64);
  const start = target.used;
  writeHeader(target);
  const header = target.bytes.slice(start, target.used);
  const send = (bytes: Uint8Array) => {
    copy.begin(bytes.length);
    copy.take(viewOf(bytes), 0, bytes.length, true);
  };
  const end = (tag: string) => {
    send(trailer);
    copy.handleCommandComplete({ text: tag });
    copy.handleReadyForQuery();
  };
  return {
    copy,
    socket,
    header,
    send,
    end,
    first: (bytes: Uint8Array) => send(Uint8Array.from([...header, ...bytes])),
  };
}

describe("CopyOut", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("strips header and trailer and counts tuples", async () => {
    const { copy, first, send, end } = startCopy();
    first(tuple("one"));
    send(tuple("two"));
    end("COPY 2");
    expect(await copy.next()).toEqual({
      bytes: Uint8Array.from([...tuple("one"), ...tuple("two")]),
      count: 2,
    });
    expect(await copy.next()).toBeNull();
  });

  it("ends at once where there are no rows: header and trailer come as one", async () => {
    const { copy, header, end } = startCopy();
    copy.begin(header.length);
    copy.take(viewOf(header), 0, header.length, true);
    end("COPY 0");
    expect(await copy.next()).toBeNull();
  });

  it("throws when the server says that it sent another number of rows", async () => {
    const { copy, first, end } = startCopy();
    first(tuple("one"));
    end("COPY 2");
    await copy.next();
    await expect(copy.next()).rejects.toThrow(/sent 2 rows, but 1 arrived/);
  });

  it("gives a waiting reader what is there when the server pauses, cut between tuples", async () => {
    const { copy, first, end } = startCopy();
    first(tuple("one"));
    const reading = copy.next();
    const second = tuple("a longer second row");
    copy.begin(second.length);
    copy.take(viewOf(second), 0, 9, false);
    copy.settle();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await reading).toEqual({ bytes: tuple("one"), count: 1 });
    copy.take(viewOf(second), 9, second.length, true);
    end("COPY 2");
    expect(await copy.next()).toEqual({ bytes: second, count: 1 });
  });

  it("pauses the socket while blocks wait to be taken, and resumes it then", async () => {
    const { copy, socket, first, send } = startCopy(64 * 1024);
    first(tuple("x"));
    const large = new Uint8Array(60_000);
    large[1] = 1;
    for (let sent = 0; !socket.paused; sent++) {
      expect(sent).toBeLessThan(20);
      send(large);
    }
    await copy.next();
    expect(socket.paused).toBe(false);
  });

  it("takes a tuple larger than a block", async () => {
    const { copy, first, send, end } = startCopy(1024);
    first(tuple("x"));
    send(new Uint8Array(500_000));
    end("COPY 2");
    expect((await copy.next())?.count).toBe(1);
    expect((await copy.next())?.bytes).toHaveLength(500_000);
  });

  it("tells a failure to whoever waits, and to whoever asks later", async () => {
    const { copy } = startCopy();
    const reading = copy.next();
    copy.handleError(new Error("gone"));
    await expect(reading).rejects.toThrow("gone");
    await expect(copy.next()).rejects.toThrow("gone");
  });

  it("refuses an answer that is not in the binary format", () => {
    const { send } = startCopy();
    expect(() => send(Buffer.from("1\tone\n"))).toThrow(/not in the binary format/);
  });

  describe("memory of blocks", () => {
    const blockBytes = 64 * 1024;
    const large = new Uint8Array(60_000);
    large[1] = 1;

    it("that were released is used again, once", async () => {
      const { copy, first, send } = startCopy(blockBytes);
      first(large);
      send(large);
      const block = await copy.next();
      block?.release?.();
      block?.release?.();
      send(large);
      send(large);
      send(large);
      const later = [await copy.next(), await copy.next(), await copy.next()];
      expect(later.map((next) => next?.bytes.buffer === block?.bytes.buffer)).toEqual([false, true, false]);
    });

    it("that nobody releases stays as it was", async () => {
      const { copy, first, send } = startCopy(blockBytes);
      first(large);
      for (let sent = 0; sent < 4; sent++) send(large);
      const blocks = [await copy.next(), await copy.next(), await copy.next(), await copy.next()];
      expect(new Set(blocks.map((block) => block?.bytes.buffer)).size).toBe(4);
    });

    it("is not to be released while the next block lies in it too", async () => {
      const { copy, first, send } = startCopy(blockBytes);
      first(tuple("one"));
      const reading = copy.next();
      copy.settle();
      await vi.advanceTimersByTimeAsync(1000);
      send(large);
      send(large);
      const blocks = [await reading, await copy.next()];
      expect(blocks[0]?.bytes.buffer).toBe(blocks[1]?.bytes.buffer);
      expect(blocks.map((block) => block?.release)).toEqual([undefined, undefined]);
    });
  });
});
