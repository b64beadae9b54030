import type { Stream } from "@/connectors/sdk";
import { approveChange, type SchemaPolicies } from "@/lib/catalog/reconcile";
import { configuredStreamSchema } from "@/lib/catalog/schema";
import { Prisma, type Connection } from "@/lib/db";
import { streamKey } from "@/lib/sync/stream-key";
import { readPendingChange } from "./pending-change";
import { readPolicies } from "./policies";

/** What the next run finds is taken as it is, and remembered from then on. */
export async function forgetSchemas(tx: Prisma.TransactionClient, connectionId: string): Promise<void> {
  await tx.streamGeneration.updateMany({ where: { connectionId }, data: { schema: Prisma.DbNull } });
}

/**
 * The streams are remembered as the pending change has them, so that the next run asks only of what has come since. What
 * the connection's contracts leave out stays left out. `given` are policies that are changed along with it.
 */
export async function rememberApproved(
  tx: Prisma.TransactionClient,
  connection: Connection,
  given: Partial<SchemaPolicies> | undefined,
): Promise<void> {
  const policies = { ...readPolicies(connection.policies), ...given };
  const choices = configuredStreamSchema.array().parse(connection.streams);
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
