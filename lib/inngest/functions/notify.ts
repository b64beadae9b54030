import type { Inngest } from "inngest";
import { eventSchemas } from "@/lib/inngest/events";
import { abandonDelivery, attemptDelivery, type AttemptOutcome } from "@/lib/notifications/deliver";

/** Of all channels together: each holds a connection to the database while its receiver is waited for. */
const sendsAtOnce = 3;

/**
 * Delivers one notification, attempt by attempt. A channel takes one place at a time, so that a dead receiver is in
 * nobody's way; asleep between attempts it takes none.
 */
export function createNotify(client: Inngest) {
  return client.createFunction(
    {
      id: "notify",
      triggers: [{ event: "notification/stored" }],
      singleton: { key: "event.data.deliveryId", mode: "skip" },
      concurrency: [{ limit: 1, key: "event.data.channelId" }, { limit: sendsAtOnce }],
      retries: 10,
      onFailure: async ({ event, error, step }) => {
        const { deliveryId } = eventSchemas["notification/stored"].parse(event.data.event.data);
        await step.run("abandon", () => abandonDelivery(deliveryId, error));
      },
    },
    async ({ event, step }) => {
      const { deliveryId } = eventSchemas["notification/stored"].parse(event.data);
      for (let attempt = 0; ; attempt++) {
        const result = (await step.run(`attempt ${attempt}`, () =>
          attemptDelivery(deliveryId),
        )) as AttemptOutcome;
        if (result.outcome !== "retry") return result;
        await step.sleep(`wait after attempt ${attempt}`, result.afterMs);
      }
    },
  );
}
