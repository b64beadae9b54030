import { describe, expect, it } from "vitest";
import type { SelectedStream } from "@/connectors/sdk";
import { createTestContext, planStream } from "@/connectors/sdk/testing";
import { postgresSource } from ".";

describe("feeds of a PostgreSQL source", () => {
  it("have one checkpoint where a table is known to be small and read whole, and more otherwise", async () => {
    const ctx = await createTestContext();
    const { stream } = planStream({ connectionId: "c", namespace: "public", name: "orders" });
    const small = { rows: 1_000, bytes: 100_000 };
    const streams: SelectedStream[] = [
      { ...stream, mode: "full_refresh", estimate: small },
      { ...stream, mode: "incremental", estimate: small },
      { ...stream, mode: "full_refresh", estimate: { rows: 1e9, bytes: 1e11 } },
      { ...stream, mode: "full_refresh" },
    ];
    const config = postgresSource.spec.parse({
      host: "h",
      port: 5432,
      database: "d",
      username: "u",
      replication_method: { method: "Standard" },
    });
    const feeds = (await postgresSource.feeds?.(config, streams, ctx)) ?? [];
    expect(feeds.map(({ hasOneCheckpoint }) => hasOneCheckpoint)).toEqual([true, false, false, false]);
    await ctx.dispose();
  });
});
