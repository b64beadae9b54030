import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { AuthError, ConfigError, TransientError } from "../../errors";
import { createTestContext, type TestContext } from "../../testing";
import {
  checksSignatures,
  createTestBucket,
  describeWithS3,
  testSettings,
  type TestBucket,
} from "@/tests/support/s3";
import { openObject, readRange } from "./body";
import { S3Client } from "./client";
import { S3Refusal } from "./errors";
import type { S3Settings } from "./settings";
import {
  abortUpload,
  completeUpload,
  createUpload,
  deleteObject,
  getText,
  headObject,
  listObjects,
  putObject,
  uploadPart,
} from "./objects";

const wrongSecret = "wrong-secret";
const withKey = (settings: S3Settings, accessKeyId: string): S3Settings => ({
  ...settings,
  credentials: { accessKeyId, secretAccessKey: wrongSecret },
});
const bytes = (text: string) => new TextEncoder().encode(text);

describeWithS3("an S3 server", () => {
  let ctx: TestContext;
  let bucket: TestBucket;
  beforeEach(async () => {
    ctx = await createTestContext();
    bucket = await createTestBucket(ctx);
  });
  afterEach(async () => {
    await bucket.drop();
    await ctx.dispose();
  });

  it.each(["a b/c+d&e=f.csv", "quote'\"(!*).csv", "ü/日本語/😀.csv", "100%/x%20y#z?.csv"])(
    "keeps an object named %s",
    async (key) => {
      await bucket.put(key, "id\n1\n");
      expect(await bucket.keys()).toEqual([key]);
      expect((await getText(bucket.client, key))?.text).toBe("id\n1\n");
      await deleteObject(bucket.client, key);
      expect(await headObject(bucket.client, key)).toBeNull();
    },
  );

  it("refuses a name with a part that addresses cannot hold", async () => {
    await expect(bucket.put("a/../b", "x")).rejects.toThrow(/"\.\." as a part/);
  });

  it("lists over several pages, in the order of keys", async () => {
    const keys = Array.from({ length: 7 }, (_, index) => `many/${index}.csv`);
    for (const key of keys) await bucket.put(key, key);
    const http: typeof fetch = (url, init) => {
      const address = new URL(String(url));
      expect(address.searchParams.get("list-type")).toBe("2");
      return fetch(address, init);
    };
    // Small pages are asked for by the client's own query, which is signed like the rest.
    const small = new S3Client(bucket.settings, { ...ctx, http });
    const ask = small.ask.bind(small);
    small.ask = (request) => ask({ ...request, query: { ...request.query, "max-keys": "3" } });
    const pages: string[][] = [];
    for await (const page of listObjects(small, "many/")) pages.push(page.map(({ key }) => key));
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(keys);
  });

  it("reads a range of one version, and notices another", async () => {
    await bucket.put("x", "0123456789");
    const object = await headObject(bucket.client, "x");
    if (!object) throw new Error("The object is gone.");
    expect((await readRange(bucket.client, object, 3, 7)).toString()).toBe("3456");
    await bucket.put("x", "another");
    await expect(readRange(bucket.client, object, 3, 7)).rejects.toBeInstanceOf(TransientError);
  });

  it("finds nothing behind the end of an object", async () => {
    await bucket.put("x", "0123456789");
    const body = await openObject(bucket.client, "x", { from: 10 });
    expect(await body?.chunks.next()).toMatchObject({ done: true });
    await expect(openObject(bucket.client, "x", { from: 11 })).rejects.toBeInstanceOf(TransientError);
  });

  it("goes on where a connection was cut", async () => {
    const content = "x".repeat(300_000) + "the end";
    await bucket.put("cut", content);
    let cuts = 3;
    const http: typeof fetch = async (url, init) => {
      const response = await fetch(url, init);
      if (init?.method !== "GET" || cuts-- <= 0) return response;
      return new Response(cutAfter(response, 50_000), response);
    };
    const client = new S3Client(bucket.settings, { ...ctx, http });
    const body = await openObject(client, "cut", { from: 0 });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body?.chunks ?? []) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe(content);
    expect(cuts).toBeLessThan(1);
  });

  it("does not go on in another version", async () => {
    await bucket.put("cut", "x".repeat(300_000));
    const http: typeof fetch = async (url, init) => {
      const response = await fetch(url, init);
      return init?.method === "GET" ? new Response(cutAfter(response, 1000), response) : response;
    };
    const client = new S3Client(bucket.settings, { ...ctx, http });
    const body = await openObject(client, "cut", { from: 0 });
    await bucket.put("cut", "y".repeat(300_000));
    const read = async () => {
      for await (const chunk of body?.chunks ?? []) expect(chunk[0]).toBe("x".charCodeAt(0));
    };
    await expect(read()).rejects.toThrow(/was changed or removed while it was read/);
  });

  it("reads an object with a content encoding as it is stored", async () => {
    const packed = gzipSync("id\n1\n");
    const body = new Uint8Array(packed);
    await bucket.client.ask({
      method: "PUT",
      key: "x.gz",
      headers: { "content-encoding": "gzip" },
      body,
      verb: "write",
    });
    const object = await headObject(bucket.client, "x.gz");
    if (!object) throw new Error("The object is gone.");
    expect(await readRange(bucket.client, object, 0, packed.length)).toEqual(packed);
    expect(await readRange(bucket.client, object, 2, packed.length)).toEqual(packed.subarray(2));
  });

  it("writes under a condition only where it holds", async () => {
    const etag = await putObject(bucket.client, "state", bytes("1"), { absent: true });
    await expect(putObject(bucket.client, "state", bytes("2"), { absent: true })).rejects.toMatchObject({
      reason: "changed",
    });
    await putObject(bucket.client, "state", bytes("3"), { etag });
    await expect(putObject(bucket.client, "state", bytes("4"), { etag })).rejects.toMatchObject({
      reason: "changed",
    });
    expect((await getText(bucket.client, "state"))?.text).toBe("3");
  });

  it("shows an object of several parts only when it is complete, and may be told twice to complete it", async () => {
    const key = "parts/é 1.csv";
    const uploadId = await createUpload(bucket.client, key);
    const first = new Uint8Array(5 * 1024 * 1024).fill(65);
    const etags = [
      await uploadPart(bucket.client, { key, uploadId, number: 1 }, first),
      await uploadPart(bucket.client, { key, uploadId, number: 2 }, bytes("tail")),
    ];
    expect(await headObject(bucket.client, key)).toBeNull();
    await completeUpload(bucket.client, key, uploadId, etags);
    expect((await headObject(bucket.client, key))?.size).toBe(first.length + 4);
    // Some servers remember that it is done.
    const again: unknown = await completeUpload(bucket.client, key, uploadId, etags).catch(
      (error: unknown) => error,
    );
    expect(again === undefined || (again instanceof S3Refusal && again.reason === "noUpload")).toBe(true);
    expect((await headObject(bucket.client, key))?.size).toBe(first.length + 4);
    await abortUpload(bucket.client, key, uploadId);
  });

  const refusals = [
    ["another bucket", () => testSettings("sluice-test-nowhere"), ConfigError, /no such bucket/],
  ] as [string, (settings: S3Settings) => S3Settings, typeof AuthError | typeof ConfigError, RegExp][];
  if (checksSignatures) {
    refusals.push(
      [
        "a wrong secret",
        (settings) => withKey(settings, settings.credentials?.accessKeyId ?? ""),
        AuthError,
        /is wrong/,
      ],
      ["an unknown key", (settings) => withKey(settings, "nobody"), AuthError, /is wrong/],
      ["no key", (settings) => ({ ...settings, credentials: null }), AuthError, /not public/],
    );
  }
  it.each(refusals)(
    "is refused with %s, by an error that says so and holds no secret",
    async (_, change, kind, says) => {
      const client = new S3Client(change(bucket.settings), ctx);
      const error: unknown = await listObjects(client, "")
        .next()
        .catch((reason: unknown) => reason);
      expect((error as Error).message).toMatch(says);
      expect(error).toBeInstanceOf(kind);
      expect((error as Error).message).toMatch(says);
      expect((error as Error).message).not.toContain(wrongSecret);
    },
  );

  if (checksSignatures) {
    it("is told about a clock that is wrong", async () => {
      const clock = { ...ctx.clock, now: () => Date.now() - 3_600_000 };
      const client = new S3Client(bucket.settings, { ...ctx, clock });
      await expect(listObjects(client, "").next()).rejects.toThrow(/clock of this machine/);
    });
  }
});

/** The first bytes of a body, and then a broken connection. */
function cutAfter(response: Response, limit: number): ReadableStream<Uint8Array> {
  const reader = response.body?.getReader();
  let given = 0;
  return new ReadableStream({
    pull: async (controller) => {
      const next = await reader?.read();
      if (!next || next.done) return controller.close();
      const chunk = next.value.subarray(0, limit - given);
      given += chunk.length;
      if (chunk.length > 0) controller.enqueue(chunk);
      if (given >= limit) {
        await reader?.cancel();
        controller.error(new Error("The connection was cut."));
      }
    },
  });
}
