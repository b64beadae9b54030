import { afterEach, describe, expect, it } from "vitest";
import { WaitingBatches } from "./waiting-batches";

const part = (stream: number, text: string) => ({
  stream,
  batch: { partition: 2, count: 1, bytes: Buffer.from(text), headRoom: 0, isSent: false },
});

describe("batches that wait", () => {
  let waiting: WaitingBatches;
  afterEach(() => waiting.close());

  const read = async () => {
    const found: [number, string][] = [];
    for await (const { stream, batch } of waiting.read()) {
      expect(batch).toMatchObject({ partition: 2, count: 1, headRoom: 0 });
      found.push([stream, batch.bytes.toString()]);
    }
    return found;
  };

  it("keep their order over memory and disk, and may be read again", async () => {
    waiting = new WaitingBatches(5);
    for (const one of [part(0, "abc"), part(1, "too long"), part(0, "d"), part(1, "")])
      await waiting.add(one);
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
    waiting = new WaitingBatches(0);
    await waiting.add(part(0, "first"));
    waiting.clear();
    expect(waiting.isEmpty).toBe(true);
    await waiting.add(part(0, "2nd"));
    expect(await read()).toEqual([[0, "2nd"]]);
  });
});
