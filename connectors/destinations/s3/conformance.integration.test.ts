import { describe } from "vitest";
import { describeDestinationConformance } from "@/connectors/sdk/testing";
import { checksSignatures, createTestBucket, describeWithS3 } from "@/tests/support/s3";
import { s3Destination } from "./index";
import { configOf, readRows, visibleKeys } from "./testing/bucket";

const flattening = "Root level flattening";

describeWithS3("the S3 destination", () => {
  describe.each([
    { format_type: "JSONL", flattening, compression: { compression_type: "No Compression" } },
    { format_type: "JSONL", flattening, compression: { compression_type: "GZIP" } },
    { format_type: "CSV", flattening, compression: { compression_type: "No Compression" } },
    { format_type: "Parquet", compression_codec: "ZSTD" },
  ])("with $format_type, $compression.compression_type", (format) => {
    describeDestinationConformance({
      destination: s3Destination,
      cannot: { types: format.format_type !== "Parquet", oneTable: true },
      setUp: async (ctx) => {
        const bucket = await createTestBucket(ctx);
        const config = configOf(bucket, { format });
        return {
          config,
          refused: [
            { config: { ...config, s3_bucket_name: "sluice-test-nowhere" }, says: /no such bucket/ },
            ...(checksSignatures
              ? [{ config: { ...config, secret_access_key: "wrong" }, says: /secret is wrong/ }]
              : []),
          ],
          readRows: (table) => readRows(bucket, table, ctx),
          listTables: () => visibleKeys(bucket),
          tearDown: () => bucket.drop(),
        };
      },
    });
  });
});
