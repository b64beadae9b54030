import { randomBytes } from "node:crypto";
import { describe } from "vitest";
import { S3Client } from "@/connectors/sdk/files/s3/client";
import { deleteObject, listObjects, putObject } from "@/connectors/sdk/files/s3/objects";
import type { S3Settings } from "@/connectors/sdk/files/s3/settings";
import type { Context } from "@/connectors/sdk";

const given = process.env.SLUICE_TEST_S3_URL;

if (!given && process.env.CI) {
  throw new Error("SLUICE_TEST_S3_URL is not set: in CI no test of a server may be skipped.");
}

/** Tests against the server of SLUICE_TEST_S3_URL, such as http://key:secret@127.0.0.1:7070; skipped where none is named. */
export const describeWithS3 = describe.skipIf(!given);

/** A server that takes any signature says so by "?signatures=unchecked" behind its address. */
export const checksSignatures = !given?.includes("signatures=unchecked");

export interface TestBucket {
  settings: S3Settings;
  client: S3Client;
  put(key: string, content: string | Uint8Array): Promise<void>;
  /** Keys and contents of all objects below a prefix. */
  keys(prefix?: string): Promise<string[]>;
  drop(): Promise<void>;
}

/** A bucket of its own, empty. */
export async function createTestBucket(ctx: Context): Promise<TestBucket> {
  const bucket = `sluice-test-${randomBytes(6).toString("hex")}`;
  const settings = testSettings(bucket);
  const client = new S3Client(settings, ctx);
  await client.ask({ method: "PUT", key: null, verb: "create" });
  const keys = async (prefix = "") => {
    const found: string[] = [];
    for await (const page of listObjects(client, prefix)) found.push(...page.map(({ key }) => key));
    return found;
  };
  return {
    settings,
    client,
    put: async (key, content) => void (await putObject(client, key, new Uint8Array(Buffer.from(content)))),
    keys,
    drop: async () => {
      const own = new S3Client(settings, { ...ctx, signal: new AbortController().signal });
      for await (const page of listObjects(own, "")) for (const { key } of page) await deleteObject(own, key);
      await own.ask({ method: "DELETE", key: null, verb: "remove" });
    },
  };
}

export function testSettings(bucket: string): S3Settings {
  const url = new URL(given ?? "http://none:none@127.0.0.1:9");
  return {
    bucket,
    credentials: {
      accessKeyId: decodeURIComponent(url.username),
      secretAccessKey: decodeURIComponent(url.password),
    },
    region: "us-east-1",
    endpoint: url.origin,
    fields: { bucket: "bucket", endpoint: "endpoint", key: "aws_access_key_id", region: "region_name" },
  };
}
