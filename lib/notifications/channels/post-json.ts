import { STATUS_CODES } from "node:http";
import { env } from "@/lib/env";
import { redactText } from "@/lib/secrets/redact";
import { createGuardedFetch } from "@/lib/worker/guarded-fetch";

export interface Posted {
  status: number;
  /** The beginning of what was answered, on one line. */
  text: string;
  location: string | null;
  retryAfterMs: number | undefined;
}

const timeoutMs = 10_000;
const maxAnswerBytes = 1_000;
const maxRetryAfterMs = 60 * 60_000;

let guarded: { fetch: typeof fetch; allowsPrivate: boolean } | undefined;

/**
 * Posts a body that is JSON, under the rules that connectors reach addresses by: no metadata service, private ones only
 * where the installation allows them, each name resolved once. A redirect is an answer. Throws where none came in 10 s.
 */
export async function postJson(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Posted> {
  const response = await guardedFetch()(url, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "Sluice", ...headers },
    body,
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  });
  return {
    status: response.status,
    // The status is the answer; what goes with it is only for reading, and may break off.
    text: await readStart(response).catch(() => ""),
    location: response.headers.get("location"),
    retryAfterMs: retryAfterOf(response.headers.get("retry-after")),
  };
}

/** "500 Internal Server Error: out of memory" */
export function statusText({ status, text }: Posted): string {
  const name = STATUS_CODES[status] ? `${status} ${STATUS_CODES[status]}` : String(status);
  return text === "" ? name : `${name}: ${redactText(text)}`;
}

/** Why there was no answer, in words. */
export function silenceText(url: string, error: unknown): string {
  const { host } = new URL(url);
  if (error instanceof Error && error.name === "TimeoutError") return `${host} did not answer within 10 s.`;
  const cause = rootOf(error);
  return redactText(cause.isForPeople ? cause.message : `${host} cannot be reached: ${cause.message}.`);
}

function guardedFetch(): typeof fetch {
  const allowsPrivate = env().SLUICE_ALLOW_PRIVATE_NETWORK;
  if (guarded?.allowsPrivate !== allowsPrivate)
    guarded = { fetch: createGuardedFetch(allowsPrivate), allowsPrivate };
  return guarded.fetch;
}

async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const parts: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < maxAnswerBytes) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    bytes += value.length;
  }
  await reader.cancel();
  const text = Buffer.concat(parts).subarray(0, maxAnswerBytes).toString("utf8");
  return text
    .replace(/[\s\p{Cc}\p{Cs}\uFFFD]+/gu, " ")
    .trim()
    .slice(0, 200);
}

function retryAfterOf(header: string | null): number | undefined {
  if (header === null || !/^\d{1,6}$/.test(header)) return undefined;
  return Math.min(Number(header) * 1_000, maxRetryAfterMs);
}

/** fetch wraps what went wrong; errors of the SDK are written for people. */
function rootOf(error: unknown): { message: string; isForPeople: boolean } {
  if (!(error instanceof Error)) return { message: String(error), isForPeople: false };
  if ("kind" in error) return { message: error.message, isForPeople: true };
  if (error.cause instanceof Error) return rootOf(error.cause);
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  return { message: error.message || code || error.name, isForPeople: false };
}
