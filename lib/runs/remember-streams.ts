import type { Stream } from "@/connectors/sdk";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { isSole, type TableClaim } from "@/lib/connections/table-claims";
import type { Connection, Prisma } from "@/lib/db";
import type { SyncPlan } from "@/lib/sync/plan";
import { streamKey } from "@/lib/sync/stream-key";

export interface RememberedStreams {
  plan: SyncPlan;
  chosen: ConfiguredStream[];
  /** As the next run is to compare them with the source's. */
  remembered: Stream[];
  claims: TableClaim[];
}

/** Generation, schema and tables of each stream that a run is about to load, in the transaction that stores its plan. */
export async function rememberStreams(
  tx: Prisma.TransactionClient,
  connection: Pick<Connection, "id" | "normalization">,
  { plan, chosen, remembered, claims }: RememberedStreams,
): Promise<void> {
  const found = new Map(remembered.map((stream) => [streamKey(stream), stream]));
  const tables = new Map(claims.map((claim) => [streamKey(claim.stream), claim.tables]));
  const choices = new Map(chosen.map((choice) => [streamKey(choice), choice]));
  for (const { stream, outputs } of plan.reads) {
    const choice = choices.get(streamKey(stream));
    const known = {
      generation: plan.streams[outputs[0] ?? 0]?.generation ?? 1,
      schema: found.get(streamKey(stream)) as unknown as Prisma.InputJsonObject,
      tableKeys: tables.get(streamKey(stream))?.map(({ key }) => key) ?? [],
      // By the mode, not by this run: a refresh replaces once what is appended to otherwise.
      isSole: choice !== undefined && isSole(choice, connection),
    };
    const key = { connectionId: connection.id, namespace: stream.namespace ?? "", name: stream.name };
    await tx.streamGeneration.upsert({
      where: { connectionId_namespace_name: key },
      create: { ...key, ...known },
      update: known,
    });
  }
}
