import { randomBytes } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Value } from "@/connectors/sdk";
import { runDuckDb } from "@/connectors/sdk/files/testing/parquet";
import {
  checkpointOf,
  createTestContext,
  planFeed,
  planStream,
  type TestContext,
} from "@/connectors/sdk/testing";
import { createTestBucket, describeWithS3, type TestBucket } from "@/tests/support/s3";
import { s3Destination } from "./index";
import { configOf, contentOf, visibleKeys } from "./testing/bucket";

describeWithS3("Parquet objects of a bucket", () => {
  let ctx: TestContext;
  let bucket: TestBucket;
  let fence = 0;
  beforeEach(async () => {
    ctx = await createTestContext();
    bucket = await createTestBucket(ctx);
  });
  afterEach(async () => {
    await bucket.drop();
    await ctx.dispose();
  });

  const plan = planStream({ connectionId: "c1", name: "orders", namespace: "default", write: "overwrite" });
  const config = (more: object = {}) =>
    configOf(bucket, { format: { format_type: "Parquet", compression_codec: "UNCOMPRESSED" }, ...more });

  /** Texts that no encoding makes shorter. */
  const rows = (first: number, last: number): Value[][] =>
    Array.from({ length: last - first + 1 }, (_, index) => [
      first + index,
      randomBytes(500).toString("hex"),
      1,
    ]);

  async function move(settings: ReturnType<typeof config>, commits: number, rowsEach: number): Promise<void> {
    const feed = planFeed(plan, ++fence);
    const writer = await s3Destination.open(settings, feed, ctx);
    for (let commit = 1; commit <= commits; commit++) {
      const last = commit * rowsEach;
      await writer.write(0, { encoding: "rows", rows: rows(last - rowsEach + 1, last), bytes: 1 });
      await writer.commit(checkpointOf(feed, last, last, commit === commits));
    }
    await writer.close();
    expect(await s3Destination.finish(settings, plan, ctx)).toEqual({
      rows: commits * rowsEach,
      superseded: 0,
    });
  }

  async function idsOf(key: string): Promise<(string | null)[] | undefined> {
    const file = path.join(ctx.localFiles.root, "object.parquet");
    await writeFile(file, await contentOf(bucket, key));
    return (await runDuckDb(`SELECT count(*), count(DISTINCT id), min(id), max(id) FROM '${file}'`))[0];
  }

  it("grow over checkpoints, through several parts of an upload, and are one file each", async () => {
    await move(config(), 6, 4000);
    const keys = await visibleKeys(bucket);
    expect(keys).toHaveLength(1);
    expect(await idsOf(keys[0] ?? "")).toEqual(["24000", "24000", "1", "24000"]);
    expect(await s3Destination.measure(config(), plan, ctx)).toEqual({ rows: 24_000 });
  });

  it("are cut at their limits", async () => {
    await move(config({ max_file_rows: 2500 }), 2, 3000);
    const keys = await visibleKeys(bucket);
    expect(await Promise.all(keys.map(idsInTurn()))).toEqual([
      ["2500", "2500", "1", "2500"],
      ["2500", "2500", "2501", "5000"],
      ["1000", "1000", "5001", "6000"],
    ]);
  });

  it("leave nothing in the folder for temporary files", async () => {
    await move(config(), 1, 10);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith(`sluice-s3-${process.pid}-`))).toEqual(
      [],
    );
  });

  /** One after the other, because they go through one file. */
  function idsInTurn() {
    let turn: Promise<unknown> = Promise.resolve();
    return (key: string) => {
      const mine = turn.then(() => idsOf(key));
      turn = mine;
      return mine;
    };
  }
});
