import { randomUUID } from "node:crypto";
import { factsOfChange, recordAudit } from "@/lib/audit/service";
import { loadDestination } from "@/lib/connectors/catalogue";
import { changeConfig, storeConfig } from "@/lib/connectors/stored-config";
import { deleteConnections } from "@/lib/connections/delete";
import { db } from "@/lib/db";
import { ConflictError, NotFoundError, StaleError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import { dependantsOfDestination, getDestination, requireDestination } from "./queries";
import { requireDecision } from "./require-decision";
import {
  createDestinationInput,
  updateDestinationInput,
  type CreateDestinationInput,
  type DestinationView,
  type UpdateDestinationInput,
} from "./schema";

export { destinationCall } from "./calls";
export { checkDestination, checkDestinationConfig } from "./check";
export { dependantsOfDestination, getDestination, listDestinations } from "./queries";

/**
 * Stores a destination; its secrets are sealed. Nothing is written to it yet. InvalidInputError where the workspace wants
 * a decision about every write and the configuration asks nobody.
 */
export async function createDestination(
  scope: Scope,
  input: CreateDestinationInput,
): Promise<DestinationView> {
  const {
    name,
    connector,
    config,
    isChecked,
    maxParallelStreams = null,
  } = createDestinationInput.parse(input);
  const { spec } = await loadDestination(connector);
  const owner = { id: randomUUID(), workspaceId: scope.workspaceId };
  const stored = storeConfig(spec, owner, config);
  await requireDecision(scope, config);
  const now = new Date();
  await db().destination.create({
    data: {
      ...owner,
      name,
      connector: spec.id,
      maxParallelStreams,
      ...stored,
      checkedAt: isChecked ? now : null,
      updatedAt: now,
    },
  });
  await recordAudit(scope, {
    action: "destination.created",
    subject: owner.id,
    facts: { name, connector: spec.id },
  });
  return getDestination(scope, owner.id);
}

/**
 * A changed configuration is unchecked again; InvalidInputError as for a new one. Tables written before stay where they are.
 */
export async function updateDestination(
  scope: Scope,
  id: string,
  input: UpdateDestinationInput,
): Promise<DestinationView> {
  const { name, config, mode, isChecked, maxParallelStreams, revision } = updateDestinationInput.parse(input);
  const destination = await requireDestination(scope, id);
  const { spec } = await loadDestination(destination.connector);
  const now = new Date();
  const whole = config && changeConfig(spec, destination, config, mode);
  const changed = whole && {
    ...storeConfig(spec, destination, whole),
    checkedAt: isChecked ? now : null,
    checkError: null,
  };
  if (whole) await requireDecision(scope, whole);
  const { count } = await db().destination.updateMany({
    where: { id, workspaceId: scope.workspaceId, ...(revision === undefined ? {} : { revision }) },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(maxParallelStreams === undefined ? {} : { maxParallelStreams }),
      ...changed,
      revision: { increment: 1 },
      updatedAt: now,
    },
  });
  if (count === 0) throw new StaleError("destination");
  await recordAudit(scope, { action: "destination.updated", subject: id, facts: factsOfChange(input) });
  return getDestination(scope, id);
}

/**
 * Removes the destination from the console. ConflictError names the connections that write to it, unless they are to
 * go with it; then their runs are cancelled first. The tables themselves stay.
 */
export async function deleteDestination(
  scope: Scope,
  id: string,
  options: { withConnections?: boolean } = {},
): Promise<void> {
  const dependants = await dependantsOfDestination(scope, id);
  if (dependants.length > 0 && !options.withConnections) {
    const names = dependants.map((connection) => connection.name).join(", ");
    throw new ConflictError(
      `The destination is written by ${dependants.length} connection(s): ${names}. Delete them first, or together with it.`,
    );
  }
  await deleteConnections(
    scope,
    dependants.map((connection) => connection.id),
  );
  const deleted = await db().destination.deleteMany({ where: { id, workspaceId: scope.workspaceId } });
  if (deleted.count === 0) throw new NotFoundError("destination", id);
  await recordAudit(scope, { action: "destination.deleted", subject: id });
}
