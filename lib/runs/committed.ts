import { noCounts, type Checkpoint, type StreamCounts } from "@/connectors/sdk";
import type { Prisma, Run } from "@/lib/db";

/** What the feeds of a stream have committed, by their last checkpoints. */
export function sumCounts(
  feeds: { streamIndexes: number[]; checkpoint: unknown }[],
  index: number,
): StreamCounts {
  const total = noCounts();
  for (const feed of feeds) {
    const checkpoint = feed.checkpoint as Checkpoint | null;
    const counts = checkpoint?.counts[feed.streamIndexes.indexOf(index)];
    if (!counts) continue;
    for (const key of Object.keys(total) as (keyof StreamCounts)[]) total[key] += counts[key] ?? 0;
  }
  return total;
}

/** The same as a run's stream has it. */
export function committedCounts({ read, written, bytes, changed, quarantined, filtered }: StreamCounts) {
  return { rowsRead: read, rowsWritten: written, bytes, changed, quarantined, filtered };
}

/**
 * Gives each stream that did not come to its end the counts of what was committed for it all the same, and returns what
 * all streams of the run come to. To be called before their phases say how they ended.
 */
export async function sumRun(
  tx: Prisma.TransactionClient,
  { id: runId, number }: Pick<Run, "id" | "number">,
): Promise<Pick<Run, "rowsRead" | "rowsWritten" | "bytes">> {
  const feeds = await tx.runFeed.findMany({
    where: { runId, checkpoint: { path: ["syncId"], equals: number } },
    select: { streamIndexes: true, checkpoint: true },
  });
  for (const index of new Set(feeds.flatMap(({ streamIndexes }) => streamIndexes)))
    await tx.runStream.updateMany({
      where: { runId, index, phase: { in: ["reading", "failed"] }, rowsRead: 0 },
      data: committedCounts(sumCounts(feeds, index)),
    });
  const { _sum } = await tx.runStream.aggregate({
    where: { runId },
    _sum: { rowsRead: true, rowsWritten: true, bytes: true },
  });
  return { rowsRead: _sum.rowsRead ?? 0n, rowsWritten: _sum.rowsWritten ?? 0n, bytes: _sum.bytes ?? 0n };
}
