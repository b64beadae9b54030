import { describe, expect, it } from "vitest";
import { ConfigError, TransientError } from "../errors";
import { pauseAfter, retrying } from "./retrying";

/** Time passes only by sleeping. */
function fakeTime() {
  const slept: number[] = [];
  let now = 0;
  const clock = {
    now: () => now,
    sleep: (ms: number) => {
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
  return { slept, clock };
}
const { signal } = new AbortController();

describe("retrying", () => {
  it("goes on with growing pauses until it works", async () => {
    const { slept, clock } = fakeTime();
    let failures = 3;
    const work = () =>
      failures-- > 0 ? Promise.reject(new TransientError("again")) : Promise.resolve("done");
    expect(await retrying(work, { clock, signal, timeoutMs: 10_000 })).toBe("done");
    expect(slept).toEqual([100, 200, 400]);
  });

  it("throws the last failure when the next pause would be too long", async () => {
    const { slept, clock } = fakeTime();
    let attempts = 0;
    const work = () => Promise.reject(new TransientError(`attempt ${++attempts}`));
    await expect(retrying(work, { clock, signal, timeoutMs: 1_000 })).rejects.toThrow("attempt 4");
    expect(slept).toEqual([100, 200, 400]);
  });

  it("does not try again what a person must mend", async () => {
    const { slept, clock } = fakeTime();
    const work = () => Promise.reject(new ConfigError("no"));
    await expect(retrying(work, { clock, signal, timeoutMs: 1_000 })).rejects.toThrow(ConfigError);
    expect(slept).toEqual([]);
  });

  it("ends with the signal's reason", async () => {
    const { clock } = fakeTime();
    const controller = new AbortController();
    const work = () => {
      controller.abort(new Error("cancelled"));
      return Promise.reject(new TransientError("again"));
    };
    const running = retrying(work, { clock, signal: controller.signal, timeoutMs: Infinity });
    await expect(running).rejects.toThrow("cancelled");
  });

  it("never pauses longer than five seconds", () => {
    expect([0, 1, 5, 6, 1_000].map(pauseAfter)).toEqual([100, 200, 3_200, 5_000, 5_000]);
  });
});
