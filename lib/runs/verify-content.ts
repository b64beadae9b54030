import { streamLabel } from "@/connectors/sdk";
import { openMapperKeys } from "@/lib/connections/mapper-secrets";
import { db, type Connection, type Prisma } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import { runtime } from "@/lib/runtime";
import { sourceCall } from "@/lib/sources/service";
import { remarksOn } from "@/lib/sync/compare/compare-stream";
import type { RunPlan } from "./plan-run";
import { systemScope } from "./scope";

const advice =
  "Repair the stream: it mends these rows alone. The source may also have changed since it was read; a sync with a cursor tells what came later.";

/**
 * Compares the content of a stream whose rows are counted, keeps the outcome with the run, and says what is wrong; null
 * where nothing is, or where there is nothing to compare (a child table, a raw one, a destination that cannot).
 */
export async function verifyContent(
  run: { id: string; workspaceId: string; connection: Connection },
  plan: RunPlan,
  index: number,
  signal: AbortSignal,
): Promise<string | null> {
  const read = plan.reads.find(({ outputs }) => outputs[0] === index);
  const stream = plan.streams[index];
  if (!read || !stream) return null;
  const scope = systemScope(run.workspaceId);
  const { connection } = run;
  const comparison = await runtime().pool.run(
    "compare",
    {
      source: await sourceCall(scope, connection.sourceId),
      destination: await destinationCall(scope, connection.destinationId),
      read,
      plan: stream,
      mapperSecrets: openMapperKeys(connection),
    },
    { lane: "sync", signal },
  );
  await db().runStream.updateMany({
    where: { runId: run.id, index },
    data: { comparison: comparison as unknown as Prisma.InputJsonObject },
  });
  const label = streamLabel(stream.stream);
  await db().runLog.createMany({
    data: remarksOn(comparison).map((message) => ({ runId: run.id, level: "info", stream: label, message })),
  });
  return "same" in comparison && comparison.reason !== null ? `${comparison.reason} ${advice}` : null;
}
