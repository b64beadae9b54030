import type { Inngest } from "inngest";
import { eventSchemas } from "@/lib/inngest/events";
import { systemScope } from "@/lib/runs/scope";
import { discoverSource } from "@/lib/sources/service";

/** Refreshes a source's catalog in the background, so that who asks later is answered from it. */
export function createDiscover(client: Inngest) {
  return client.createFunction(
    { id: "discover", triggers: [{ event: "source/discovery.requested" }], retries: 1 },
    async ({ event, step }) => {
      const { workspaceId, sourceId } = eventSchemas["source/discovery.requested"].parse(event.data);
      return step.run("discover", async () => {
        const streams = await discoverSource(systemScope(workspaceId), sourceId, { refresh: true });
        return { streams: streams.length };
      });
    },
  );
}
