import { randomUUID } from "node:crypto";
import { factsOfChange, recordAudit } from "@/lib/audit/service";
import { loadSource } from "@/lib/connectors/catalogue";
import { changeConfig, storeConfig } from "@/lib/connectors/stored-config";
import { deleteConnections } from "@/lib/connections/delete";
import { db } from "@/lib/db";
import { ConflictError, NotFoundError, StaleError } from "@/lib/errors";
import { log } from "@/lib/log";
import { runtime } from "@/lib/runtime";
import type { Scope } from "@/lib/workspaces/scope";
import { dependantsOfSource, getSource, lockSource, requireSource } from "./queries";
import {
  createSourceInput,
  updateSourceInput,
  type CreateSourceInput,
  type SourceView,
  type UpdateSourceInput,
} from "./schema";

export { rotateSourceSecrets, sourceCall } from "./calls";
export { checkSource, checkSourceConfig } from "./check";
export { discoverSource, findCatalog } from "./discovery";
export { dependantsOfSource, getSource, listSources } from "./queries";

/** Stores a source; its secrets are sealed. Nothing is read from it yet, but its discovery is asked for. */
export async function createSource(scope: Scope, input: CreateSourceInput): Promise<SourceView> {
  const { name, connector, config, isChecked, maxParallelStreams = null } = createSourceInput.parse(input);
  const { spec } = await loadSource(connector);
  const owner = { id: randomUUID(), workspaceId: scope.workspaceId };
  const now = new Date();
  await db().source.create({
    data: {
      ...owner,
      name,
      connector: spec.id,
      maxParallelStreams,
      ...storeConfig(spec, owner, config),
      checkedAt: isChecked ? now : null,
      updatedAt: now,
    },
  });
  await recordAudit(scope, {
    action: "source.created",
    subject: owner.id,
    facts: { name, connector: spec.id },
  });
  await prepareCatalog(owner);
  return getSource(scope, owner.id);
}

/** A changed configuration is unchecked again, and its catalog is discovered anew. */
export async function updateSource(scope: Scope, id: string, input: UpdateSourceInput): Promise<SourceView> {
  const { name, config, mode, isChecked, maxParallelStreams, revision } = updateSourceInput.parse(input);
  const { connector } = await requireSource(scope, id);
  const { spec } = await loadSource(connector);
  await db().$transaction(async (tx) => {
    const source = await lockSource(tx, scope, id);
    if (revision !== undefined && revision !== source.revision) throw new StaleError("source");
    const now = new Date();
    const changed = config && {
      ...storeConfig(spec, source, changeConfig(spec, source, config, mode)),
      checkedAt: isChecked ? now : null,
      checkError: null,
    };
    await tx.source.updateMany({
      where: { id, workspaceId: scope.workspaceId },
      data: {
        ...(name === undefined ? {} : { name }),
        ...(maxParallelStreams === undefined ? {} : { maxParallelStreams }),
        ...changed,
        revision: { increment: 1 },
        updatedAt: now,
      },
    });
    await recordAudit(scope, { action: "source.updated", subject: id, facts: factsOfChange(input) }, tx);
    if (changed) await tx.sourceCatalog.deleteMany({ where: { sourceId: source.id } });
  });
  if (config) await prepareCatalog({ id, workspaceId: scope.workspaceId });
  return getSource(scope, id);
}

/**
 * Removes the source. ConflictError names the connections that read from it, unless they are to go with it; then
 * their runs are cancelled first. What was written stays in the destinations.
 */
export async function deleteSource(
  scope: Scope,
  id: string,
  options: { withConnections?: boolean } = {},
): Promise<void> {
  const dependants = await dependantsOfSource(scope, id);
  if (dependants.length > 0 && !options.withConnections) {
    const names = dependants.map((connection) => connection.name).join(", ");
    throw new ConflictError(
      `The source is read by ${dependants.length} connection(s): ${names}. Delete them first, or together with it.`,
    );
  }
  await deleteConnections(
    scope,
    dependants.map((connection) => connection.id),
  );
  const deleted = await db().source.deleteMany({ where: { id, workspaceId: scope.workspaceId } });
  if (deleted.count === 0) throw new NotFoundError("source", id);
  await recordAudit(scope, { action: "source.deleted", subject: id });
}

/** Spares who asks next the wait. Where the request fails, they make the discovery themselves. */
async function prepareCatalog({ id, workspaceId }: { id: string; workspaceId: string }): Promise<void> {
  try {
    await runtime().send([{ name: "source/discovery.requested", data: { workspaceId, sourceId: id } }]);
  } catch (error) {
    log.warn("The discovery of a source could not be requested.", { sourceId: id, error });
  }
}
