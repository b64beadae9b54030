import { describe, expect, it } from "vitest";
import { decodeCommand, decodeMessage, encodeCommand, encodeMessage } from "./codec";
import { commands } from "./commands";
import { messages } from "./messages";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("the table of messages", () => {
  it("gives every field of a message a number of its own", () => {
    for (const fields of Object.values(messages)) {
      const numbers = Object.values(fields).map(({ id }) => id);
      expect(new Set(numbers).size).toBe(numbers.length);
    }
  });

  it("gives every command a number of its own", () => {
    const numbers = Object.values(commands).map(([number]) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe("encoding", () => {
  it("puts a command into the envelope's field of its type's number", () => {
    // type = 18 and an empty message in field 18
    expect(hex(encodeCommand("ping", {}))).toBe("0812" + "920100");
  });

  it("writes numbers and texts as the protocol's rules of the wire say", () => {
    const encoded = encodeCommand("partitionMetadata", { topic: "t", requestId: 300n });
    expect(hex(encoded)).toBe("0815" + "aa0106" + "0a0174" + "10ac02");
  });

  it("leaves out what is not given", () => {
    const encoded = encodeMessage("MessageIdData", { ledgerId: 1n, entryId: 2n });
    expect(hex(encoded)).toBe("08011002");
  });
});

describe("64-bit numbers", () => {
  it.each([0n, 1n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n])(
    "keep every digit of %s",
    (ledgerId) => {
      const message = { ledgerId, entryId: 7n };
      expect(decodeMessage("MessageIdData", encodeMessage("MessageIdData", message))).toEqual(message);
    },
  );

  it.each([-1n, -(2n ** 63n), 2n ** 63n - 1n])(
    "keep their sign where they have one: %s",
    (lastSequenceId) => {
      const fields = { requestId: 1n, producerName: "p", lastSequenceId };
      expect(decodeCommand(encodeCommand("producerSuccess", fields))).toEqual({
        name: "producerSuccess",
        fields,
      });
    },
  );
});

describe("decoding", () => {
  it("gives nested and repeated messages back, and absent fields as absent", () => {
    const fields = {
      topic: "persistent://public/default/t",
      producerId: 1n,
      requestId: 2n,
      metadata: [{ key: "a", value: "b" }],
      schema: { name: "", definition: new Uint8Array([1, 2]), type: 4, properties: [] },
    };
    const decoded = decodeCommand(encodeCommand("producer", fields));
    expect(decoded).toMatchObject({
      name: "producer",
      fields: { topic: fields.topic, metadata: fields.metadata },
    });
    expect(decoded?.fields).not.toHaveProperty("producerName");
  });

  it("knows nothing of commands that are not used, and says so", () => {
    // type = 66, and a message in field 66 that is in no table
    expect(decodeCommand(Buffer.from("0842" + "92040208" + "01", "hex"))).toBeNull();
  });

  it("skips fields that are not in the table", () => {
    const success = Buffer.from("080d" + "6a" + "05" + "0801" + "f00701", "hex");
    expect(decodeCommand(success)).toEqual({ name: "success", fields: { requestId: 1n } });
  });

  it.each([
    ["cut off", "080d6a0508"],
    ["without a required field", "080d6a00"],
    ["of a type without its fields", "080d"],
    ["that is none", "ffffff"],
  ])("throws at a command %s", (_, bytes) => {
    expect(() => decodeCommand(Buffer.from(bytes, "hex"))).toThrow();
  });
});
