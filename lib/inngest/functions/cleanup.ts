import type { Inngest } from "inngest";
import { forgetOldAttempts } from "@/lib/auth/lock-out";
import { noteExpiringKeys } from "@/lib/notifications/key-notices";
import { pruneDeliveries, resumeDeliveries } from "@/lib/notifications/outbox";
import { resumeStrayRuns } from "@/lib/runs/dispatch";
import { pruneHistory } from "@/lib/runs/retention";

/** Takes up runs and notifications whose event or worker was lost, and lets history go that nobody keeps. */
export function createCleanup(client: Inngest) {
  return client.createFunction(
    { id: "cleanup", triggers: [{ cron: "*/5 * * * *" }], retries: 3 },
    async ({ step }) => {
      const resumed = await step.run("resume stray runs", () => resumeStrayRuns(new Date()));
      const pruned = await step.run("prune", () => pruneHistory(new Date()));
      await step.run("forget old sign-in attempts", () => forgetOldAttempts());
      const notified = await step.run("resume notifications", () => resumeDeliveries(new Date()));
      await step.run("note expiring API keys", () => noteExpiringKeys(new Date()));
      await step.run("prune notifications", () => pruneDeliveries(new Date()));
      return { resumed, pruned, notified };
    },
  );
}
