import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { ServerError } from "./errors";
import { RowsCommand, rowEnd } from "./rows-command";
import { packet, readLength, type Wire } from "./wire";

/** A connection whose server is the test. */
function connect(command: RowsCommand) {
  const stream = new PassThrough();
  const wire: Wire & { isFree: boolean } = {
    stream,
    isFree: false,
    packetParser: { execute: () => undefined },
    addCommand: () => undefined,
    handlePacket: () => (wire.isFree = command.execute(undefined, wire)),
  };
  command.execute(undefined, wire);
  return wire;
}

const text = (value: string) => Buffer.concat([Uint8Array.of(value.length), Buffer.from(value)]);
const header = [Uint8Array.of(1), Buffer.from("definition"), Uint8Array.of(0xfe, 0, 0, 2, 0)];
const end = Uint8Array.of(0xfe, 0, 0, 2, 0);

/** Packets as they come over the wire; 16 MB and more in several. */
function packets(payloads: Uint8Array[]): Buffer {
  const whole = payloads.flatMap((payload) => {
    const parts: Uint8Array[] = [];
    for (let at = 0; ; at += 0xffffff) {
      parts.push(payload.subarray(at, at + 0xffffff));
      if (payload.length - at < 0xffffff) return parts;
    }
  });
  return Buffer.concat(whole.map((payload, index) => packet(payload, index & 0xff)));
}

async function readAll(command: RowsCommand): Promise<string[]> {
  const values: string[] = [];
  for (let block = await command.next(); block; block = await command.next()) {
    for (let row = 0; row < block.count; row++) {
      const { length, next } = readLength(block.bytes, block.starts[row] ?? 0);
      expect(next + length).toBe(rowEnd(block, row));
      values.push(block.bytes.toString("utf8", next, next + length));
    }
  }
  return values;
}

describe("rows from the wire", () => {
  const rows = ["a", "", "ccc", "dd".repeat(50)];
  const bytes = packets([...header, ...rows.map(text), end]);

  it("are refused where a packet is missing, or its length is damaged so that it takes the next one's bytes", async () => {
    const whole = packets([...header, ...rows.map(text), end]);
    const third = packets([...header, ...rows.slice(0, 2).map(text)]).length;
    const lost = Buffer.concat([whole.subarray(0, third), whole.subarray(third + 4 + 4)]);
    const swallowing = Buffer.from(whole);
    swallowing[third] = (swallowing[third] ?? 0) + 4 + 101;
    for (const damaged of [lost, swallowing]) {
      const command = new RowsCommand("SELECT 1", 32);
      connect(command).packetParser.execute(damaged);
      const drained = (async () => {
        while (await command.next());
      })();
      await expect(drained).rejects.toThrow(/Packets out of order: \d+ came where \d+ was to come/);
    }
  });

  it.each([1, 2, 3, 5, 7, 64, 1000])(
    "come whole, however the network cuts them: every %i bytes",
    async (size) => {
      const command = new RowsCommand("SELECT 1", 32);
      const wire = connect(command);
      for (let at = 0; at < bytes.length; at += size)
        wire.packetParser.execute(Buffer.from(bytes.subarray(at, at + size)));
      expect(await readAll(command)).toEqual(rows);
      expect(wire.isFree).toBe(true);
    },
  );

  it("of exactly 16 MB, and of more, are joined", async () => {
    for (const length of [0xffffff - 9, 0xffffff, 2 * 0xffffff + 5]) {
      const head = Buffer.alloc(9);
      head[0] = 0xfe;
      head.writeBigUInt64LE(BigInt(length), 1);
      const large = Buffer.concat([head, Buffer.alloc(length, "x")]);
      const command = new RowsCommand("SELECT 1", 1000);
      const wire = connect(command);
      const all = packets([...header, text("before"), large, text("after"), end]);
      for (let at = 0; at < all.length; at += 1_000_000)
        wire.packetParser.execute(all.subarray(at, at + 1_000_000));
      const values = await readAll(command);
      expect(values.map((value) => value.length)).toEqual([6, length, 5]);
      expect(values[2]).toBe("after");
    }
  });

  it("end with the server's error where it sends one, at once or among the rows", async () => {
    const refusal = Buffer.concat([Uint8Array.of(0xff, 0x7a, 0x04), Buffer.from("#42S02No such table")]);
    for (const payloads of [[refusal], [...header, text("a"), refusal]]) {
      const command = new RowsCommand("SELECT 1", 1000);
      const wire = connect(command);
      wire.packetParser.execute(packets(payloads));
      const error: unknown = await readAll(command).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ServerError);
      expect(error).toMatchObject({ errno: 1146, sqlState: "42S02", message: "No such table" });
      expect(wire.isFree).toBe(true);
    }
  });

  it("wait for their reader: the socket is paused until he takes them", async () => {
    const command = new RowsCommand("SELECT 1", 16);
    const wire = connect(command);
    wire.packetParser.execute(packets([...header, ...Array.from({ length: 20 }, () => text("0123456789"))]));
    expect(wire.stream.isPaused()).toBe(true);
    for (let taken = 0; wire.stream.isPaused(); taken++) {
      expect(taken).toBeLessThan(20);
      await command.next();
    }
  });

  it("that never come fail with the connection", async () => {
    const command = new RowsCommand("SELECT 1", 16);
    connect(command);
    const waiting = command.next();
    command.onResult(new Error("lost"));
    await expect(waiting).rejects.toThrow("lost");
  });
});
