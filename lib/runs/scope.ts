import type { Scope } from "@/lib/workspaces/scope";

/** In whose name the steps of a run call services. */
export const systemScope = (workspaceId: string): Scope => ({
  workspaceId,
  actor: { kind: "system", part: "runs" },
});
