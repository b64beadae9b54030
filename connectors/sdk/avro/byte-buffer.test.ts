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
