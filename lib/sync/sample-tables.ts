import type { IdentifierRules, StreamPlan, TableName } from "@/connectors/sdk";
import { toIdentifier, withSuffix } from "@/connectors/sdk/naming/identifiers";
import { planStreams, type PlanRequest, type SyncPlan } from "./plan";
import { streamKey } from "./stream-key";
import { uuidV5 } from "./uuid-v5";

const sampleSuffix = "_sluice_sample";

/**
 * A run that takes nothing but samples: as a refresh would load the streams, but into tables of samples, and under an id
 * of its own, so that positions, generations and quarantine of the connection are not its. It replaces the sample before
 * it, whatever that was: each has a generation of its own.
 */
export function planSample(request: PlanRequest, namespace?: string): SyncPlan {
  const keys = request.chosen.map(streamKey);
  const plan = planStreams({
    ...request,
    connectionId: sampleConnectionId(request.connectionId),
    generations: new Map(keys.map((key) => [key, request.syncId])),
    refresh: new Set(keys),
    // So that streams of one name from two namespaces do not meet in one table.
    ...(namespace === undefined ? {} : { namespace: { definition: "custom_format", format: namespace } }),
  });
  const { identifiers } = request.capabilities;
  return {
    ...plan,
    streams: plan.streams.map((stream) => intoSampleTables(stream, identifiers, namespace)),
  };
}

/** The same plan, but into tables of samples: in `namespace`, or in one beside the real one. */
export function intoSampleTables(
  plan: StreamPlan,
  identifiers: IdentifierRules,
  namespace?: string,
): StreamPlan {
  const move = (table: TableName): TableName => ({
    ...table,
    namespace:
      namespace === undefined
        ? withSuffix(table.namespace, sampleSuffix, identifiers.maxBytes)
        : toIdentifier(namespace, identifiers),
  });
  return {
    ...plan,
    table: move(plan.table),
    history: plan.history && move(plan.history),
    parent: plan.parent && { ...plan.parent, table: move(plan.parent.table) },
    keepGenerations: 0,
  };
}

function sampleConnectionId(connectionId: string): string {
  return uuidV5(`sluice:sample:${connectionId}`);
}
