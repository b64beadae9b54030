import type {
  AuthorizeBatchReply,
  AuthorizeReply,
  AuthorizeRequest,
} from "@/lib/governance/authorize-schema";
import type { Judgement } from "@/lib/governance/decide";
import type { Verdict } from "@/lib/governance/judge";
import { AppError } from "@/lib/errors";
import type { WriteQuestion } from "@/lib/sync/write-gate/types";

/** A run asks for a few thousand streams at most, and has the message channel of its own console for it. */
const maxQuestions = 10_000;

type Context = NonNullable<AuthorizeRequest["context"]>;

interface Asked {
  /** The caller's key of the context; "" where there is only one. */
  name: string;
  questions: WriteQuestion[];
  /** Why it is refused without asking. */
  refusal: string | null;
}

/** What an authorize call asks, as questions of the decision service. */
export interface AuthorizeCall {
  isBatch: boolean;
  asked: Asked[];
}

/** Throws `bad_request` where one call asks in both ways, or too much. */
export function readCall({ context, contexts }: AuthorizeRequest): AuthorizeCall {
  if (context && contexts) throw new AppError("bad_request", "Send either context or contexts, not both.");
  const asked = contexts
    ? Object.entries(contexts).map(([name, one]) => readContext(name, one))
    : context
      ? [readContext("", context)]
      : [];
  const count = questionsOf({ isBatch: true, asked }).length;
  if (count > maxQuestions) {
    const message = `The call names ${count} paths. Ask about at most ${maxQuestions} at a time.`;
    throw new AppError("bad_request", message);
  }
  return { isBatch: Boolean(contexts), asked };
}

export function questionsOf({ asked }: AuthorizeCall): WriteQuestion[] {
  return asked.flatMap(({ questions }) => questions);
}

/** Policies here are about paths. What names tags, or nothing, is refused: to pass over it would be to allow it. */
function readContext(name: string, { predicate, object: { paths, tags } }: Context): Asked {
  if (tags && tags.length > 0) {
    return { name, questions: [], refusal: "Policies here are about paths: ask without tags of the object." };
  }
  if (!paths || paths.length === 0) return { name, questions: [], refusal: "The object names no path." };
  return { name, questions: paths.map((path) => ({ predicate, path })), refusal: null };
}

/** The reply to a call: a context with several paths is allowed where each of them is. */
export function replyTo(call: AuthorizeCall, judgement: Judgement): AuthorizeReply | AuthorizeBatchReply {
  const { subject, verdicts } = judgement;
  const valid = subject !== null;
  if (!call.isBatch && call.asked.length === 0) return singleReply(judgement, judgement.reason);
  const reasons: [string, string | null][] = [];
  let next = 0;
  for (const { name, questions, refusal } of call.asked) {
    const own = verdicts.slice(next, (next += questions.length));
    reasons.push([name, judgement.reason ?? refusal ?? reasonOf(own)]);
  }
  if (!call.isBatch) return singleReply(judgement, reasons[0]?.[1] ?? null);
  const results = reasons.map(([name, reason]) => [
    name,
    { allow: reason === null, valid, ...errorOf(reason) },
  ]);
  return {
    id: subject?.id ?? null,
    tags: subject?.tags ?? null,
    results: Object.fromEntries(results) as AuthorizeBatchReply["results"],
  };
}

function singleReply({ subject }: Judgement, reason: string | null): AuthorizeReply {
  const valid = subject !== null;
  return reason === null && subject
    ? { allow: true, valid, result: subject }
    : { allow: false, valid, ...errorOf(reason) };
}

function reasonOf(verdicts: readonly Verdict[]): string | null {
  return verdicts.find(({ allow }) => !allow)?.reason ?? null;
}

function errorOf(reason: string | null) {
  return reason === null ? {} : { error: { status: 403, message: reason } };
}
