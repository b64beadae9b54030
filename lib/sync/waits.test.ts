import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addWaits, noWaits, WaitMeter } from "./waits";

let nowMs = 0;
beforeEach(() => {
  nowMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
});
afterEach(() => vi.restoreAllMocks());

/** Work that takes so long. */
const after = async (ms: number) => {
  await Promise.resolve();
  nowMs += ms;
};

describe("the meter of a feed", () => {
  it("counts the wait for the source with the output whose batch came", async () => {
    const meter = new WaitMeter(2);
    await meter.reading(() => after(30));
    meter.arrived(1);
    await meter.reading(() => after(5));
    meter.arrived(0);
    expect(meter.take()).toEqual([
      { source: 5, transform: 0, destination: 0 },
      { source: 30, transform: 0, destination: 0 },
    ]);
  });

  it("counts writing with the output that is named, and a commit with the last one", async () => {
    const meter = new WaitMeter(2);
    meter.arrived(0);
    await meter.writing(() => after(7), 1);
    await meter.writing(() => after(2));
    expect(meter.take().map(({ destination }) => destination)).toEqual([2, 7]);
  });

  it("counts shaping, gives its result, and begins anew once it was asked", async () => {
    const meter = new WaitMeter(1);
    const shaped = meter.shaping(0, () => {
      nowMs += 4;
      return "rows";
    });
    expect(shaped).toBe("rows");
    expect(meter.take()).toEqual([{ source: 0, transform: 4, destination: 0 }]);
    expect(meter.take()).toEqual([noWaits()]);
  });

  it("is added up over slices", () => {
    const one = { source: 1, transform: 2, destination: 3 };
    expect(addWaits(one, { source: 10, transform: 20, destination: 30 })).toEqual({
      source: 11,
      transform: 22,
      destination: 33,
    });
  });
});
