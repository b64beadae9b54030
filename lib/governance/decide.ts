import { verifyKey, type VerifiedKey } from "@/lib/api-keys/verify-key";
import type { WriteAnswer, WriteQuestion } from "@/lib/sync/write-gate/types";
import { createJudge, type Verdict } from "./judge";
import { listPolicies } from "./policies";
import { recordDecisions, type DecidedQuestion } from "./record-decisions";
import { subjectIdOf, subjectOf, type Subject } from "./subject";

export interface DecideOptions {
  /** The run that asks. */
  runNumber?: number;
  /** The workspace that asks: a key of another one is no valid key there. */
  workspaceId?: string;
  now?: Date;
}

/** What came of a call: about the key, and about each question in its order. */
export interface Judgement {
  /** Whose key it is; null where the key is not valid. */
  subject: Subject | null;
  /** Why the key is not valid. */
  reason: string | null;
  verdicts: Verdict[];
}

/**
 * Whether the holder of a key may do what is asked, in the order of the questions. One query for the key and one for
 * the policies, whatever the number of questions; every decision is recorded before it is given. A key that is revoked,
 * expired or nobody's is an answer, not an error; an error means that nothing was decided.
 */
export async function decide(
  key: string,
  questions: readonly WriteQuestion[],
  options: DecideOptions = {},
): Promise<WriteAnswer[]> {
  const { subject, verdicts } = await judgeKey(key, questions, options);
  return verdicts.map(({ allow, reason }) => ({
    allow,
    valid: subject !== null,
    subject: subject?.id ?? null,
    reason,
  }));
}

/** The same, with what the policies go by. Without questions it tells whose key it is. */
export async function judgeKey(
  key: string,
  questions: readonly WriteQuestion[],
  options: DecideOptions = {},
): Promise<Judgement> {
  const now = options.now ?? new Date();
  const found = ofWorkspace(await verifyKey(key, now), options.workspaceId);
  const judgement = found.valid
    ? await judgeSubject(found.holder.workspaceId, subjectOf(found.holder), questions)
    : refuseAll(found.reason, questions);
  await record({ found, judgement, questions, options, now });
  return judgement;
}

function ofWorkspace(found: VerifiedKey, workspaceId: string | undefined): VerifiedKey {
  const keysOwn = found.valid ? found.holder.workspaceId : found.origin?.workspaceId;
  if (workspaceId === undefined || keysOwn === undefined || keysOwn === workspaceId) return found;
  return { valid: false, reason: "The key belongs to another workspace.", origin: null };
}

async function judgeSubject(
  workspaceId: string,
  subject: Subject,
  questions: readonly WriteQuestion[],
): Promise<Judgement> {
  const judge = createJudge(await listPolicies({ workspaceId }), subject.tags);
  return { subject, reason: null, verdicts: questions.map(judge) };
}

function refuseAll(reason: string, questions: readonly WriteQuestion[]): Judgement {
  return { subject: null, reason, verdicts: questions.map(() => ({ allow: false, policy: null, reason })) };
}

interface Decided {
  found: VerifiedKey;
  judgement: Judgement;
  questions: readonly WriteQuestion[];
  options: DecideOptions;
  now: Date;
}

async function record({ found, judgement, questions, options, now }: Decided): Promise<void> {
  const origin = found.valid ? found.holder : found.origin;
  const workspaceId = options.workspaceId ?? origin?.workspaceId ?? null;
  const asker = {
    workspaceId,
    keyId: origin?.keyId ?? null,
    subject: origin && subjectIdOf(origin),
    valid: found.valid,
    runNumber: options.runNumber ?? null,
    at: now,
  };
  await recordDecisions(
    asker,
    decidedOf(judgement, workspaceId === null ? questions.slice(0, 1) : questions),
  );
}

/** Of a key that is nobody's only the first question is kept: anybody can send such keys, with thousands of questions. */
function decidedOf({ reason, verdicts }: Judgement, questions: readonly WriteQuestion[]): DecidedQuestion[] {
  if (questions.length === 0) return [{ question: null, allow: reason === null, policy: null, reason }];
  return questions.flatMap((question, index) => {
    const verdict = verdicts[index];
    return verdict ? [{ question, ...verdict }] : [];
  });
}
