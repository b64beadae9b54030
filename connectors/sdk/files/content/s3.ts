import { ConfigError } from "../../errors";
import { openObject, type S3Body } from "../s3/body";
import { isPacked, sniffedBytes, unpack } from "./compression";
import type { Content, OpenOptions } from "./content";
import type { S3Location } from "./location";
import { peek } from "./peek";

/** A place in a plain object is asked for as a range; in a packed one it is found by unpacking what stands before it. */
export async function openS3(location: S3Location, options: OpenOptions): Promise<Content> {
  const whole = await open(location, 0);
  if (options.from > 0) {
    const start = await peek(whole.chunks, sniffedBytes);
    const { etag } = whole.object;
    whole.close();
    const seeks = !isPacked(start.head, options.compression);
    const body = await open(location, seeks ? options.from : 0, etag);
    if (seeks) return contentOf(body, { chunks: body.chunks, isPacked: false });
    return unpacked(body, location, options);
  }
  return unpacked(whole, location, options);
}

async function unpacked(body: S3Body, { label }: S3Location, options: OpenOptions): Promise<Content> {
  try {
    return contentOf(body, await unpack(body.chunks, options, label));
  } catch (error) {
    body.close();
    throw error;
  }
}

function contentOf(body: S3Body, plain: { chunks: AsyncIterable<Uint8Array>; isPacked: boolean }): Content {
  const { etag, size } = body.object;
  return {
    identity: { etag, size },
    size: plain.isPacked ? null : size,
    chunks: plain.chunks,
    close: () => Promise.resolve(body.close()),
  };
}

async function open({ client, key, label }: S3Location, from: number, etag?: string): Promise<S3Body> {
  const body = await openObject(client, key, { from, ...(etag === undefined ? {} : { etag }) });
  if (body) return body;
  throw new ConfigError(`There is no object "${label}". Compare its name with those in the bucket.`, {
    field: ["url"],
  });
}
