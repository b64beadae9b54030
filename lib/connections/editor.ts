import { loadDestination } from "@/lib/connectors/catalogue";
import { connectorFaces, type ConnectorFace } from "@/lib/connectors/faces";
import { getDestination } from "@/lib/destinations/service";
import { describeError } from "@/lib/errors/describe";
import type { CatalogDiff } from "@/lib/catalog/diff";
import type { DestinationFacts } from "@/lib/catalog/refusal";
import { discoverSource, getSource, refreshCatalog } from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";
import { offerStream, type OfferedStream } from "./offer";

/** What the set-up of a connection is drawn from: both ends, and what can be moved between them. */
export interface ConnectionGround {
  source: { id: string; name: string; face: ConnectorFace };
  destination: { id: string; name: string; face: ConnectorFace };
  facts: DestinationFacts;
  /** From the last discovery, or one made now; the reason where there is none. */
  streams: { found: OfferedStream[] } | { failure: string };
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
  const facts = await factsOf(destination.connector);
  return {
    source: { id: source.id, name: source.name, face: faceFor("source", source.connector) },
    destination: {
      id: destination.id,
      name: destination.name,
      face: faceFor("destination", destination.connector),
    },
    facts,
    streams: await discoverSource(scope, sourceId).then(
      (found) => ({ found: found.map((stream) => offerStream(stream, facts.modes)) }),
      (error: unknown) => ({ failure: describeError(error).message }),
    ),
  };
}

export interface RefreshedOffer {
  streams: OfferedStream[];
  /** null: nothing was known before. */
  diff: CatalogDiff | null;
}

/** Asks the source anew what it offers. Throws the connector's own error where it cannot be read. */
export async function refreshOffer(
  scope: Scope,
  sourceId: string,
  destinationId: string,
): Promise<RefreshedOffer> {
  const { connector } = await getDestination(scope, destinationId);
  const { modes } = await factsOf(connector);
  const { streams, diff } = await refreshCatalog(scope, sourceId);
  return { streams: streams.map((stream) => offerStream(stream, modes)), diff };
}

async function factsOf(connector: string): Promise<DestinationFacts> {
  const { spec, capabilities } = await loadDestination(connector);
  const { modes, history, softDeletes, keepsGenerations, dedupedChildren } = capabilities;
  return { title: spec.title, modes, history, softDeletes, keepsGenerations, dedupedChildren };
}

export function faceFor(kind: "source" | "destination", connector: string): ConnectorFace {
  return connectorFaces(kind)[connector] ?? { id: connector, title: connector };
}
