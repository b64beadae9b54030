import type { Inngest } from "inngest";
import { checkDestination } from "@/lib/destinations/service";
import { eventSchemas } from "@/lib/inngest/events";
import { systemScope } from "@/lib/runs/scope";
import { checkSource } from "@/lib/sources/service";

/** Checks a stored source or destination in the background; the outcome stands in its row. */
export function createCheck(client: Inngest) {
  return client.createFunction(
    {
      id: "check",
      triggers: [{ event: "source/check.requested" }, { event: "destination/check.requested" }],
      retries: 1,
    },
    async ({ event, step }) => {
      if (event.name === "source/check.requested") {
        const { workspaceId, sourceId } = eventSchemas["source/check.requested"].parse(event.data);
        return step.run("check", () => checkSource(systemScope(workspaceId), sourceId));
      }
      const { workspaceId, destinationId } = eventSchemas["destination/check.requested"].parse(event.data);
      return step.run("check", () => checkDestination(systemScope(workspaceId), destinationId));
    },
  );
}
