import { issueToken } from "@/lib/api/token";
import { db } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";
import { dispatch } from "../router";

export interface CallOptions {
  body?: unknown;
  /** In the place of a body's JSON. */
  text?: string;
  form?: Record<string, string>;
  headers?: Record<string, string>;
  base?: string;
}

/** A request as the console's server hands it to the catch-all route. */
export async function callApi(method: string, path: string, options: CallOptions = {}) {
  const { base = "/api/public/v1" } = options;
  const url = new URL(`http://127.0.0.1:3000${base}${path}`);
  const below = url.pathname.slice(base.length).split("/").filter(Boolean);
  const response = await dispatch(requestOf(method, url, options), {
    params: Promise.resolve({ path: below }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are what the tests are about
    body: (text === "" ? null : JSON.parse(text)) as any,
  };
}

/** A token of an application of its own, so that no test meets another's rate limit. */
export async function bearerToken({ workspaceId }: Scope): Promise<string> {
  const application = await db().application.create({
    data: { workspaceId, name: "Test", clientId: crypto.randomUUID(), secretHash: "never verified" },
  });
  return issueToken(application.id);
}

function requestOf(method: string, url: URL, { body, text, form, headers }: CallOptions): Request {
  if (form) return new Request(url, { method, body: new URLSearchParams(form), headers: { ...headers } });
  if (body === undefined && text === undefined) return new Request(url, { method, headers: { ...headers } });
  return new Request(url, {
    method,
    body: text ?? JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });
}
