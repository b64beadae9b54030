import { closeRun } from "@/lib/runs/close";
import { finishStream, verifyRunStream } from "@/lib/runs/finish";
import { moveFeed } from "@/lib/runs/move";
import { beginRun } from "@/lib/runs/start";

/** The steps of run-sync, one after the other, in the test's own process. */
export async function carryOut(runId: string): Promise<void> {
  const begun = await beginRun(runId, 0);
  if (begun.outcome !== "ready") return;
  for (const feed of begun.agenda.feeds) await moveFeed(runId, feed.index, { fruitless: 0, careful: false });
  for (const stream of begun.agenda.streams) {
    await finishStream(runId, stream, 0);
    await verifyRunStream(runId, stream, 0);
  }
  await closeRun(runId);
}
