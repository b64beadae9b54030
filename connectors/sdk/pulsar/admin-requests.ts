import type { z } from "zod";
import type { Clock } from "../context";
import { ConfigError, RateLimitedError, TransientError } from "../errors";
import { connectionFault } from "../files/faults";
import { adminRefusalOf } from "./admin-refusal";
import type { Authentication } from "./types";

const maxAttempts = 5;
const firstPauseMs = 200;
const maxRedirects = 5;
const defaultTimeoutMs = 30_000;

export interface AdminOptions {
  /** http(s)://host:port of a broker or a proxy. */
  adminUrl: string;
  /** A client certificate cannot be shown by `http`: ConfigError. */
  authentication: Authentication;
  http: typeof fetch;
  clock: Clock;
  signal: AbortSignal;
  /** Of one attempt. */
  timeoutMs?: number;
}

export interface AdminRequest {
  method: "GET" | "PUT" | "POST" | "DELETE";
  /** Behind /admin/v2/. */
  route: string;
  /** For messages, as in "refuses to …": "create the topic x". */
  act: string;
  /** Sent as JSON. */
  body?: unknown;
}

/**
 * Requests to the admin interface, with credentials. Each is tried up to five times while the broker is busy or cannot be
 * reached; a redirect to the broker that owns a topic is followed with the credentials, on the same scheme only.
 */
export class AdminRequests {
  private readonly base: URL;

  constructor(private readonly options: AdminOptions) {
    if (options.authentication.type === "tls") {
      throw new ConfigError(
        "Pulsar's admin interface is reached by HTTP requests, which cannot show a client certificate. Give a token, or leave out what needs it.",
      );
    }
    if (!/^https?:\/\//.test(options.adminUrl) || !URL.canParse(options.adminUrl)) {
      throw new ConfigError(`The admin URL "${options.adminUrl}" is none: it is written http://host:8080.`);
    }
    this.base = new URL(`${options.adminUrl.replace(/\/+$/, "")}/admin/v2/`);
  }

  /** The answer as `schema` reads it. AdminRefusal for 404 and 409. */
  async read<Answer>(request: AdminRequest, schema: z.ZodType<Answer>): Promise<Answer> {
    const text = await this.send(request);
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    const what = `The admin interface at ${this.base.origin} was asked to ${request.act} and answered with what no broker says`;
    throw new ConfigError(`${what} (${text.slice(0, 100)}). Is the admin URL that of a Pulsar broker?`, {
      cause: parsed.error,
    });
  }

  /** For what answers nothing. AdminRefusal for 404 and 409. */
  async do(request: AdminRequest): Promise<void> {
    await this.send(request);
  }

  private async send(request: AdminRequest): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(request);
      } catch (error) {
        const isPassing = error instanceof TransientError || error instanceof RateLimitedError;
        if (!isPassing || attempt >= maxAttempts) throw error;
        await this.options.clock.sleep(firstPauseMs * 2 ** (attempt - 1), this.options.signal);
      }
    }
  }

  private async attempt(request: AdminRequest): Promise<string> {
    let url = new URL(request.route, this.base);
    for (let redirects = 0; ; redirects++) {
      const { response, text } = await this.fetch(url, request);
      if (response.ok) return text;
      const target = redirectOf(response, url);
      if (target === null || redirects >= maxRedirects)
        throw adminRefusalOf(response.status, text, request.act);
      url = target;
    }
  }

  private async fetch(
    url: URL,
    { method, body }: AdminRequest,
  ): Promise<{ response: Response; text: string }> {
    const { http, signal, timeoutMs = defaultTimeoutMs } = this.options;
    try {
      const response = await http(url, {
        method,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        headers: { ...(await this.credentials()), "Content-Type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { response, text: await response.text() };
    } catch (error) {
      signal.throwIfAborted();
      throw connectionFault(error, {
        host: url.host,
        label: `Pulsar's admin interface at ${url.origin}`,
        field: ["admin_url"],
      });
    }
  }

  private credentials(): Promise<Record<string, string>> {
    return authorizationHeader(this.options.authentication);
  }
}

/** As a broker's HTTP interfaces take credentials; nothing for those they cannot take. */
export async function authorizationHeader(authentication: Authentication): Promise<Record<string, string>> {
  if (authentication.type === "token") return { Authorization: `Bearer ${await authentication.token()}` };
  if (authentication.type !== "basic") return {};
  const { username, password } = authentication;
  return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
}

/** null where there is none that credentials may follow. */
function redirectOf(response: Response, from: URL): URL | null {
  const location = response.headers.get("location");
  if (response.status < 300 || response.status >= 400 || location === null) return null;
  const target = new URL(location, from);
  return target.protocol === from.protocol ? target : null;
}

function parseJson(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // which no schema takes
  }
}
