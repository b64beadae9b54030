import { describe, expect, it } from "vitest";
import { continueFrom, noCounts } from "./checkpoint";
import { checkpointOf, planFeed, planStream } from "./testing";

const feed = (overrides: Parameters<typeof planStream>[0] | object) =>
  planFeed(planStream({ connectionId: "c", name: "orders", namespace: "public", ...overrides }), 1);

describe("what a stored checkpoint means", () => {
  it("is nothing where none is stored", () => {
    expect(continueFrom(null, feed({}))).toBeNull();
  });

  it("is itself within the same run", () => {
    const plan = feed({ syncId: 3 });
    const stored = checkpointOf(plan, "p", 5, true);
    expect(continueFrom(stored, plan)).toEqual(stored);
  });

  it("is a position without counts for an incremental feed's next run", () => {
    const stored = checkpointOf(feed({ syncId: 3, mode: "incremental" }), "p", 5, true);
    expect(continueFrom(stored, feed({ syncId: 4, mode: "incremental" }))).toMatchObject({
      syncId: 4,
      position: "p",
      complete: false,
      counts: [noCounts()],
    });
  });

  it("is nothing for a full refresh's next run, nor for another generation", () => {
    expect(continueFrom(checkpointOf(feed({ syncId: 3 }), "p", 5), feed({ syncId: 4 }))).toBeNull();
    const incremental = { mode: "incremental", syncId: 3 } as const;
    expect(
      continueFrom(checkpointOf(feed(incremental), "p", 5), feed({ ...incremental, generation: 2 })),
    ).toBeNull();
  });
});
