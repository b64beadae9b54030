import avro from "avsc";
import { describe, expect, it } from "vitest";
import { ByteBuffer } from "./byte-buffer";

const long = avro.Type.forSchema("long");
/** Beyond, it writes some odd numbers as their neighbours. */
const avscBits = 51;
const text = avro.Type.forSchema("string");

describe("a growing buffer", () => {
  it("writes whole numbers as Avro does, at every length", () => {
    for (let power = 0; power <= 52; power++) {
      for (const value of [2 ** power, 2 ** power - 1, -(2 ** power), -(2 ** power) - 1]) {
        const [number, big] = [new ByteBuffer(1), new ByteBuffer(1)];
        number.putLong(value);
        big.putLong(BigInt(value));
        const bytes = [...number.take()];
        expect([...big.take()]).toEqual(bytes);
        if (power <= avscBits) expect(bytes).toEqual([...long.toBuffer(value)]);
      }
    }
  });

  it("writes the same numbers by their halves, over all 64 bits", () => {
    for (let power = 0n; power <= 63n; power++) {
      for (const value of [2n ** power - 1n, -(2n ** power), 2n ** power - 2n, 1n - 2n ** power]) {
        const [whole, halves] = [new ByteBuffer(1), new ByteBuffer(1)];
        whole.putLong(value);
        halves.putHalves(Number(BigInt.asIntN(32, value)), Number(value >> 32n));
        expect([...halves.take()]).toEqual([...whole.take()]);
      }
    }
  });

  it("copies parts of every length, and texts among them", () => {
    const bytes = Uint8Array.from({ length: 9000 }, (_, index) => 97 + (index % 26));
    const source = new DataView(bytes.buffer, 3, 8900);
    for (const length of [0, 1, 3, 4, 63, 64, 255, 256, 257, 8191, 8192]) {
      const out = new ByteBuffer(1);
      out.putPart(source, 5, length);
      const wanted = Buffer.from(bytes.buffer, 8, length).toString();
      expect(out.take().toString()).toBe(wanted);
      out.putUtf8(source, 5, length);
      expect(text.fromBuffer(Buffer.from(out.take()))).toBe(wanted);
    }
  });

  it("writes texts of every length and alphabet", () => {
    for (const length of [0, 1, 62, 63, 64, 65, 8191, 8192]) {
      for (const letter of ["a", "ü", "🌍"]) {
        const out = new ByteBuffer(1);
        out.putString(letter.repeat(length));
        expect(text.fromBuffer(Buffer.from(out.take()))).toBe(letter.repeat(length));
      }
    }
  });

  it("leaves what was taken alone", () => {
    const out = new ByteBuffer(4);
    out.putText("ab");
    const taken = out.take();
    out.putText("cd");
    expect(Buffer.from(taken).toString()).toBe("ab");
    expect(Buffer.from(out.take()).toString()).toBe("cd");
  });
});
