import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Context, TableName } from "@/connectors/sdk";
import type { ReadRow } from "@/connectors/sdk/testing";
import { readFileRows } from "@/connectors/sdk/files/testing/rows";
import { readRange } from "@/connectors/sdk/files/s3/body";
import { headObject } from "@/connectors/sdk/files/s3/objects";
import type { TestBucket } from "@/tests/support/s3";
import { spec, type S3Config } from "../config";

export function configOf({ settings }: TestBucket, more: object = {}): S3Config {
  return spec.parse({
    s3_bucket_name: settings.bucket,
    s3_bucket_path: "/exports/",
    access_key_id: settings.credentials?.accessKeyId,
    secret_access_key: settings.credentials?.secretAccessKey,
    s3_endpoint: settings.endpoint,
    ...more,
  });
}

export async function contentOf(bucket: TestBucket, key: string): Promise<Buffer> {
  const object = await headObject(bucket.client, key);
  if (!object) throw new Error(`There is no ${key}.`);
  return object.size === 0 ? Buffer.alloc(0) : readRange(bucket.client, object, 0, object.size);
}

/** Keys of what anybody sees below the path. */
export async function visibleKeys(bucket: TestBucket, prefix = "exports/"): Promise<string[]> {
  return (await bucket.keys(prefix)).filter((key) => !key.includes("/.sluice/")).sort();
}

/** All rows of a stream's objects; null where there is none. */
export async function readRows(
  bucket: TestBucket,
  table: TableName,
  { localFiles }: Context,
): Promise<ReadRow[] | null> {
  const keys = await visibleKeys(bucket, `exports/${table.namespace}/${table.name}/`);
  if (keys.length === 0) return null;
  const rows: ReadRow[] = [];
  for (const key of keys) {
    const file = path.join(localFiles.root, key.replaceAll(/[^a-zA-Z0-9.]/g, "_"));
    await writeFile(file, await contentOf(bucket, key));
    rows.push(...(await readFileRows(file)));
  }
  return rows;
}
