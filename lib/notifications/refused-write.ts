import { switchRefusal } from "@/lib/governance/required-switch";
import type { RunFailure } from "@/lib/runs/schema";

/** Whether a run failed because it was not let write: the gate of lib/sync/write-gate, or the workspace's switch. */
export function isRefusedWrite(failure: RunFailure): boolean {
  return failure.message.includes("Nothing is written without leave") || failure.message === switchRefusal;
}
