import type { RunFailure } from "./schema";

/** Whether a run was not let write: by the gate of lib/sync/write-gate, or by the workspace's switch. */
export function isRefusedWrite({ kind, field }: RunFailure): boolean {
  return field?.[0] === "write_authentication" && (kind === "auth" || kind === "config");
}
