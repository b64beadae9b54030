import { ConnectorError, type ConnectorErrorKind } from "@/connectors/sdk";
import { redactText } from "@/lib/secrets/redact";
import { WorkerLostError } from "@/lib/sync/retry";

/** How a check ended. A check that fails is an answer, not an error. */
export type CheckResult = { ok: true } | FailedCheck;

export interface FailedCheck {
  ok: false;
  kind: ConnectorErrorKind | "lost";
  /** What happened and what to do, for the person who set it up; free of secrets. */
  message: string;
  /** The configuration field to mend; the form puts its focus there. */
  field: string[];
}

/** Carries out `check`; what is neither a connector's error nor its death (a bug, a cancellation) is thrown on. */
export async function settleCheck(check: () => Promise<unknown>): Promise<CheckResult> {
  try {
    await check();
    return { ok: true };
  } catch (error) {
    const failed = toFailedCheck(error);
    if (!failed) throw error;
    return failed;
  }
}

function toFailedCheck(error: unknown): FailedCheck | null {
  if (error instanceof ConnectorError) {
    const { kind, message, field } = error;
    return { ok: false, kind, message: redactText(message), field: field ?? [] };
  }
  if (error instanceof WorkerLostError) {
    return { ok: false, kind: "lost", message: redactText(error.message), field: [] };
  }
  return null;
}
