import { describe, expect, it } from "vitest";
import { feedIdOf } from "@/connectors/sdk";
import { createTestContext, planStream } from "@/connectors/sdk/testing";
import { formatOf, spec } from "./config";
import { Layout } from "./layout";

const stream = planStream({
  connectionId: "c1",
  name: "orders",
  namespace: "public",
  syncId: 7,
  extractedAtMs: Date.UTC(2024, 1, 3, 4, 5, 6, 78),
});

async function keyOf(more: object, partNumber = 0, feedId = feedIdOf(stream.stream)): Promise<string> {
  const ctx = await createTestContext();
  await ctx.dispose();
  const config = spec.parse({ s3_bucket_name: "reports", s3_bucket_path: "/exports/", ...more });
  return new Layout(config, ctx).objectKey(stream, { feedId, partNumber }, formatOf(config));
}

describe("the name of an object", () => {
  it("is Airbyte's by default", async () => {
    expect(await keyOf({})).toBe("exports/public/orders/2024_02_03_1706933106078_0.jsonl.gz");
    expect(await keyOf({}, 3)).toBe("exports/public/orders/2024_02_03_1706933106078_3.jsonl.gz");
  });

  it.each([
    [
      "${NAMESPACE}/${STREAM_NAME}/${YEAR}/${MONTH}/${DAY}/${HOUR}-${MINUTE}-${SECOND}-${MILLISECOND}_",
      "{sync_id}_{part_number}",
      "public/orders/2024/02/03/04-05-06-0078_7_0.jsonl.gz",
    ],
    ["x", "{date}-{timestamp}-{part_number}", "x2024_02_03-1706933106078-0.jsonl.gz"],
    [
      "${STREAM_NAME}/",
      "{date:yyyy-MM}_{timestamp:micro}_{part_number}{format_extension}",
      "orders/2024-02_1706933106078000_0.jsonl.gz",
    ],
    ["", "{sync_id}_{part_number}.jsonl.gz", "7_0.jsonl.gz"],
    ["${UNKNOWN}/", "{sync_id}{part_number}{other}", "${UNKNOWN}/70{other}.jsonl.gz"],
  ])("by %s and %s", async (path, pattern, expected) => {
    expect(await keyOf({ s3_path_format: path, file_name_pattern: pattern })).toBe(`exports/${expected}`);
  });

  it("gets what tells runs, feeds and parts apart, where the templates do not", async () => {
    const bare = { s3_path_format: "${STREAM_NAME}/", file_name_pattern: "data{format_extension}" };
    expect(await keyOf(bare)).toBe("exports/orders/data-7.jsonl.gz");
    expect(await keyOf(bare, 2)).toBe("exports/orders/data-7-2.jsonl.gz");
    expect(await keyOf(bare, 0, "another feed")).toMatch(/^exports\/orders\/data-7-[0-9a-f]{8}\.jsonl\.gz$/);
    expect(await keyOf({ ...bare, file_name_pattern: "data" }, 2)).toBe("exports/orders/data-7-2.jsonl.gz");
  });

  it("has the same UUID in every attempt of a run", async () => {
    const path = { s3_path_format: "${UUID}/" };
    const key = await keyOf(path);
    expect(key).toMatch(
      /^exports\/[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}\/0\.jsonl\.gz$/,
    );
    expect(await keyOf(path)).toBe(key);
  });

  it("is refused where it is too long", async () => {
    await expect(keyOf({ s3_path_format: "x".repeat(1100) })).rejects.toThrow(/longer than the 1024 bytes/);
  });
});

describe("the configuration", () => {
  it("is Airbyte's", () => {
    const config = spec.parse({
      s3_bucket_name: "reports",
      s3_bucket_path: "data_sync/test",
      s3_bucket_region: "eu-central-1",
      access_key_id: "id",
      secret_access_key: "secret",
      s3_endpoint: "",
      format: {
        format_type: "CSV",
        flattening: "Root level flattening",
        compression: { compression_type: "No Compression" },
      },
    });
    expect(formatOf(config)).toEqual({
      format_type: "CSV",
      compression: "none",
      delimiter: ",",
      header: true,
    });
    expect(spec.secrets).toEqual([["access_key_id"], ["secret_access_key"]]);
  });

  it.each([
    [{ format: { format_type: "Avro" } }, /format "Avro" is not offered/],
    [{ role_arn: "arn:aws:iam::1:role/x" }, /Roles are not offered/],
    [{ access_key_id: "id" }, /one is missing/],
    [{ s3_path_format: "../${STREAM_NAME}" }, /must not have/],
    [{ file_name_pattern: "a/b" }, /no slashes/],
  ])("is refused with %j", (change, says) => {
    expect(() => spec.parse({ s3_bucket_name: "reports", ...change })).toThrow(says);
  });
});
