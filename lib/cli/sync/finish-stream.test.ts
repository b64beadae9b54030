import { expect, it } from "vitest";
import { noCounts } from "@/connectors/sdk";
import { createTestContext, planStream } from "@/connectors/sdk/testing";
import type { LoadedDestination } from "@/lib/connectors/load";
import { racingClock } from "@/lib/sync/testing/racing-clock";
import { finishStream } from "./finish-stream";

const silent = () => new Promise<never>(() => undefined);

it.each([
  ["finished", { finish: silent }],
  ["counted", { finish: () => Promise.resolve({ rows: 0, superseded: 0 }), measure: silent }],
])("gives up a destination that is never done, where rows are %s", async (_what, methods) => {
  const ctx = await createTestContext({ clock: racingClock() });
  const work = finishStream({
    destination: { connector: methods as unknown as LoadedDestination["connector"], config: null },
    plan: planStream({ connectionId: "c", name: "orders", namespace: "public" }),
    counts: noCounts(),
    ctx,
    stop: new AbortController().signal,
    onVerifying: () => undefined,
  });
  await expect(work).rejects.toThrow("The destination has not answered for 720 minutes.");
  await ctx.dispose();
});
