import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CopyBuffer } from "./copy-buffer";
import { CopyOut, type TupleBlock } from "./copy-out";
import { countMessages, viewOf, writeHeader } from "./tuples";
import type { Chunk } from "./wire";

const tuple = (text: string): Uint8Array => {
  const bytes = Buffer.from(text);
  return Uint8Array.from([0, 1, 0, 0, 0, bytes.length, ...bytes]);
};
const message = (payload: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(5 + payload.length);
  bytes[0] = 0x64;
  viewOf(bytes).setUint32(1, payload.length + 4);
  bytes.set(payload, 5);
  return bytes;
};
const row = (text: string): Uint8Array => message(tuple(text));
const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const chunkOf = (bytes: Uint8Array): Chunk => ({ bytes, view: viewOf(bytes) });
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
    copy.take(chunkOf(bytes), 0, bytes.length, true);
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
    expect(await copy.next()).toEqual({ bytes: join(row("one"), row("two")), count: 2 });
    expect(await copy.next()).toBeNull();
  });

  it("ends at once where there are no rows: header and trailer come as one", async () => {
    const { copy, header, end } = startCopy();
    copy.begin(header.length);
    copy.take(chunkOf(header), 0, header.length, true);
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
    copy.take(chunkOf(second), 0, 9, false);
    copy.settle();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await reading).toEqual({ bytes: row("one"), count: 1 });
    copy.take(chunkOf(second), 9, second.length, true);
    end("COPY 2");
    expect(await copy.next()).toEqual({ bytes: message(second), count: 1 });
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
    expect((await copy.next())?.bytes).toHaveLength(500_005);
  });

  it("takes messages that lie whole in a chunk at once, but for the first and the trailer", async () => {
    const { copy, first, end } = startCopy(64 * 1024);
    const rows = join(row("two"), row("three"), row("four"));
    const chunk = chunkOf(join(rows, message(trailer), rows));
    expect(copy.takeWhole(chunk, 0)).toBe(0);
    first(tuple("one"));
    expect(copy.takeWhole(chunk, 0)).toBe(rows.length);
    expect(copy.takeWhole(chunkOf(rows.subarray(0, rows.length - 1)), 0)).toBe(
      rows.length - row("four").length,
    );
    end("COPY 6");
    const block = await copy.next();
    expect(block).toMatchObject({ bytes: join(row("one"), rows, row("two"), row("three")), count: 6 });
  });

  it("begins another block where a chunk's messages do not fit, and cuts it between them", async () => {
    const { copy, first, end } = startCopy(1024);
    first(tuple("one"));
    const rows = Array.from({ length: 20_000 }, (_, index) => row(`row ${index}`));
    const chunk = chunkOf(join(...rows));
    expect(copy.takeWhole(chunk, 0)).toBe(chunk.bytes.length);
    end("COPY 20001");
    const bytes: Uint8Array[] = [];
    for (let block = await copy.next(); block; block = await copy.next()) {
      expect(countMessages(viewOf(block.bytes))).toBe(block.count);
      bytes.push(block.bytes);
    }
    expect(bytes.length).toBeGreaterThan(2);
    expect(Buffer.concat(bytes).equals(join(row("one"), ...rows))).toBe(true);
  });

  it("uses the memory of a block again once it is released, and only then", async () => {
    const { copy, first, send } = startCopy(64 * 1024);
    const payload = (fill: number) => new Uint8Array(30_000).fill(fill);
    first(payload(0));
    let sent = 0;
    const nextBlock = async (): Promise<TupleBlock> => {
      send(payload(++sent)); // two fit into a block: the third one of all begins the second
      send(payload(++sent));
      const block = await copy.next();
      if (!block) throw new Error("There is no block.");
      return block;
    };
    const kept = await nextBlock();
    const before = kept.bytes.slice();
    const released = await nextBlock();
    released.release?.();
    released.release?.();
    const later = [await nextBlock(), await nextBlock(), await nextBlock()];
    expect(later.filter(({ bytes }) => bytes.buffer === released.bytes.buffer)).toHaveLength(1);
    expect(later.some(({ bytes }) => bytes.buffer === kept.bytes.buffer)).toBe(false);
    expect(kept.bytes).toEqual(before);
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
});
