import { createHash } from "node:crypto";
import { TransientError } from "../../errors";
import type { S3Client } from "./client";
import { S3Refusal } from "./errors";
import { elementsOf, escapeXml, textOf } from "./xml";

export interface S3Object {
  key: string;
  size: number;
  /** As the server gives it, with its quotes. */
  etag: string;
  modifiedMs: number;
}

/** What must hold for a write to happen: nothing stands there, or exactly this version does. */
export type S3Condition = { absent: true } | { etag: string };

/** All objects whose keys begin with `prefix`, in the order of their keys; a page for each request. */
export async function* listObjects(client: S3Client, prefix: string): AsyncGenerator<S3Object[]> {
  let token: string | null = null;
  do {
    const query: Record<string, string> = { "list-type": "2", prefix, "encoding-type": "url" };
    if (token !== null) query["continuation-token"] = token;
    const { text } = await client.ask({ method: "GET", key: null, query, verb: "list" });
    const isEncoded = textOf(text, "EncodingType") === "url";
    yield elementsOf(text, "Contents").map((entry) => parseEntry(entry, isEncoded));
    token = textOf(text, "IsTruncated") === "true" ? textOf(text, "NextContinuationToken") : null;
  } while (token !== null);
}

function parseEntry(entry: string, isEncoded: boolean): S3Object {
  const key = textOf(entry, "Key") ?? "";
  return {
    key: isEncoded ? decodeURIComponent(key.replaceAll("+", "%20")) : key,
    size: Number(textOf(entry, "Size")),
    etag: textOf(entry, "ETag") ?? "",
    modifiedMs: Date.parse(textOf(entry, "LastModified") ?? ""),
  };
}

/** null where there is no such object. */
export async function headObject(client: S3Client, key: string): Promise<S3Object | null> {
  const answer = await orNull(client.ask({ method: "HEAD", key, verb: "read" }), "missing");
  return answer && objectOf(key, answer.headers);
}

export function objectOf(key: string, headers: Headers): S3Object {
  return {
    key,
    size: Number(headers.get("content-length")),
    etag: headers.get("etag") ?? "",
    modifiedMs: Date.parse(headers.get("last-modified") ?? ""),
  };
}

/** A small object as text; null where there is none. */
export async function getText(client: S3Client, key: string): Promise<{ text: string; etag: string } | null> {
  const answer = await orNull(client.ask({ method: "GET", key, verb: "read" }), "missing");
  return answer && { text: answer.text, etag: answer.headers.get("etag") ?? "" };
}

/** Puts a whole object in one request, and returns its etag. S3Refusal "changed" where the condition does not hold. */
export async function putObject(
  client: S3Client,
  key: string,
  body: Uint8Array<ArrayBuffer>,
  condition?: S3Condition,
): Promise<string> {
  const headers: Record<string, string> = {};
  if (condition !== undefined && "absent" in condition) headers["if-none-match"] = "*";
  else if (condition !== undefined) headers["if-match"] = condition.etag;
  const answer = await client.ask({ method: "PUT", key, body, headers, verb: "write" });
  return verified(answer.headers, body, key);
}

/** One that is not there is removed already. */
export async function deleteObject(client: S3Client, key: string): Promise<void> {
  await orNull(client.ask({ method: "DELETE", key, verb: "remove" }), "missing");
}

/** Begins an object that is given in parts and becomes visible as a whole. */
export async function createUpload(client: S3Client, key: string): Promise<string> {
  const { text } = await client.ask({ method: "POST", key, query: { uploads: "" }, verb: "write" });
  const id = textOf(text, "UploadId");
  if (id === null) throw new TransientError(`The server gave no id for the upload of "${key}".`);
  return id;
}

/** Parts count from 1; all but the last have at least 5 MB and, for some servers, one size. */
export async function uploadPart(
  client: S3Client,
  { key, uploadId, number }: { key: string; uploadId: string; number: number },
  body: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const query = { partNumber: String(number), uploadId };
  const answer = await client.ask({ method: "PUT", key, query, body, verb: "write" });
  return verified(answer.headers, body, key);
}

/** Makes the parts one object, which replaces what stood there. S3Refusal "noUpload" where it was completed before. */
export async function completeUpload(
  client: S3Client,
  key: string,
  uploadId: string,
  etags: string[],
): Promise<void> {
  const parts = etags.map(
    (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`,
  );
  const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join("")}</CompleteMultipartUpload>`;
  await client.ask({ method: "POST", key, query: { uploadId }, body, verb: "write" });
}

export async function abortUpload(client: S3Client, key: string, uploadId: string): Promise<void> {
  await orNull(
    orNull(client.ask({ method: "DELETE", key, query: { uploadId }, verb: "remove" }), "noUpload"),
    "missing",
  );
}

/** An etag of 32 digits is the MD5 of what arrived; encrypting servers give others, which say nothing. */
function verified(headers: Headers, body: Uint8Array, key: string): string {
  const etag = headers.get("etag") ?? "";
  const digits = etag.replaceAll('"', "");
  const isEncrypted = headers.get("x-amz-server-side-encryption")?.startsWith("aws:kms") ?? false;
  if (isEncrypted || !/^[0-9a-f]{32}$/.test(digits)) return etag;
  if (createHash("md5").update(body).digest("hex") !== digits)
    throw new TransientError(`"${key}" arrived damaged at the server (its checksum is another).`);
  return etag;
}

async function orNull<Result>(work: Promise<Result>, reason: S3Refusal["reason"]): Promise<Result | null> {
  return work.catch((error: unknown) => {
    if (error instanceof S3Refusal && error.reason === reason) return null;
    throw error;
  });
}
