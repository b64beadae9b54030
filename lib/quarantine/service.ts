import type { QuarantinedRow } from "@/connectors/sdk";
import { requireConnection } from "@/lib/connections/require";
import { destinationCall } from "@/lib/destinations/service";
import { runtime } from "@/lib/runtime";
import type { Scope } from "@/lib/workspaces/scope";

export interface QuarantinePage {
  stream?: { namespace?: string | undefined; name: string };
  /** The last id of the page before. */
  after?: string;
  limit: number;
}

/** The rows of a connection that could not be written and wait at the destination, oldest first. */
export async function listQuarantined(
  scope: Scope,
  connectionId: string,
  page: QuarantinePage,
): Promise<QuarantinedRow[]> {
  const connection = await requireConnection(scope, connectionId);
  const destination = await destinationCall(scope, connection.destinationId);
  return runtime().pool.run(
    "listQuarantined",
    { destination, query: { connectionId: connection.id, ...page } },
    { lane: "interactive" },
  );
}

/** Takes rows away for good. Returns how many there were; ids that are not there are no error. */
export async function discardQuarantined(scope: Scope, connectionId: string, ids: string[]): Promise<number> {
  const connection = await requireConnection(scope, connectionId);
  const destination = await destinationCall(scope, connection.destinationId);
  return runtime().pool.run(
    "discardQuarantined",
    { destination, connectionId: connection.id, ids },
    { lane: "interactive" },
  );
}
