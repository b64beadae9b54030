import { loadSource } from "@/lib/connectors/catalogue";
import { openConfig, rotateConfig } from "@/lib/connectors/stored-config";
import { db, type Source } from "@/lib/db";
import type { ConnectorCall } from "@/lib/worker/tasks";
import type { Scope } from "@/lib/workspaces/scope";
import { lockSource, requireSource } from "./queries";

/** The source with its secrets, for the engine and the workers: the only way they leave the database. */
export async function sourceCall(scope: Scope, id: string): Promise<ConnectorCall> {
  return callOf(await requireSource(scope, id));
}

export async function callOf(source: Source): Promise<ConnectorCall> {
  const { spec } = await loadSource(source.connector);
  return { connector: source.connector, config: openConfig(spec, source) };
}

/**
 * Stores secrets that the connector has rotated; resolves once they are durable. Two rotations at the same time do
 * not undo each other. Not a change of the configuration: what was checked and discovered stays valid.
 */
export async function rotateSourceSecrets(
  scope: Scope,
  id: string,
  patch: Record<string, string>,
): Promise<void> {
  await db().$transaction(async (tx) => {
    const source = await lockSource(tx, scope, id);
    await tx.source.updateMany({
      where: { id, workspaceId: scope.workspaceId },
      data: { ...rotateConfig(source, patch), updatedAt: source.updatedAt },
    });
  });
}
