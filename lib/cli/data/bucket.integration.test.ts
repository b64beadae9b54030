import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readFileRows } from "@/connectors/sdk/files/testing/rows";
import { contentOf, visibleKeys } from "@/connectors/destinations/s3/testing/bucket";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { describeWithPostgres } from "@/tests/support/postgres";
import { createTestBucket, describeWithS3, type TestBucket } from "@/tests/support/s3";
import { sync } from "@/tests/support/sluice";
import { useSluiceLab } from "@/tests/support/sluice-lab";

describeWithPostgres("sluice sync with a bucket", () => {
  describeWithS3("of an S3 server", () => {
    const lab = useSluiceLab();
    let ctx: TestContext;
    let bucket: TestBucket;
    beforeAll(async () => {
      ctx = await createTestContext();
      bucket = await createTestBucket(ctx);
    });
    afterAll(async () => {
      await bucket.drop();
      await ctx.dispose();
    });

    const env = () => ({
      AWS_ACCESS_KEY_ID: bucket.settings.credentials?.accessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: bucket.settings.credentials?.secretAccessKey ?? "",
    });
    const address = (prefix: string, format: string) =>
      `s3://${bucket.settings.bucket}/${prefix}?endpoint=${bucket.settings.endpoint}&format=${format}`;

    async function idsIn(prefix: string): Promise<string[]> {
      const ids: string[] = [];
      for (const key of await visibleKeys(bucket, `${prefix}/`)) {
        const file = path.join(lab().folder, path.basename(key));
        await writeFile(file, await contentOf(bucket, key));
        ids.push(...(await readFileRows(file)).map((row) => String(row.id)));
      }
      return ids.sort((one, other) => Number(one) - Number(other));
    }

    it.each(["jsonl", "csv", "parquet"])(
      "adds what is new to %s objects and nothing else, from checkpoints that the bucket keeps",
      async (format) => {
        const { source } = lab();
        const args = [
          ...["--from", source.url, "--to", address(format, format), "--streams", "orders"],
          ...["--mode", "incremental", "--cursor", "updated_at"],
        ];
        const first = await sync(args, { env: env() });
        expect(first.result.streams).toMatchObject([{ rowsWritten: 1000, verified: true }]);
        await source.query("INSERT INTO orders VALUES (1001, 'open', 1, '2026-02-01')");
        const second = await sync(args, { env: env() });
        expect(second.result.streams).toMatchObject([{ rowsRead: 1, rowsWritten: 1, verified: true }]);
        const third = await sync(args, { env: env() });
        expect(third.result.streams).toMatchObject([{ rowsRead: 0, verified: true }]);
        const keys = await visibleKeys(bucket, `${format}/`);
        expect(keys.every((key) => key.endsWith(`.${format}`))).toBe(true);
        expect(await idsIn(format)).toEqual(Array.from({ length: 1001 }, (_, index) => String(index + 1)));
      },
    );

    it.each([
      ["files/**/*.jsonl", ""],
      ["folder", "&format=jsonl"],
    ])("reads the objects of %s as one stream, new ones alone the next time", async (where, more) => {
      const [folder = ""] = where.split("/");
      const from = `s3://${bucket.settings.bucket}/${where}?endpoint=${bucket.settings.endpoint}&name=events${more}`;
      const to = `duckdb:${path.join(lab().folder, `${folder}.duckdb`)}`;
      const put = (file: string, ids: number[]) =>
        bucket.put(`${folder}/in/${file}`, ids.map((id) => `{"id":${id}}\n`).join(""));
      await put("a.jsonl", [1, 2]);
      const args = ["--from", from, "--to", to, "--mode", "incremental"];
      const first = await sync(args, { env: env() });
      expect(first.result.streams).toMatchObject([{ name: "events", rowsWritten: 2, verified: true }]);
      await put("b.jsonl", [3]);
      const second = await sync(args, { env: env() });
      expect(second.result.streams).toMatchObject([{ rowsRead: 1, rowsWritten: 1, verified: true }]);
    });

    it("replaces the objects of the run before in overwrite mode", async () => {
      const { source } = lab();
      const args = ["--from", source.url, "--to", address("whole", "jsonl"), "--streams", "orders"];
      await sync(args, { env: env() });
      await source.query("DELETE FROM orders WHERE id > 10");
      const { result } = await sync(args, { env: env() });
      expect(result.streams).toMatchObject([{ rowsWritten: 10, verified: true }]);
      expect(await idsIn("whole")).toHaveLength(10);
    });
  });
});
