import type { Inngest } from "inngest";
import { forgetOldAttempts } from "@/lib/auth/lock-out";
import { resumeStrayRuns } from "@/lib/runs/dispatch";
import { pruneHistory } from "@/lib/runs/retention";

/** Takes up runs whose event or worker was lost, and lets history go that nobody keeps. */
export function createCleanup(client: Inngest) {
  return client.createFunction(
    { id: "cleanup", triggers: [{ cron: "*/5 * * * *" }], retries: 3 },
    async ({ step }) => {
      const resumed = await step.run("resume stray runs", () => resumeStrayRuns(new Date()));
      const pruned = await step.run("prune", () => pruneHistory(new Date()));
      await step.run("forget old sign-in attempts", () => forgetOldAttempts());
      return { resumed, pruned };
    },
  );
}
