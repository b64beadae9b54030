import { describe, expect, it } from "vitest";
import type { SelectedStream } from "@/connectors/sdk";
import { createTestContext, planStream } from "@/connectors/sdk/testing";
import { postgresSource } from ".";

describe("feeds of a PostgreSQL source", () => {
  it("have one checkpoint where they are read whole, and more where they follow a cursor", async () => {
    const ctx = await createTestContext();
    const streams = (["full_refresh", "incremental"] as const).map((mode): SelectedStream => ({
      ...planStream({ connectionId: "c", namespace: "public", name: mode }).stream,
      mode,
    }));
    const config = postgresSource.spec.parse({
      host: "h",
      port: 5432,
      database: "d",
      username: "u",
      replication_method: { method: "Standard" },
    });
    const feeds = (await postgresSource.feeds?.(config, streams, ctx)) ?? [];
    expect(feeds.map(({ hasOneCheckpoint }) => hasOneCheckpoint)).toEqual([true, false]);
    await ctx.dispose();
  });
});
