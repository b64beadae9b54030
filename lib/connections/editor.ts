import { describeConnector } from "@/lib/connectors/catalogue";
import { connectorFaces, type ConnectorFace } from "@/lib/connectors/faces";
import { getDestination } from "@/lib/destinations/service";
import { describeError } from "@/lib/errors/describe";
import type { Stream, WriteMode } from "@/connectors/sdk";
import { discoverSource, getSource } from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";

/** What the set-up of a connection is drawn from: both ends, and what can be moved between them. */
export interface ConnectionGround {
  source: { id: string; name: string; face: ConnectorFace };
  destination: { id: string; name: string; face: ConnectorFace };
  writeModes: readonly WriteMode[];
  /** From the last discovery, or one made now; the reason where there is none. */
  streams: { found: Stream[] } | { failure: string };
}

export async function describeGround(
  scope: Scope,
  sourceId: string,
  destinationId: string,
): Promise<ConnectionGround> {
  const [source, destination] = await Promise.all([
    getSource(scope, sourceId),
    getDestination(scope, destinationId),
  ]);
  const { capabilities } = await describeConnector("destination", destination.connector);
  return {
    source: { id: source.id, name: source.name, face: faceFor("source", source.connector) },
    destination: {
      id: destination.id,
      name: destination.name,
      face: faceFor("destination", destination.connector),
    },
    writeModes: capabilities?.modes ?? [],
    streams: await discoverSource(scope, sourceId).then(
      (found) => ({ found }),
      (error: unknown) => ({ failure: describeError(error).message }),
    ),
  };
}

export function faceFor(kind: "source" | "destination", connector: string): ConnectorFace {
  return connectorFaces(kind)[connector] ?? { id: connector, title: connector };
}
