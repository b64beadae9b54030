import type { Inngest } from "inngest";
import { dispatchDueSyncs } from "@/lib/runs/dispatch";

/** Every minute: one run for each connection that is due. */
export function createScheduleSyncs(client: Inngest) {
  return client.createFunction(
    { id: "schedule-syncs", triggers: [{ cron: "* * * * *" }], retries: 3 },
    async ({ step }) => step.run("dispatch", () => dispatchDueSyncs(new Date())),
  );
}
