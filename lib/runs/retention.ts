import { db } from "@/lib/db";
import { runtime } from "@/lib/runtime";

const dayMs = 86_400_000;
const keepLogsDays = 30;
const keepExecutionDays = 7;
const keepRunsDays = 180;
/** Older checkpoints are of no use to a rewind within the kept runs. */
const keepCheckpointsDays = 90;
const keepAuditDays = 365;
const keepDecisionsDays = 90;

interface Pruned {
  logs: number;
  slices: number;
  runs: number;
  checkpoints: number;
  decisions: number;
}

/** Deletes what is past its time; the last run of a connection stays. May be repeated. */
export async function pruneHistory(now: Date): Promise<Pruned> {
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  const logs = await db().runLog.deleteMany({ where: { at: { lt: before(keepLogsDays) } } });
  const slices = await db().runSlice.deleteMany({ where: { endedAt: { lt: before(keepLogsDays) } } });
  const decisions = await db().writeDecision.deleteMany({ where: { at: { lt: before(keepDecisionsDays) } } });
  const checkpoints = await db().checkpointEntry.deleteMany({
    where: { at: { lt: before(keepCheckpointsDays) } },
  });
  const runs = await db().$executeRaw`
    DELETE FROM run WHERE ended_at < ${before(keepRunsDays)}
      AND id NOT IN (SELECT DISTINCT ON (connection_id) id FROM run ORDER BY connection_id, created_at DESC)`;
  await db().auditEntry.deleteMany({ where: { at: { lt: before(keepAuditDays) } } });
  await runtime().pruneExecutor?.(before(keepExecutionDays));
  return {
    logs: logs.count,
    slices: slices.count,
    runs,
    checkpoints: checkpoints.count,
    decisions: decisions.count,
  };
}
