import { afterEach, describe, expect, it } from "vitest";
import { WaitingChunks } from "./waiting-chunks";

const chunk = (stream: number, text: string) => ({ stream, bytes: new Uint8Array(Buffer.from(text)) });

describe("chunks that wait", () => {
  let waiting: WaitingChunks;
  afterEach(() => waiting.close());

  const read = async () => {
    const found: [number, string][] = [];
    for await (const { stream, bytes } of waiting.read()) found.push([stream, Buffer.from(bytes).toString()]);
    return found;
  };

  it("keep their order over memory and disk, and may be read again", async () => {
    waiting = new WaitingChunks(5);
    for (const part of [chunk(0, "abc"), chunk(1, "too long"), chunk(0, "d"), chunk(1, "")])
      await waiting.add(part);
    const wanted = [
      [0, "abc"],
      [1, "too long"],
      [0, "d"],
      [1, ""],
    ];
    expect(await read()).toEqual(wanted);
    expect(await read()).toEqual(wanted);
    expect(waiting.bytes).toBe(12);
  });

  it("are gone when they are cleared, and the next ones come in their place", async () => {
    waiting = new WaitingChunks(0);
    await waiting.add(chunk(0, "first"));
    waiting.clear();
    expect(waiting.isEmpty).toBe(true);
    await waiting.add(chunk(0, "2nd"));
    expect(await read()).toEqual([[0, "2nd"]]);
  });
});
