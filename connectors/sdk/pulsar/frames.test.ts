import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCommand, encodeCommand, encodeMessage } from "./codec";
import { commandFrame, countedBytes, FrameSplitter, payloadFrame, readPayload } from "./frames";

const metadata = encodeMessage("MessageMetadata", { producerName: "p", sequenceId: 3n, publishTime: 4n });
const command = encodeCommand("send", { producerId: 1n, sequenceId: 3n });
const payload = Buffer.from("hello");

function split(chunks: Buffer[], maxFrameBytes = 1_000) {
  const frames: { command: Buffer; rest: Buffer }[] = [];
  const splitter = new FrameSplitter(maxFrameBytes, (command, rest) => frames.push({ command, rest }));
  for (const chunk of chunks) splitter.push(chunk);
  return frames;
}

describe("a frame", () => {
  it("of a command is its length, the command's length, and the command", () => {
    expect(commandFrame("ping", {}).toString("hex")).toBe("00000009" + "00000005" + "0812920100");
  });

  it("with a payload has the magic number, the checksum of all behind it, and the metadata's length", () => {
    const frame = payloadFrame(command, metadata, payload);
    const behind = frame.subarray(8 + command.length);
    expect(behind.readUInt16BE(0)).toBe(0x0e01);
    expect(behind.readUInt32BE(6)).toBe(metadata.length);
    expect(behind.length).toBe(countedBytes(metadata.length, payload.length));
    expect(frame.readUInt32BE(0)).toBe(frame.length - 4);
  });

  it("has the checksum that CRC-32C gives", () => {
    // the check value of the algorithm: "123456789" is e3069283; here it is metadata length and metadata and payload
    const rest = Buffer.concat([Buffer.from("0e01e3069283", "hex"), Buffer.from("123456789")]);
    expect(() => readPayload(rest)).toThrow(/longer than its frame/);
    rest.writeUInt8(0, 3);
    expect(() => readPayload(rest)).toThrow(/checksum 3808858755 instead of/);
  });

  it("comes back as it was made, also behind what a broker adds", () => {
    const rest = payloadFrame(command, metadata, payload).subarray(8 + command.length);
    const expected = { metadata: { producerName: "p", sequenceId: 3n, publishTime: 4n }, payload };
    expect(readPayload(rest)).toEqual(expected);
    const added = Buffer.from("0e02" + "00000002" + "0801", "hex");
    expect(readPayload(Buffer.concat([added, rest]))).toEqual(expected);
  });

  it("is refused where one bit of it is wrong", () => {
    const rest = payloadFrame(command, metadata, payload).subarray(8 + command.length);
    for (let at = 2; at < rest.length; at++) {
      const wrong = Buffer.from(rest);
      wrong.writeUInt8(wrong.readUInt8(at) ^ 1, at);
      expect(() => readPayload(wrong)).toThrow(/checksum/);
    }
  });
});

describe("splitting", () => {
  const stream = Buffer.concat([
    commandFrame("ping", {}),
    payloadFrame(command, metadata, payload),
    commandFrame("success", { requestId: 1n }),
  ]);

  it("finds the same frames wherever the stream is cut", () => {
    const whole = split([stream]);
    expect(whole.map(({ command }) => decodeCommand(command)?.name)).toEqual(["ping", "send", "success"]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 20 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const chunks = places.slice(1).map((end, index) => stream.subarray(places[index], end));
        expect(split(chunks)).toEqual(whole);
      }),
    );
  });

  it("does not copy a frame that came whole", () => {
    const [first] = split([stream]);
    expect(first?.command.buffer).toBe(stream.buffer);
  });

  it.each([
    ["a frame above the limit", "000003e9"],
    ["a frame without room for a command", "00000003"],
    ["a command longer than its frame", "0000000500000002" + "08"],
  ])("refuses %s", (_, bytes) => {
    expect(() => split([Buffer.from(bytes, "hex")])).toThrow(/a frame of/);
  });

  it("takes a frame of exactly the limit", () => {
    const frame = commandFrame("ping", {});
    expect(split([frame], frame.length - 4)).toHaveLength(1);
    expect(() => split([frame], frame.length - 5)).toThrow(/are possible/);
  });
});
