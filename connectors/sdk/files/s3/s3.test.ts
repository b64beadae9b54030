import { describe, expect, it } from "vitest";
import { ConfigError, RateLimitedError } from "../../errors";
import { createTestContext } from "../../testing";
import { createGuardedFetch } from "@/lib/worker/guarded-fetch";
import { S3Client } from "./client";
import { completeUpload, listObjects, putObject } from "./objects";
import { bucketAddress, type S3Settings } from "./settings";
import { textOf } from "./xml";

const amazon: S3Settings = {
  bucket: "reports",
  credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "very-secret" },
  region: "eu-central-1",
  endpoint: null,
  fields: { bucket: "bucket", endpoint: "endpoint", key: "aws_access_key_id", region: "region_name" },
};

describe("the address of a bucket", () => {
  it.each([
    [{}, "https://reports.s3.eu-central-1.amazonaws.com/"],
    [{ region: "cn-north-1" }, "https://reports.s3.cn-north-1.amazonaws.com.cn/"],
    [{ bucket: "my.reports" }, "https://s3.eu-central-1.amazonaws.com/my.reports/"],
    [{ endpoint: "minio.local:9000" }, "https://minio.local:9000/reports/"],
    [{ endpoint: "http://10.0.0.1:9000/s3/" }, "http://10.0.0.1:9000/s3/reports/"],
    [{ endpoint: "https://reports.oss.example.com" }, "https://reports.oss.example.com/"],
  ])("of %j is %s", (change, address) => {
    expect(bucketAddress({ ...amazon, ...change }).href).toBe(address);
  });

  it.each([
    [{ bucket: "s3://reports/x" }, "bucket", /is not the name of a bucket/],
    [{ region: "Frankfurt" }, "region_name", /is not one of Amazon's regions/],
    [{ endpoint: "ftp://x" }, "endpoint", /is not an address/],
    [{ endpoint: "https://user:password@x" }, "endpoint", /"https:\/\/x" is not an address/],
  ])("refuses %j", (change, field, says) => {
    const make = () => bucketAddress({ ...amazon, ...change });
    expect(make).toThrow(says);
    expect(make).toThrow(expect.objectContaining({ field: [field] }) as Error);
  });
});

interface Seen {
  url: string;
  headers: Headers;
}

async function clientWith(answers: (() => Response)[], settings = amazon) {
  const pauses: number[] = [];
  const seen: Seen[] = [];
  const http: typeof fetch = (url, init) => {
    seen.push({ url: String(url), headers: new Headers(init?.headers) });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return Promise.resolve(answer?.() ?? new Response());
  };
  const ctx = await createTestContext({
    http,
    clock: { now: () => Date.UTC(2026, 0, 2), sleep: (ms) => Promise.resolve(void pauses.push(ms)) },
  });
  await ctx.dispose();
  return { client: new S3Client(settings, ctx), pauses, seen };
}

const fault =
  (status: number, code: string, headers = {}) =>
  () =>
    new Response(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>No &amp; no.</Message></Error>`, {
      status,
      headers,
    });

describe("requests", () => {
  it("wait longer each time while the server is busy, and then succeed", async () => {
    const { client, pauses } = await clientWith([
      fault(503, "SlowDown"),
      fault(500, "InternalError"),
      fault(429, "TooManyRequests"),
      () => new Response("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"),
    ]);
    expect(await listObjects(client, "").next()).toEqual({ done: false, value: [] });
    expect(pauses.map((ms, index) => ms >= 100 * 2 ** index && ms <= 200 * 2 ** index)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("give up after five attempts, with how long to wait", async () => {
    const { client, seen } = await clientWith([fault(503, "SlowDown")]);
    await expect(listObjects(client, "").next()).rejects.toBeInstanceOf(RateLimitedError);
    expect(seen).toHaveLength(5);
  });

  it("say in which region the bucket is", async () => {
    const { client } = await clientWith([
      fault(301, "PermanentRedirect", { "x-amz-bucket-region": "us-west-2" }),
    ]);
    const failed = listObjects(client, "").next();
    await expect(failed).rejects.toBeInstanceOf(ConfigError);
    await expect(failed).rejects.toThrow(/is in the region us-west-2, the configuration says eu-central-1/);
  });

  it("take an error behind a 200 for an error", async () => {
    const { client, seen } = await clientWith([
      fault(200, "InternalError"),
      () => new Response("<CompleteMultipartUploadResult/>"),
    ]);
    await completeUpload(client, "x", "id", ['"etag"']);
    expect(seen).toHaveLength(2);
  });

  it("notice that what was written arrived damaged", async () => {
    const { client } = await clientWith([
      () => new Response(null, { headers: { etag: `"${"0".repeat(32)}"` } }),
    ]);
    await expect(putObject(client, "x", new Uint8Array(3))).rejects.toThrow(/arrived damaged/);
  });

  it("are signed for their day and region, and never carry the secret", async () => {
    const { client, seen } = await clientWith([() => new Response("<ListBucketResult/>")]);
    await listObjects(client, "a b").next();
    const [{ url, headers } = { url: "", headers: new Headers() }] = seen;
    expect(headers.get("authorization")).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/20260102\/eu-central-1\/s3\/aws4_request, /,
    );
    expect(JSON.stringify([url, [...headers]])).not.toContain("very-secret");
  });

  it("are not signed without a key", async () => {
    const { client, seen } = await clientWith([() => new Response("<ListBucketResult/>")], {
      ...amazon,
      credentials: null,
    });
    await listObjects(client, "").next();
    expect(seen[0]?.headers.has("authorization")).toBe(false);
  });

  it.each(["http://169.254.169.254", "http://[fd00:ec2::254]", "http://127.0.0.1:9000"])(
    "do not reach %s, where the network's guard stands before it",
    async (endpoint) => {
      const ctx = await createTestContext({ http: createGuardedFetch(false) });
      await ctx.dispose();
      const client = new S3Client({ ...amazon, endpoint }, ctx);
      const failed = listObjects(client, "").next();
      await expect(failed).rejects.toBeInstanceOf(ConfigError);
      await expect(failed).rejects.toThrow(/may not reach|does not let connectors reach/);
    },
  );
});

describe("XML", () => {
  it("is read with its entities, and an empty element is an empty text", () => {
    expect(textOf("<A><B>&lt;&#39;&#x1F600;&amp;lt;</B><C/></A>", "B")).toBe("<'😀&lt;");
    expect(textOf("<A><C/></A>", "C")).toBe("");
    expect(textOf("<A/>", "C")).toBeNull();
  });
});
