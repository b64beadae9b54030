import { gzipSync } from "node:zlib";
import { describe } from "vitest";
import { describeSourceConformance } from "@/connectors/sdk/testing";
import { checksSignatures, createTestBucket, describeWithS3 } from "@/tests/support/s3";
import { configOf } from "./testing/config";
import { s3Source } from "./index";

const numbers = Array.from({ length: 8000 }, (_, index) => index);
const csv = (from: number, to: number) =>
  [
    "id,name,at",
    ...numbers.slice(from, to).map((id) => `${id},"Ada, ""é"" 😀 ${id}",2024-01-01T10:00:00Z`),
  ].join("\n");
const jsonl = numbers.map((id) => `{"id":${id},"tags":["é"],"big":90071992547${10_000 + id}}\n`).join("");

describeWithS3("the S3 source", () => {
  describe.each([
    ["CSV", { filetype: "csv", inference_type: "Primitive Types Only" }, "csv/**/*.csv"],
    ["packed JSONL", { filetype: "jsonl" }, "jsonl/*.jsonl.gz"],
  ])("with %s", (_, format, glob) => {
    describeSourceConformance({
      source: s3Source,
      setUp: async (ctx) => {
        const bucket = await createTestBucket(ctx);
        let nowMs = Date.now();
        // Every look at the clock is a while later, so that there are checkpoints within files; the server's must be near.
        ctx.clock = { ...ctx.clock, now: () => (nowMs += 1000) };
        await bucket.put("csv/a 1.csv", csv(0, 3000));
        await bucket.put("csv/b/c/2.csv", csv(3000, 8000));
        await bucket.put("csv/not-this.txt", "This is no table.");
        await bucket.put("jsonl/x.jsonl.gz", gzipSync(jsonl));
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
          addRow: () =>
            glob.startsWith("csv")
              ? bucket.put("csv/later.csv", "id,name,at\n9000,Zoe,2024-01-01T10:00:00Z\n")
              : bucket.put("jsonl/later.jsonl.gz", gzipSync('{"id":9000}\n')),
          tearDown: () => bucket.drop(),
        };
      },
    });
  });
});
