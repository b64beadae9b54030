import type { JsonObject } from "@/connectors/sdk";
import { findConnector } from "@/lib/connectors/catalogue";
import type { DestinationView } from "@/lib/destinations/schema";
import type { SourceView } from "@/lib/sources/schema";
import { destinationTypeFields } from "../definitions";
import { toEpochSeconds } from "../durations";

/** `sourceType` stays out of the configuration: clients fail on every one they do not know. */
export function toApiSource(source: SourceView) {
  return { sourceId: source.id, sourceType: source.connector, ...toApiEnd("source", source) };
}

export function toApiDestination(destination: DestinationView, userAgent: string) {
  const end = toApiEnd("destination", destination);
  return {
    destinationId: destination.id,
    destinationType: destination.connector,
    ...end,
    configuration: { ...end.configuration, ...destinationTypeFields(destination.connector, userAgent) },
  };
}

/** The connector is named beside the configuration, never stored in it. */
export function withoutType(kind: "source" | "destination", config: JsonObject): JsonObject {
  const { [`${kind}Type`]: _, ...rest } = config;
  return rest;
}

function toApiEnd(kind: "source" | "destination", view: SourceView | DestinationView) {
  return {
    name: view.name,
    definitionId: findConnector(kind, view.connector)?.definitionId ?? view.connector,
    workspaceId: view.workspaceId,
    configuration: view.config,
    createdAt: toEpochSeconds(view.createdAt),
    ...(view.maxParallelStreams === null ? {} : { maxParallelStreams: view.maxParallelStreams }),
  };
}
