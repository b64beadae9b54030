import { streamLabel, type StreamPlan } from "@/connectors/sdk";
import { configuredStreamSchema, type ConfiguredStream } from "@/lib/catalog/schema";
import { loadDestination } from "@/lib/connectors/catalogue";
import { db, Prisma } from "@/lib/db";
import { requireDestination } from "@/lib/destinations/queries";
import { loadingKinds } from "@/lib/runs/kinds";
import type { RunPlan } from "@/lib/runs/plan-run";
import { intoSampleTables } from "@/lib/sync/sample-tables";
import { streamKey } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import { requireConnection } from "./require";

/** A stream of a connection, and where the last run that loaded it put its rows. */
export interface StreamTables {
  key: string;
  namespace?: string;
  name: string;
  label: string;
  /** null where no run has loaded it yet; the others are null with it. */
  table: string | null;
  history: string | null;
  /** Where a sample would go, unless it is told otherwise. */
  sample: string | null;
  /** How many rows the table was found to hold of that run, or in all; null where it was not counted. */
  rows: bigint | null;
  /** Former generations that stay when the table is replaced. */
  keepGenerations: number;
}

/** A refresh of a few streams is planned without the others, so that one look back does not find all of them. */
const runsToLookAt = 5;

/** What a run of any kind would be about, from the console's own records: neither end is asked. */
export async function listStreamTables(scope: Scope, connectionId: string): Promise<StreamTables[]> {
  const connection = await requireConnection(scope, connectionId);
  const { connector } = await requireDestination(scope, connection.destinationId);
  const { identifiers } = (await loadDestination(connector)).capabilities;
  const last = await lastLoads(connectionId);
  return configuredStreamSchema
    .array()
    .parse(connection.streams)
    .map((stream) => {
      const load = last.get(streamKey(stream));
      return {
        ...nameOf(stream),
        keepGenerations: stream.keepGenerations ?? 0,
        table: load ? place(load.plan.table) : null,
        history: load?.plan.history ? place(load.plan.history) : null,
        sample: load ? place(intoSampleTables(load.plan, identifiers).table) : null,
        rows: load?.rows ?? null,
      };
    });
}

function nameOf(stream: ConfiguredStream): Pick<StreamTables, "key" | "namespace" | "name" | "label"> {
  const { namespace, name } = stream;
  return {
    key: streamKey(stream),
    ...(namespace === undefined ? {} : { namespace }),
    name,
    label: streamLabel(stream),
  };
}

function place({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}.${name}`;
}

/** By `streamKey`: the stream in the newest plan that has it. */
async function lastLoads(
  connectionId: string,
): Promise<Map<string, { plan: StreamPlan; rows: bigint | null }>> {
  const runs = await db().run.findMany({
    where: { connectionId, kind: { in: loadingKinds }, plan: { not: Prisma.DbNull } },
    orderBy: { number: "desc" },
    take: runsToLookAt,
    select: { plan: true, streams: { select: { index: true, visibleRows: true } } },
  });
  const loads = new Map<string, { plan: StreamPlan; rows: bigint | null }>();
  for (const run of runs) {
    // Written by savePlan alone.
    const { streams } = run.plan as unknown as RunPlan;
    for (const { index, visibleRows } of run.streams) {
      const plan = streams[index];
      if (!plan || plan.parent || loads.has(streamKey(plan.stream))) continue;
      loads.set(streamKey(plan.stream), { plan, rows: visibleRows });
    }
  }
  return loads;
}
