import type { JsonObject } from "@/connectors/sdk";
import { loadDestination } from "@/lib/connectors/catalogue";
import type { DestinationCall } from "@/lib/connectors/load";
import { openConfig } from "@/lib/connectors/stored-config";
import type { Destination } from "@/lib/db";
import type { WritePlace } from "@/lib/governance/open-gate";
import type { Scope } from "@/lib/workspaces/scope";
import { getWorkspace } from "@/lib/workspaces/service";
import { requireDestination } from "./queries";

export interface CallOptions {
  /** Of the run that is at work. */
  runNumber?: number;
}

/** The destination with its secrets, for the engine and the workers: the only way they leave the database. */
export async function destinationCall(
  scope: Scope,
  id: string,
  options: CallOptions = {},
): Promise<DestinationCall> {
  return callOf(scope, await requireDestination(scope, id), options);
}

export async function callOf(
  scope: Scope,
  destination: Destination,
  options: CallOptions = {},
): Promise<DestinationCall> {
  const { spec } = await loadDestination(destination.connector);
  return {
    connector: destination.connector,
    config: openConfig(spec, destination),
    place: await placeOf(scope, destination.name, options),
  };
}

/** A configuration that need not be stored, as the destination of this name. */
export async function callWith(
  scope: Scope,
  { connector, config, name }: { connector: string; config: JsonObject; name: string },
): Promise<DestinationCall> {
  return { connector, config, place: await placeOf(scope, name, {}) };
}

async function placeOf(scope: Scope, destination: string, { runNumber }: CallOptions): Promise<WritePlace> {
  const workspace = await getWorkspace(scope);
  return {
    workspaceId: workspace.id,
    workspace: workspace.name,
    destination,
    requiresDecision: workspace.requiresWriteAuthentication,
    runNumber: runNumber ?? null,
  };
}
