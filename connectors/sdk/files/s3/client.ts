import { AwsV4Signer } from "aws4fetch";
import { ConfigError, RateLimitedError, TransientError } from "../../errors";
import type { Context } from "../../context";
import { createSilenceGuard, type SilenceGuard } from "../silence";
import { refusalOf, S3Refusal, unreachable } from "./errors";
import { bucketAddress, type S3Settings } from "./settings";

const maxAttempts = 5;
const firstPauseMs = 200;
const longestPauseMs = 8000;

export interface S3Request {
  method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** null: the bucket itself. */
  key: string | null;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | string;
  /** For messages: read, list, write, remove. */
  verb: string;
}

export interface S3Answer {
  response: Response;
  guard: SilenceGuard;
}

/**
 * Signed requests to one bucket. Each is tried up to five times, with pauses that double, while the server is busy or
 * cannot be reached; what it refuses for good is thrown as the SDK's errors, or as S3Refusal where the caller decides.
 * Everything goes through `ctx.http`, so that an endpoint is looked at like any other address. Redirects are not followed:
 * a signature is for one host.
 */
export class S3Client {
  readonly address: URL;
  /** Derived signing keys, by date and region. */
  private readonly signingKeys = new Map<string, ArrayBuffer>();

  constructor(
    readonly settings: S3Settings,
    private readonly ctx: Pick<Context, "http" | "clock" | "signal">,
  ) {
    this.address = bucketAddress(settings);
  }

  /** The whole answer as text, with its headers. */
  async ask(request: S3Request): Promise<{ text: string; headers: Headers }> {
    return this.retry(async () => {
      const { response, guard } = await this.send(request);
      try {
        const text = await guard.watch(response.text());
        // A long operation may have answered 200 before it failed.
        if (/^\s*(<\?xml[^>]*\?>)?\s*<Error>/.test(text))
          throw this.refused(new Response(null, { status: 500 }), text, request);
        return { text, headers: response.headers };
      } catch (error) {
        throw this.translate(error);
      } finally {
        guard.release();
      }
    });
  }

  /** An answer whose body the caller reads; `guard.release()` must be called then. */
  open(request: S3Request): Promise<S3Answer> {
    return this.retry(() => this.send(request));
  }

  /** Pauses before the attempt after `attempt` failed ones. */
  async pause(attempt: number): Promise<void> {
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
    await this.ctx.clock.sleep(pauseMs * (0.5 + Math.random() / 2), this.ctx.signal);
  }

  private async retry<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const isWorthIt = error instanceof TransientError || error instanceof RateLimitedError;
        if (!isWorthIt || attempt >= maxAttempts) throw error;
        this.ctx.signal.throwIfAborted();
        await this.pause(attempt);
      }
    }
  }

  private async send(request: S3Request): Promise<S3Answer> {
    const guard = createSilenceGuard(this.ctx.signal);
    try {
      const { url, headers } = await this.sign(request);
      const response = await guard.watch(
        this.ctx.http(url, {
          method: request.method,
          headers,
          redirect: "manual",
          signal: guard.signal,
          ...(request.body === undefined ? {} : { body: request.body }),
        }),
      );
      if (response.ok) return { response, guard };
      throw this.refused(
        response,
        request.method === "HEAD" ? "" : await guard.watch(response.text()),
        request,
      );
    } catch (error) {
      guard.release();
      throw this.translate(error);
    }
  }

  private refused(response: Response, body: string, { verb, key }: S3Request): Error {
    return refusalOf(response, body, { verb, key }, this.settings);
  }

  private translate(error: unknown): unknown {
    this.ctx.signal.throwIfAborted();
    return error instanceof S3Refusal
      ? error
      : unreachable(error, this.address, this.settings.fields.endpoint);
  }

  private async sign({
    method,
    key,
    query,
    headers,
    body,
  }: S3Request): Promise<{ url: string; headers: Headers }> {
    const url = new URL(key === null ? this.address.href : this.address.href + encodeKey(key));
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const { credentials, region } = this.settings;
    if (credentials === null) return { url: url.href, headers: new Headers(headers) };
    const signer = new AwsV4Signer({
      ...credentials,
      method,
      url: url.href,
      headers: { ...headers, "x-amz-content-sha256": await sha256(body ?? "") },
      service: "s3",
      region,
      cache: this.signingKeys,
      datetime: new Date(this.ctx.clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, ""),
    });
    const signed = await signer.sign();
    return { url: signed.url.href, headers: signed.headers };
  }
}

/** Addresses cannot hold "." and ".." as parts of a path, however they are written. */
function encodeKey(key: string): string {
  if (key.split("/").some((part) => part === "." || part === "..")) {
    throw new ConfigError(
      `The object ${JSON.stringify(key)} has "." or ".." as a part of its name, which no address can hold. Rename it.`,
    );
  }
  return key.split("/").map(encodePart).join("/");
}

function encodePart(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function sha256(content: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
}
