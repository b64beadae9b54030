import { describe, expect, it } from "vitest";
import { TransientError } from "@/connectors/sdk";
import { systemClock } from "@/connectors/sdk/system-clock";
import { createTestContext } from "@/connectors/sdk/testing";
import { freePort } from "@/tests/support/free-port";
import { checkDestination } from "./check";
import { spec } from "./config";

/** Pauses between attempts pass at once, and are counted; what waits for an answer waits. */
function countingClock() {
  let nowMs = 0;
  const sleep = (ms: number, signal?: AbortSignal) => {
    if (ms > 5000) return systemClock.sleep(ms, signal);
    nowMs += ms;
    return Promise.resolve();
  };
  return { now: () => nowMs, sleep };
}

describe("a check where nothing listens", () => {
  it.each(["pulsar", "ws"])("tells it within three seconds, with what to do: %s", async (scheme) => {
    const brokers = `${scheme}://127.0.0.1:${await freePort()}`;
    const clock = countingClock();
    const ctx = await createTestContext({ clock });
    const config = spec.parse({ brokers, delivery: "at_least_once" });
    const checking = checkDestination(config, ctx);
    await expect(checking).rejects.toThrow(TransientError);
    await expect(checking).rejects.toThrow(
      /ECONNREFUSED.*Nothing accepts connections there: check host and port, and that the broker runs/,
    );
    expect(clock.now()).toBeLessThan(3000);
    await ctx.dispose();
  });
});
