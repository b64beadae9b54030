import { afterEach, beforeEach, expect, it } from "vitest";
import { FencedError, type FeedPlan, type StreamPlan, type Value } from "@/connectors/sdk";
import {
  checkpointOf,
  createTestContext,
  planFeed,
  planStream,
  type PlanOptions,
  type TestContext,
} from "@/connectors/sdk/testing";
import { createTestBucket, describeWithS3, type TestBucket } from "@/tests/support/s3";
import type { S3Config } from "./config";
import { s3Destination } from "./index";
import { configOf, contentOf, visibleKeys } from "./testing/bucket";

const plain = {
  format_type: "JSONL",
  flattening: "Root level flattening",
  compression: { compression_type: "No Compression" },
};

describeWithS3("objects of a bucket", () => {
  let ctx: TestContext;
  let bucket: TestBucket;
  let config: S3Config;
  let fence = 0;
  beforeEach(async () => {
    ctx = await createTestContext();
    bucket = await createTestBucket(ctx);
    config = configOf(bucket, {
      format: plain,
      s3_path_format: "${NAMESPACE}/${STREAM_NAME}/",
      file_name_pattern: "{part_number}{format_extension}",
    });
  });
  afterEach(async () => {
    await bucket.drop();
    await ctx.dispose();
  });

  const plan = (options: Partial<PlanOptions> = {}) =>
    planStream({ connectionId: "c1", name: "orders", namespace: "default", write: "overwrite", ...options });
  const feed = (stream: StreamPlan): FeedPlan => planFeed(stream, ++fence);
  const numbered = (first: number, last: number): Value[][] =>
    Array.from({ length: last - first + 1 }, (_, index) => [first + index, `row ${first + index}`, 1]);
  const batchOf = (rows: Value[][]) => ({ encoding: "rows" as const, rows, bytes: rows.length * 50 });
  const finish = (stream: StreamPlan, context = ctx) => s3Destination.finish(config, stream, context);
  const idsIn = async (keys: string[]) => {
    const texts = await Promise.all(keys.map(async (key) => (await contentOf(bucket, key)).toString()));
    return texts.flatMap((text) =>
      text
        .split("\n")
        .slice(0, -1)
        .map((line) => (JSON.parse(line) as { id: number }).id),
    );
  };

  /** One slice of a source that counts: goes on from the stored position and commits every `step` rows up to `last`. */
  async function countTo(stream: StreamPlan, last: number, step: number, context = ctx): Promise<void> {
    const own = feed(stream);
    const writer = await s3Destination.open(config, own, context);
    try {
      let at = Number((await writer.checkpoint())?.position ?? 0);
      for (; at < last; at += step) {
        await writer.write(0, batchOf(numbered(at + 1, at + step)));
        await writer.commit(checkpointOf(own, at + step, at + step, at + step === last));
      }
    } finally {
      await writer.close();
    }
  }

  /** A context whose process dies after so many requests that change something; with `makesLast` it never learns of one more. */
  function mortal(changes: number, makesLast: boolean): { context: TestContext; isDead: () => boolean } {
    let left = changes;
    let isDead = false;
    const http: typeof fetch = async (url, init) => {
      const isChange = init?.method !== "GET" && init?.method !== "HEAD";
      if (!isDead && isChange && left-- <= 0) {
        isDead = true;
        if (makesLast) await fetch(url, init);
      }
      if (isDead) throw new DOMException("The process is dead.", "AbortError");
      return fetch(url, init);
    };
    const clock = { ...ctx.clock, sleep: () => Promise.reject(new Error("The process is dead.")) };
    return { context: { ...ctx, http, clock }, isDead: () => isDead };
  }

  it.each([
    ["before it makes a change", false],
    ["before it knows that a change is made", true],
  ])("lose and repeat nothing, and nothing stays behind, when the process dies %s", async (_, makesLast) => {
    for (let changes = 0, survived = false; !survived; changes++) {
      const stream = plan({ connectionId: `c${changes}`, name: `orders ${changes}` });
      const { context, isDead } = mortal(changes, makesLast);
      const work = async () => {
        await countTo(stream, 6, 2, context);
        await finish(stream, context);
      };
      await work().catch((error: unknown) => {
        if (!isDead()) throw error;
      });
      survived = !isDead();
      await countTo(stream, 6, 2);
      expect(await finish(stream)).toEqual({ rows: 6, superseded: 0 });
      const keys = await visibleKeys(bucket, `exports/default/orders ${changes}/`);
      expect((await idsIn(keys)).sort()).toEqual([1, 2, 3, 4, 5, 6]);
      expect(await bucket.keys("exports/.sluice/tail-")).toEqual([]);
    }
  });

  it("of more than a part are uploaded in parts, and no byte is lost over several writers", async () => {
    const stream = plan();
    const text = "x".repeat(1000);
    const wide = (first: number, last: number) => numbered(first, last).map(([id]) => [id ?? null, text, 1]);
    for (let from = 1; from <= 30_000; from += 15_000) {
      const own = feed(stream);
      const writer = await s3Destination.open(config, own, ctx);
      for (let at = from; at < from + 15_000; at += 5000) {
        await writer.write(0, batchOf(wide(at, at + 4999)));
        await writer.commit(checkpointOf(own, at + 4999, at + 4999));
      }
      expect(await visibleKeys(bucket)).toEqual([]);
      await writer.close();
    }
    expect(await finish(stream)).toEqual({ rows: 30_000, superseded: 0 });
    const keys = await visibleKeys(bucket);
    expect(keys).toEqual(["exports/default/orders/0-1.jsonl", "exports/default/orders/1-1.jsonl"]);
    expect(await idsIn(keys)).toEqual(Array.from({ length: 30_000 }, (_, index) => index + 1));
    expect(await s3Destination.measure(config, stream, ctx)).toEqual({ rows: 30_000 });
  });

  it("are cut where they hold the most rows that are wanted", async () => {
    config = { ...config, max_file_rows: 4 };
    const stream = plan();
    await countTo(stream, 10, 5);
    await finish(stream);
    const keys = await visibleKeys(bucket);
    expect(await Promise.all(keys.map(async (key) => (await idsIn([key])).length))).toEqual([4, 4, 2]);
  });

  it("of an earlier run are removed by overwrite, and others are left alone", async () => {
    await bucket.put("exports/default/orders/mine.txt", "mine");
    await countTo(plan(), 2, 2);
    await finish(plan());
    const second = plan({ syncId: 2, generation: 2 });
    await countTo(second, 4, 2);
    await finish(second);
    expect(await visibleKeys(bucket)).toEqual([
      "exports/default/orders/0-2.jsonl",
      "exports/default/orders/mine.txt",
    ]);
    await s3Destination.clear(config, second, ctx);
    expect(await visibleKeys(bucket)).toEqual(["exports/default/orders/mine.txt"]);
    expect(await bucket.keys("exports/.sluice/tail-")).toEqual([]);
  });

  it("of a run that never finished come with the next, where rows are appended from a position", async () => {
    const first = plan({ write: "append", mode: "incremental" });
    await countTo(first, 2, 2);
    const second = plan({ write: "append", mode: "incremental", syncId: 2 });
    await countTo(second, 4, 2);
    expect(await finish(second)).toEqual({ rows: 2, superseded: 0 });
    expect(await idsIn(await visibleKeys(bucket))).toEqual([1, 2, 3, 4]);
  });

  it("are not made where an incremental run brings nothing", async () => {
    const first = plan({ write: "append", mode: "incremental" });
    await countTo(first, 2, 2);
    await finish(first);
    const second = plan({ write: "append", mode: "incremental", syncId: 2 });
    const own = feed(second);
    const writer = await s3Destination.open(config, own, ctx);
    await writer.commit(checkpointOf(own, 2, 0, true));
    await writer.close();
    expect(await finish(second)).toEqual({ rows: 0, superseded: 0 });
    expect(await visibleKeys(bucket)).toHaveLength(1);
  });

  it("are guarded by the version of the checkpoint, also on a server without conditional writes", async () => {
    const http: typeof fetch = (url, init) => {
      const headers = new Headers(init?.headers);
      if (headers.has("if-match") || headers.has("if-none-match"))
        return Promise.resolve(new Response("<Error><Code>NotImplemented</Code></Error>", { status: 501 }));
      return fetch(url, init);
    };
    const simple = { ...ctx, http };
    await s3Destination.check(config, simple);
    expect(ctx.lines.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/no conditional writes/),
    );
    const stream = plan();
    const oldFeed = feed(stream);
    const old = await s3Destination.open(config, oldFeed, simple);
    await old.write(0, batchOf(numbered(1, 2)));
    await countTo(stream, 4, 2, simple);
    await expect(old.commit(checkpointOf(oldFeed, 2, 2))).rejects.toBeInstanceOf(FencedError);
    await finish(stream, simple);
    expect(await idsIn(await visibleKeys(bucket))).toEqual([1, 2, 3, 4]);
  });
});
