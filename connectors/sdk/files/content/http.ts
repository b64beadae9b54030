import type { ConnectorError } from "@/connectors/sdk";
import {
  AuthError,
  ConfigError,
  RateLimitedError,
  TransientError,
  type Context,
  type Json,
} from "@/connectors/sdk";
import { connectionFault } from "../faults";
import { createSilenceGuard, type SilenceGuard } from "../silence";
import { unpack } from "./compression";
import type { Content, OpenOptions } from "./content";
import type { HttpLocation } from "./location";

const defaultRetryAfterMs = 60_000;

export async function openHttp(location: HttpLocation, options: OpenOptions, ctx: Context): Promise<Content> {
  const guard = createSilenceGuard(ctx.signal, options.silenceMs);
  const response = await guard.watch(requestHttp(location, { ctx, signal: guard.signal }));
  try {
    // Packed for the way, although that was not asked for: the length then is not that of the bytes that come out.
    const isExact = !response.headers.has("content-encoding");
    const length = response.headers.get("content-length");
    const size = isExact && length !== null ? Number(length) : null;
    const plain = await unpack(receive(response, size, location.label, guard), options, location.label);
    return {
      identity: identityOf(response),
      size: plain.isPacked ? null : size,
      chunks: plain.chunks,
      close: () => Promise.resolve(guard.release()),
    };
  } catch (error) {
    guard.release();
    throw error;
  }
}

/** Asks for the file, or for a range of it. Throws what the server refuses. */
export async function requestHttp(
  location: HttpLocation,
  { ctx, signal, range }: { ctx: Context; signal: AbortSignal; range?: string },
): Promise<Response> {
  const headers = new Headers({ "accept-encoding": "identity" });
  if (location.userAgent) headers.set("user-agent", "Sluice");
  if (location.authorization !== null) headers.set("authorization", location.authorization);
  if (range !== undefined) headers.set("range", range);
  let response: Response;
  try {
    response = await ctx.http(location.url, { headers, signal, redirect: "follow" });
  } catch (error) {
    ctx.signal.throwIfAborted();
    throw connectionFault(error, {
      host: new URL(location.url).host,
      label: location.label,
      field: ["url"],
    });
  }
  if (!response.ok) throw refusal(response, location.label, ctx);
  return response;
}

/** The body, with the number of bytes compared with what was announced. */
async function* receive(
  response: Response,
  size: number | null,
  label: string,
  guard: SilenceGuard,
): AsyncGenerator<Uint8Array> {
  if (!response.body) return;
  const reader = response.body.getReader();
  let received = 0;
  try {
    for (;;) {
      const { done, value } = await guard.watch(reader.read()).catch((cause: unknown) => {
        guard.throwIfCancelled();
        throw new TransientError(`The connection broke after ${received} bytes of "${label}".`, { cause });
      });
      if (done) break;
      received += value.length;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined); // broken already, and said so above
  }
  if (size !== null && size !== received) {
    throw new TransientError(`"${label}" came with ${received} bytes where ${size} were announced.`);
  }
}

/** A strong ETag, or when it was changed together with its length. */
function identityOf(response: Response): Json {
  const tag = response.headers.get("etag");
  if (tag?.startsWith('"')) return { etag: tag };
  const modified = response.headers.get("last-modified");
  const length = response.headers.get("content-length");
  return modified !== null && length !== null ? { modified, length } : null;
}

function refusal(response: Response, label: string, ctx: Context): ConnectorError {
  const { status } = response;
  const answer = `${label} answered ${status}${response.statusText ? ` ${response.statusText}` : ""}.`;
  const options = { field: ["url"] };
  const waitMs = retryAfterOf(response, ctx);
  if (status === 401 || status === 403) {
    return new AuthError(
      `${answer} The file is not public. Give an address that anyone may read, such as a signed one, or one of the form https://user:password@host/path.`,
      options,
    );
  }
  if (status === 429)
    return new RateLimitedError(`${answer} It asks to wait.`, waitMs ?? defaultRetryAfterMs);
  if (status === 503 && waitMs !== null) return new RateLimitedError(`${answer} It asks to wait.`, waitMs);
  if (status === 404 || status === 410) {
    return new ConfigError(
      `${answer} There is no file at this address: compare it with the one in a browser.`,
      options,
    );
  }
  if (status === 408 || status === 425 || status >= 500)
    return new TransientError(`${answer} It may work later.`);
  return new ConfigError(`${answer} Open the address in a browser to see why.`, options);
}

/** Seconds or a date. */
function retryAfterOf(response: Response, ctx: Context): number | null {
  const header = response.headers.get("retry-after");
  if (header === null) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - ctx.clock.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
