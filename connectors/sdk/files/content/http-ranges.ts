import type { Context } from "../../context";
import { ConfigError, TransientError } from "../../errors";
import { openHttp, requestHttp } from "./http";
import type { HttpLocation } from "./location";
import type { RangeFile } from "./ranges";
import { createSilenceGuard } from "../silence";

/** A server that gives no ranges has to give the whole file, which is then held in memory. */
const maxHeldBytes = 256 * 1024 * 1024;

export async function openHttpRanges(location: HttpLocation, ctx: Context): Promise<RangeFile> {
  const probe = await ask(location, "bytes=0-0", ctx);
  const total = /^bytes 0-0\/(\d+)$/.exec(probe.response.headers.get("content-range") ?? "")?.[1];
  await probe.drop();
  if (probe.response.status !== 206 || total === undefined) return holdWhole(location, ctx);
  const identity = versionOf(probe.response);
  return {
    label: location.label,
    identity: identity === null ? null : { version: identity, size: Number(total) },
    size: Number(total),
    read: async (start, end) => {
      if (start === end) return new Uint8Array(0);
      const { response, bytes } = await ask(location, `bytes=${start}-${end - 1}`, ctx);
      const body = await bytes();
      if (versionOf(response) !== identity || body.length !== end - start)
        throw new TransientError(`"${location.label}" was changed while it was read. It is read again.`);
      return body;
    },
    close: () => Promise.resolve(),
  };
}

async function ask(location: HttpLocation, range: string, ctx: Context) {
  const guard = createSilenceGuard(ctx.signal);
  try {
    const response = await guard.watch(requestHttp(location, { ctx, signal: guard.signal, range }));
    return {
      response,
      bytes: async () => {
        try {
          return new Uint8Array(await guard.watch(response.arrayBuffer()));
        } catch (cause) {
          guard.throwIfCancelled();
          throw new TransientError(`The connection broke while "${location.label}" was read.`, { cause });
        } finally {
          guard.release();
        }
      },
      drop: async () => {
        await response.body?.cancel();
        guard.release();
      },
    };
  } catch (error) {
    guard.release();
    throw error;
  }
}

/** Of a part the length is another than of the whole, so that only a strong ETag or a time tells. */
function versionOf(response: Response): string | null {
  const tag = response.headers.get("etag");
  return tag?.startsWith('"') ? tag : response.headers.get("last-modified");
}

async function holdWhole(location: HttpLocation, ctx: Context): Promise<RangeFile> {
  const content = await openHttp(location, { compression: null, from: 0, isBinary: true }, ctx);
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of content.chunks) {
      size += chunk.length;
      if (size > maxHeldBytes)
        throw new ConfigError(
          `The server of "${location.label}" gives no parts of a file, and this one has over 256 MB, more than is held in memory. Put it on a server that does, or into the folder for local files.`,
          { field: ["url"] },
        );
      chunks.push(chunk);
    }
    const whole = Buffer.concat(chunks);
    return {
      label: location.label,
      identity: content.identity,
      size,
      read: (start, end) => Promise.resolve(whole.subarray(start, end)),
      close: () => Promise.resolve(),
    };
  } finally {
    await content.close();
  }
}
