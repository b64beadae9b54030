import { describe, expect, it } from "vitest";
import type { Frame } from "./frame-maker";
import { PendingFrames } from "./pending-frames";

const frame = (first: number, last = first): Frame => ({
  bytes: Buffer.alloc(1),
  sequenceId: BigInt(first),
  highestSequenceId: BigInt(last),
  batchSize: last - first + 1,
});

function pendingOf(...frames: Frame[]): PendingFrames {
  const pending = new PendingFrames();
  for (const one of frames) pending.add(one);
  return pending;
}

describe("frames without receipt", () => {
  it("leave in their order, by the id of their first message", () => {
    const pending = pendingOf(frame(0, 9), frame(10, 19));
    expect(pending.acknowledge(0n)).toMatchObject({ is: "oldest", frame: { highestSequenceId: 9n } });
    expect(pending.acknowledge(10n).is).toBe("oldest");
    expect(pending.isEmpty).toBe(true);
    expect(pending.settled).toBe(2);
  });

  it("tell when a receipt is not the oldest one's, and count only what has no gap before it", () => {
    const pending = pendingOf(frame(0), frame(1), frame(2));
    expect(pending.acknowledge(1n).is).toBe("later");
    expect(pending.settled).toBe(0);
    expect(pending.all().map(({ sequenceId }) => sequenceId)).toEqual([0n, 2n]);
    expect(pending.acknowledge(0n).is).toBe("oldest");
    expect(pending.settled).toBe(2);
  });

  it.each([0n, 15n, 99n])("do not mind a receipt of what is none of them: %s", (id) => {
    const pending = pendingOf(frame(0, 9), frame(10, 19));
    pending.acknowledge(0n);
    expect(pending.acknowledge(id).is).toBe("unknown");
    expect(pending.all()).toHaveLength(1);
  });

  it("with one id, the chunks of a message, leave one for each receipt", () => {
    const pending = pendingOf(frame(5), frame(5), frame(5));
    expect([pending.acknowledge(5n).is, pending.acknowledge(5n).is]).toEqual(["oldest", "oldest"]);
    expect(pending.all()).toHaveLength(1);
  });

  it("are known by any message in them", () => {
    const pending = pendingOf(frame(10, 19));
    expect([9n, 10n, 19n, 20n].map((id) => pending.has(id))).toEqual([false, true, true, false]);
  });

  it("stay right over many", () => {
    const pending = new PendingFrames();
    for (let id = 0; id < 1_000; id++) {
      pending.add(frame(id));
      if (id >= 10) expect(pending.acknowledge(BigInt(id - 10)).is).toBe("oldest");
    }
    expect(pending.drain().map(({ sequenceId }) => sequenceId)).toEqual(
      Array.from({ length: 10 }, (_, index) => BigInt(990 + index)),
    );
    expect(pending.isEmpty).toBe(true);
    expect(pending.settled).toBe(1_000);
  });
});
