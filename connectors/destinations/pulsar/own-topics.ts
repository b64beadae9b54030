import { AuthError } from "@/connectors/sdk";
import type { Pulsar } from "./connection";

/** So much gathers before the broker compacts a book. */
const compactionBytes = 1024 * 1024;
const forever = { minutes: -1, megabytes: -1 };

/**
 * Makes a topic of Sluice's own books, where it is missing: kept for ever and compacted. Without the admin URL, or the rights
 * for it, the broker makes it by its own rules, and the namespace must keep what is in it.
 */
export async function makeBook({ admin, ctx }: Pulsar, topic: string): Promise<void> {
  if (!admin) return;
  try {
    if (!(await admin.topics.create(topic, { partitions: 0 }))) return;
    await admin.topics.setRetention(topic, forever);
    await admin.topics.setCompactionThreshold(topic, compactionBytes);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    ctx.log(
      "warn",
      `${topic} cannot be set to be kept and compacted: ${error.message} The namespace's retention must keep it, or checkpoints are lost.`,
    );
  }
}
