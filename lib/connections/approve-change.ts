import type { Stream } from "@/connectors/sdk";
import { approveChange, type SchemaPolicies } from "@/lib/catalog/reconcile";
import { configuredStreamSchema, type ConfiguredStream } from "@/lib/catalog/schema";
import { Prisma, type Connection } from "@/lib/db";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";
import { readPendingChange } from "./pending-change";
import { readPolicies } from "./policies";

const forgottenAtOnce = 1000;

/** Of these streams, what the next run finds is taken as it is, and remembered from then on. */
export async function forgetSchemas(
  tx: Prisma.TransactionClient,
  connectionId: string,
  streams: StreamName[],
): Promise<void> {
  const names = streams.map(({ namespace = "", name }) => ({ namespace, name }));
  for (let at = 0; at < names.length; at += forgottenAtOnce)
    await tx.streamGeneration.updateMany({
      where: { connectionId, OR: names.slice(at, at + forgottenAtOnce) },
      data: { schema: Prisma.DbNull },
    });
}

/**
 * The streams are remembered as the pending change has them, so that the next run asks only of what has come since. What
 * the connection's contracts leave out stays left out. `given` are policies and streams that are changed along with it.
 */
export async function rememberApproved(
  tx: Prisma.TransactionClient,
  connection: Connection,
  given: { policies: Partial<SchemaPolicies> | undefined; streams: ConfiguredStream[] | undefined },
): Promise<void> {
  const policies = { ...readPolicies(connection.policies), ...given.policies };
  const choices = given.streams ?? configuredStreamSchema.array().parse(connection.streams);
  for (const change of readPendingChange(connection.pendingChange)?.diff.changed ?? []) {
    const { namespace = "", name } = change.stream;
    const where = { connectionId: connection.id, namespace, name };
    const row = await tx.streamGeneration.findUnique({ where: { connectionId_namespace_name: where } });
    const choice = choices.find((candidate) => streamKey(candidate) === streamKey(change.stream));
    if (!row || row.schema === null || !choice) continue;
    // Written by savePlan alone.
    const schema = approveChange(row.schema as unknown as Stream, change, choice, policies);
    await tx.streamGeneration.updateMany({
      where,
      data: { schema: schema === null ? Prisma.DbNull : (schema as unknown as Prisma.InputJsonObject) },
    });
  }
}
