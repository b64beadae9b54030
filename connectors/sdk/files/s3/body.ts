import { ConfigError, TransientError } from "../../errors";
import type { S3Answer, S3Client } from "./client";
import { S3Refusal } from "./errors";
import { headObject, objectOf, type S3Object } from "./objects";

const maxCuts = 5;

/** Bytes of one version of an object. */
export interface S3Body {
  object: S3Object;
  /** From where it was opened. Goes on where a connection was cut; throws where the object is another by then. */
  chunks: AsyncGenerator<Uint8Array>;
  close(): void;
}

export interface S3Range {
  from: number;
  /** Exclusive; absent: to the end. */
  to?: number;
  /** Only this version is read; TransientError where there is another. */
  etag?: string;
}

/** Opens an object; null where there is none. */
export async function openObject(client: S3Client, key: string, range: S3Range): Promise<S3Body | null> {
  let answer: S3Answer;
  try {
    answer = await request(client, key, range);
  } catch (error) {
    if (error instanceof S3Refusal && error.reason === "missing") return null;
    if (error instanceof S3Refusal && error.reason === "changed") throw changed(key);
    if (error instanceof S3Refusal && error.reason === "beyondEnd") return nothingLeft(client, key, range);
    throw error;
  }
  requireRange(answer, key, range);
  const { headers } = answer.response;
  const object = { ...objectOf(key, headers), size: wholeSize(headers, key) };
  let current = answer;
  return {
    object,
    chunks: receive(client, object, range, {
      now: answer,
      replace: (next) => (current = next),
    }),
    close: () => current.guard.release(),
  };
}

/** A small range as one piece. */
export async function readRange(
  client: S3Client,
  object: S3Object,
  from: number,
  to: number,
): Promise<Buffer> {
  const body = await openObject(client, object.key, { from, to, etag: object.etag });
  if (!body) throw changed(object.key);
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body.chunks) chunks.push(chunk);
    return Buffer.concat(chunks);
  } finally {
    body.close();
  }
}

/** Servers refuse a range that begins where the object ends. */
async function nothingLeft(client: S3Client, key: string, { from, etag }: S3Range): Promise<S3Body | null> {
  const object = await headObject(client, key);
  if (object && (object.size !== from || (etag !== undefined && etag !== object.etag))) throw changed(key);
  return object && { object, chunks: (async function* () {})(), close: () => undefined };
}

function requireRange({ response, guard }: S3Answer, key: string, { from }: S3Range): void {
  const { headers } = response;
  const isPart = from === 0 || headers.get("content-range")?.startsWith(`bytes ${from}-`);
  const isAsStored = /^(|identity|aws-chunked)$/.test(headers.get("content-encoding") ?? "");
  if (isPart && isAsStored) return;
  guard.release();
  throw new ConfigError(
    isPart
      ? `"${key}" is stored with the Content-Encoding ${headers.get("content-encoding")}, as which only signed requests can read it. Give an access key.`
      : `The server gave another part of "${key}" than was asked for; it does not read ranges.`,
  );
}

function request(client: S3Client, key: string, { from, to, etag }: S3Range): Promise<S3Answer> {
  const headers: Record<string, string> = {};
  if (from > 0 || to !== undefined) headers.range = `bytes=${from}-${to === undefined ? "" : to - 1}`;
  if (etag !== undefined) headers["if-match"] = etag;
  // fetch unpacks what is stored with a Content-Encoding, and so moves every offset; only signed requests may ask not to.
  const query: Record<string, string> = client.settings.credentials
    ? { "response-content-encoding": "identity" }
    : {};
  return client.open({ method: "GET", key, headers, query, verb: "read" });
}

async function* receive(
  client: S3Client,
  { key, etag, size }: S3Object,
  { from, to }: S3Range,
  connection: { now: S3Answer; replace(next: S3Answer): void },
): AsyncGenerator<Uint8Array> {
  const end = Math.min(to ?? size, size);
  let at = from;
  let { now } = connection;
  for (let cuts = 0; ; cuts++) {
    try {
      for await (const chunk of bodyOf(now)) {
        if (at + chunk.length > end)
          throw new ConfigError(`"${key}" came with more bytes than it has (${size}).`);
        at += chunk.length;
        yield chunk;
      }
      if (at === end) return;
      throw new TransientError(`The connection ended after ${at} of ${end} bytes of "${key}".`);
    } catch (cause) {
      now.guard.throwIfCancelled();
      if (cause instanceof ConfigError) throw cause;
      if (cuts >= maxCuts)
        throw new TransientError(
          `The connection broke ${cuts + 1} times, last after ${at} bytes of "${key}".`,
          { cause },
        );
    }
    now.guard.release();
    await client.pause(cuts + 1);
    now = await request(client, key, { from: at, to: end, etag }).catch((error: unknown) => {
      throw error instanceof S3Refusal ? changed(key) : error;
    });
    requireRange(now, key, { from: at });
    connection.replace(now);
  }
}

async function* bodyOf({ response, guard }: S3Answer): AsyncGenerator<Uint8Array> {
  if (!response.body) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await guard.watch(reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined); // broken already, and said so above
  }
}

/** Of a part the whole is named behind the slash of "bytes 0-9/100". */
function wholeSize(headers: Headers, key: string): number {
  const range = headers.get("content-range");
  const size = Number(range === null ? headers.get("content-length") : range.replace(/^.*\//, ""));
  if (!Number.isSafeInteger(size)) throw new ConfigError(`The server does not tell how large "${key}" is.`);
  return size;
}

function changed(key: string): TransientError {
  return new TransientError(
    `"${key}" was changed or removed while it was read. It is read again once it is at rest.`,
  );
}
