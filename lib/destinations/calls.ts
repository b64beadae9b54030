import { loadDestination } from "@/lib/connectors/catalogue";
import { openConfig } from "@/lib/connectors/stored-config";
import type { Destination } from "@/lib/db";
import type { ConnectorCall } from "@/lib/worker/tasks";
import type { Scope } from "@/lib/workspaces/scope";
import { requireDestination } from "./queries";

/** The destination with its secrets, for the engine and the workers: the only way they leave the database. */
export async function destinationCall(scope: Scope, id: string): Promise<ConnectorCall> {
  return callOf(await requireDestination(scope, id));
}

export async function callOf(destination: Destination): Promise<ConnectorCall> {
  const { spec } = await loadDestination(destination.connector);
  return { connector: destination.connector, config: openConfig(spec, destination) };
}
