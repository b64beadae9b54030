import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe } from "vitest";
import { describeSourceConformance, type TestContext } from "@/connectors/sdk/testing";
import { runDuckDb } from "@/connectors/sdk/files/testing/parquet";
import { checksSignatures, createTestBucket, describeWithS3 } from "@/tests/support/s3";
import { configOf } from "./testing/config";
import { s3Source } from "./index";

const numbers = Array.from({ length: 8000 }, (_, index) => index);
const csv = (from: number, to: number) =>
  [
    "id,name,at",
    ...numbers
      .slice(from, to)
      .map((id) => `${id},"Ada, ""é"" 😀 ${id} ${"x".repeat(100)}",2024-01-01T10:00:00Z`),
  ].join("\n");
const jsonl = numbers.map((id) => `{"id":${id},"tags":["é"],"big":90071992547${10_000 + id}}\n`).join("");

async function parquet({ localFiles }: TestContext, range: string): Promise<Buffer> {
  const file = path.join(localFiles.root, "x.parquet");
  await runDuckDb(
    `COPY (SELECT i AS id, 'Ada ' || md5(i::VARCHAR) AS name, [i::DECIMAL(38,2)] AS l FROM ${range} t(i)) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
  );
  return readFile(file);
}

describeWithS3("the S3 source", () => {
  describe.each([
    ["CSV", { filetype: "csv", inference_type: "Primitive Types Only" }, "csv/**/*.csv"],
    ["packed JSONL", { filetype: "jsonl" }, "jsonl/*.jsonl.gz"],
    ["Parquet", { filetype: "parquet" }, "parquet/**"],
  ])("with %s", (_, format, glob) => {
    describeSourceConformance({
      source: s3Source,
      setUp: async (ctx) => {
        const bucket = await createTestBucket(ctx);
        await bucket.put("csv/a 1.csv", csv(0, 3000));
        await bucket.put("csv/b/c/2.csv", csv(3000, 8000));
        await bucket.put("csv/not-this.txt", "This is no table.");
        await bucket.put("jsonl/x.jsonl.gz", gzipSync(jsonl));
        await bucket.put("parquet/a.parquet", await parquet(ctx, "range(5000)"));
        await bucket.put("parquet/b/c.parquet", await parquet(ctx, "range(5000, 8000)"));
        const config = configOf(bucket, [{ name: "orders", globs: [glob], format }]);
        return {
          config,
          refused: [
            {
              config: configOf(bucket, [{ name: "orders", globs: ["none/**"], format }]),
              says: /No file in the bucket/,
            },
            { config: { ...config, bucket: "sluice-test-nowhere" }, says: /no such bucket/ },
            ...(checksSignatures
              ? [{ config: { ...config, aws_secret_access_key: "wrong" }, says: /secret is wrong/ }]
              : []),
          ],
          rowCounts: { orders: numbers.length },
          addRow: async () => {
            if (glob.startsWith("csv"))
              await bucket.put("csv/later.csv", "id,name,at\n9000,Zoe,2024-01-01T10:00:00Z\n");
            else if (glob.startsWith("jsonl"))
              await bucket.put("jsonl/later.jsonl.gz", gzipSync('{"id":9000}\n'));
            else await bucket.put("parquet/later.parquet", await parquet(ctx, "range(9000, 9001)"));
          },
          tearDown: () => bucket.drop(),
        };
      },
    });
  });
});
