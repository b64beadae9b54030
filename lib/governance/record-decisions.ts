import { pool } from "@/lib/db";
import type { WriteQuestion } from "@/lib/sync/write-gate/types";
import type { Verdict } from "./judge";

export interface DecidedQuestion extends Verdict {
  /** null where only the key was asked about. */
  question: WriteQuestion | null;
}

export interface Asker {
  workspaceId: string | null;
  keyId: string | null;
  subject: string | null;
  valid: boolean;
  runNumber: number | null;
  at: Date;
}

/** Keeps what was decided, in one statement, however many questions there were. */
export async function recordDecisions(asker: Asker, decided: readonly DecidedQuestion[]): Promise<void> {
  const { workspaceId, keyId, subject, valid, runNumber, at } = asker;
  await pool().query(
    `INSERT INTO write_decision (workspace_id, key_id, subject, valid, run_number, at, predicate, path, allow, policy, reason)
     SELECT $1::uuid, $2::uuid, $3, $4, $5, $6, decided.*
       FROM unnest($7::text[], $8::text[], $9::boolean[], $10::text[], $11::text[]) AS decided`,
    [
      ...[workspaceId, keyId, subject, valid, runNumber, at],
      decided.map(({ question }) => question?.predicate ?? null),
      decided.map(({ question }) => question?.path ?? null),
      decided.map(({ allow }) => allow),
      decided.map(({ policy }) => policy),
      decided.map(({ reason }) => reason),
    ],
  );
}
