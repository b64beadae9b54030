import { closeDb } from "@/lib/db";
import { attemptDelivery } from "@/lib/notifications/deliver";

/** A process that tries one delivery once, and says what became of it. */
const [, , deliveryId = ""] = process.argv;
const { outcome } = await attemptDelivery(deliveryId);
process.stdout.write(outcome);
await closeDb();
