import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Field } from "@/connectors/sdk";
import {
  checkpointOf,
  createTestContext,
  planFeed,
  planStream,
  type TestContext,
} from "@/connectors/sdk/testing";
import { framesBatch, int4, text } from "@/connectors/sdk/testing/frames";
import { createTestBucket, describeWithS3, type TestBucket } from "@/tests/support/s3";
import { s3Destination } from "./index";
import { configOf, contentOf, visibleKeys } from "./testing/bucket";

const fields: Field[] = [
  { name: "id", type: { kind: "integer", bits: 32 }, nullable: false, native: "int4" },
  { name: "noise", type: { kind: "string" }, nullable: true, native: "text" },
];
const noise = randomBytes(250).toString("hex");

describeWithS3("frames of PostgreSQL in objects of CSV", () => {
  let ctx: TestContext;
  let bucket: TestBucket;
  beforeEach(async () => {
    ctx = await createTestContext();
    bucket = await createTestBucket(ctx);
  });
  afterEach(async () => {
    await bucket.drop();
    await ctx.dispose();
  });

  it.each(["No flattening", "Root level flattening"])(
    "are all there, over several parts of an upload and checkpoints, with %s",
    async (flattening) => {
      const compression = { compression_type: "No Compression" };
      const config = configOf(bucket, { format: { format_type: "CSV", flattening, compression } });
      const plan = planStream({
        ...{ connectionId: "c1", name: "orders", namespace: "default", write: "overwrite", fields },
      });
      const feed = { ...planFeed(plan, 1), encoding: "pg-copy-binary" as const };
      const writer = await s3Destination.open(config, feed, ctx);
      for (const first of [0, 15_000]) {
        const ids = Array.from({ length: 15_000 }, (_, index) => first + index);
        await writer.write(0, framesBatch(ids.map((id) => [int4(id), text(`${noise}, ${id}`)])));
        await writer.commit(checkpointOf(feed, first + 15_000, first + 15_000, first > 0));
      }
      await writer.close();
      expect(await s3Destination.finish(config, plan, ctx)).toEqual({ rows: 30_000, superseded: 0 });
      expect(await s3Destination.measure(config, plan, ctx)).toEqual({ rows: 30_000 });
      const [key = ""] = await visibleKeys(bucket);
      const content = (await contentOf(bucket, key)).toString();
      const ids = [...content.matchAll(new RegExp(`${noise}, (\\d+)"`, "g"))].map(([, id]) => Number(id));
      expect(ids).toEqual(Array.from({ length: 30_000 }, (_, id) => id));
    },
  );
});
