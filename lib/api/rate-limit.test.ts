import { describe, expect, it } from "vitest";
import { createRateLimiter } from "./rate-limit";

function start(limit = { perSecond: 2, burst: 3 }) {
  let now = 1_000_000;
  const limiter = createRateLimiter(limit, () => now);
  return { take: (key = "a") => limiter.take(key), pass: (ms: number) => (now += ms) };
}

describe("createRateLimiter", () => {
  it("allows a burst, then says how long to wait", () => {
    const { take } = start();
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 500]);
  });

  it("allows the next one after the time it named, not before", () => {
    const { take, pass } = start();
    for (let index = 0; index < 3; index++) take();
    pass(499);
    expect(take()).toBe(1);
    pass(1);
    expect(take()).toBe(0);
  });

  it("does not let refused requests prolong the wait", () => {
    const { take, pass } = start();
    for (let index = 0; index < 50; index++) take();
    pass(500);
    expect(take()).toBe(0);
  });

  it("saves up no more than the burst", () => {
    const { take, pass } = start();
    pass(3_600_000);
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 500]);
  });

  it("counts each key for itself", () => {
    const { take } = start({ perSecond: 1, burst: 1 });
    expect([take("a"), take("b"), take("a")]).toEqual([0, 0, 1000]);
  });

  it("still counts a key after many others have come and gone", () => {
    const { take, pass } = start({ perSecond: 1, burst: 1 });
    for (let index = 0; index < 3000; index++) take(`old-${index}`);
    pass(1000);
    take("a");
    for (let index = 0; index < 3000; index++) take(`new-${index}`);
    expect(take("a")).toBe(1000);
  });

  it("survives a clock that goes back", () => {
    const { take, pass } = start({ perSecond: 1, burst: 1 });
    take();
    pass(-10_000);
    expect(take()).toBe(1000);
  });
});
