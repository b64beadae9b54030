import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, type Checkpoint } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { askNobody, openPlace } from "@/lib/governance/testing/keeping";
import { handlers } from "./handlers";

describe("the states of feeds, asked for by the console", () => {
  let ctx: TestContext;
  beforeEach(async () => {
    ctx = await createTestContext();
  });
  afterEach(() => ctx.dispose());

  const destination = { connector: "local-files", config: { destination_path: "out" }, place: openPlace };
  const connectionId = "c";
  const task = () => ({ ctx, emit: () => undefined, shouldStop: () => false, askConsole: askNobody });
  const checkpoint = { syncId: 1, generations: [1], position: { at: 7 }, complete: true, counts: [] };
  const store = (stored: object) =>
    handlers.replaceState(
      { destination, change: { connectionId, feedId: "stream:orders", checkpoint: stored as Checkpoint } },
      task(),
    );

  it("are given as they are stored", async () => {
    await store(checkpoint);
    expect(await handlers.listStates({ destination, connectionId }, task())).toEqual([
      { feedId: "stream:orders", fence: 1, checkpoint },
    ]);
  });

  it.each([
    ["a list for a run", { ...checkpoint, syncId: [1] }],
    ["no generations", { ...checkpoint, generations: null }],
    ["a count below zero", { ...checkpoint, counts: [{ read: -1 }] }],
  ])("are refused where something else has left %s there", async (_, damaged) => {
    await store(damaged);
    const listing = handlers.listStates({ destination, connectionId }, task());
    await expect(listing).rejects.toThrow(ConfigError);
    await expect(listing).rejects.toThrow(/stream:orders is damaged.*rewind/);
    await expect(handlers.explain({ destination, connectionId, plans: [] }, task())).rejects.toThrow(
      ConfigError,
    );
  });
});
