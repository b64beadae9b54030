import { randomUUID } from "node:crypto";
import { ConnectorError, TransientError, type Context, type Json } from "@/connectors/sdk";
import { limitSilence } from "@/lib/sync/silence";
import { decideWithinMs } from "@/lib/sync/write-gate/gate";
import type { AskDecisions, WriteAnswer, WriteQuestion } from "@/lib/sync/write-gate/types";
import {
  authorizeBatchReplySchema,
  authorizeReplySchema,
  type AuthorizeBatchReply,
  type AuthorizeReply,
  type AuthorizeRequest,
} from "./authorize-schema";

export interface HeimdallOptions {
  /** Up to what stands before `/api/v1/authorize`. */
  baseUrl: string;
  apiKey: string;
  ctx: Context;
}

const maxReplyBytes = 8 * 1024 * 1024;
/** Of single calls side by side. */
const atOnce = 8;
const maxReasonLength = 300;

/** A reply that says something, whatever it is. */
interface Reply {
  status: number;
  body: unknown;
}

/**
 * Asks an external Heimdall: many questions by one call, and from then on by single ones where it does not understand
 * that. A redirect is no answer. Only 200 with `allow`, `valid` and whose key it is gives leave; 200 without `allow`, 401 and 403 refuse;
 * everything else is a TransientError.
 */
export function askHeimdall(options: HeimdallOptions): AskDecisions {
  let takesBatches = true;
  return async (questions) => {
    if (questions.length > 1 && takesBatches) {
      const answers = await askBatch(options, questions);
      if (answers) return answers;
      takesBatches = false;
    }
    return askEach(options, questions);
  };
}

/** null where what came is no answer to a batch. */
async function askBatch(options: HeimdallOptions, questions: WriteQuestion[]): Promise<WriteAnswer[] | null> {
  const contexts = Object.fromEntries(
    questions.map((question, index) => [String(index), contextOf(question)] as const),
  );
  const { status, body } = await post(options, { contexts });
  const { data } = authorizeBatchReplySchema.safeParse(body);
  if (status !== 200 || !data) return null;
  const answers = questions.flatMap((_, index) => answerOfBatch(data, String(index)) ?? []);
  return answers.length === questions.length ? answers : null;
}

function answerOfBatch({ id, results }: AuthorizeBatchReply, key: string): WriteAnswer | null {
  const result = Object.hasOwn(results, key) ? results[key] : undefined;
  if (!result) return null;
  const { allow, valid, error } = result;
  return { allow: allow && valid, valid, subject: id ?? null, reason: textOf(error?.message) };
}

async function askEach(options: HeimdallOptions, questions: WriteQuestion[]): Promise<WriteAnswer[]> {
  const answers: WriteAnswer[] = [];
  for (let start = 0; start < questions.length; start += atOnce) {
    const some = questions.slice(start, start + atOnce);
    answers.push(...(await Promise.all(some.map((question) => askOne(options, question)))));
  }
  return answers;
}

async function askOne(options: HeimdallOptions, question: WriteQuestion): Promise<WriteAnswer> {
  const { status, body } = await post(options, { context: contextOf(question) });
  const { data } = authorizeReplySchema.safeParse(body);
  if (status === 401 || status === 403) return refusedBy(status, data);
  if (status === 200 && data && !data.allow) return refusedBy(status, data);
  if (status === 200 && data?.valid && data.result)
    return { allow: true, valid: true, subject: data.result.id, reason: null };
  throw noAnswer(options, `its answer (HTTP ${status}) makes no sense`);
}

function refusedBy(status: number, reply: AuthorizeReply | undefined): WriteAnswer {
  const said = textOf(reply?.error?.message);
  return {
    allow: false,
    valid: reply?.valid ?? status !== 401,
    subject: reply?.result?.id ?? null,
    reason: said ?? (status === 200 ? null : `HTTP ${status}`),
  };
}

function contextOf({ predicate, path }: WriteQuestion) {
  return { predicate, object: { paths: [path], tags: null }, metadata: {} };
}

/** TransientError where nothing came in time, or what came is neither an answer nor a refusal to give one. */
async function post(
  options: HeimdallOptions,
  asked: Pick<AuthorizeRequest, "context" | "contexts">,
): Promise<Reply> {
  const { apiKey, ctx } = options;
  const limit = { silence: `${nameOf(options)} has not answered`, limitMs: decideWithinMs };
  return limitSilence(ctx, limit, async ({ signal }) => {
    const pepContext = { userAgent: "sluice", atomId: "write-dataset" };
    try {
      const response = await ctx.http(`${withoutSlash(options.baseUrl)}/api/v1/authorize`, {
        method: "POST",
        headers: { "content-type": "application/json", "dataos-correlation-id": randomUUID() },
        body: JSON.stringify({ token: apiKey, ...asked, pepContext }),
        redirect: "manual",
        signal,
      });
      return await readReply(options, response);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ConnectorError) throw error;
      throw noAnswer(options, `it cannot be reached (${causeOf(error)})`, error);
    }
  });
}

async function readReply(options: HeimdallOptions, response: Response): Promise<Reply> {
  const { status } = response;
  if (status === 429 || status >= 500 || (status >= 300 && status <= 399)) {
    await response.body?.cancel();
    const target = response.headers.get("location");
    const whereTo = target === null ? "" : ", a redirect, which is not followed";
    throw noAnswer(options, `it answers with HTTP ${status}${whereTo}`);
  }
  const text = await readText(options, response);
  try {
    return { status, body: JSON.parse(text) as Json };
  } catch {
    // A page of a proxy, say: what it means is decided by the status.
    return { status, body: null };
  }
}

async function readText(options: HeimdallOptions, { body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > maxReplyBytes) {
      await reader?.cancel();
      throw noAnswer(options, `its answer is larger than ${maxReplyBytes} bytes`);
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function noAnswer(options: HeimdallOptions, why: string, cause?: unknown): TransientError {
  return new TransientError(
    `${nameOf(options)} gives no decision: ${why}. Nothing is written until it does. Check its address, and that it is up.`,
    { cause, field: ["write_authentication", "base_url"] },
  );
}

function nameOf({ baseUrl }: HeimdallOptions): string {
  return `Heimdall at ${baseUrl}`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

function causeOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(inner instanceof Error)) return String(inner);
  return "code" in inner ? String(inner.code) : inner.message;
}

/** What a server says, as it may stand in an error. */
function textOf(said: string | undefined): string | null {
  const text = said?.replace(/\s+/g, " ").trim().slice(0, maxReasonLength);
  return text ? text : null;
}
