import type { JsonObject } from "@/connectors/sdk";
import { describeConnector, findConnector, listConnectors, type ConnectorKind } from "./catalogue";
import { connectorLabel, type ConnectorLabel } from "./labels";

/** How a connector is shown: its name and its mark. */
export interface ConnectorFace {
  id: string;
  title: string;
  icon?: string;
}

/** By connector id. */
export function connectorFaces(kind: ConnectorKind): Record<string, ConnectorFace> {
  return Object.fromEntries(listConnectors(kind).map((facts) => [facts.id, faceOf(facts)]));
}

export function faceOf({ id, title, icon }: ConnectorFace): ConnectorFace {
  return { id, title, ...(icon === undefined ? {} : { icon }) };
}

/** A connector as the catalogue shows it; none is loaded for it. */
export interface ConnectorType extends ConnectorFace, ConnectorLabel {
  summary: string;
}

/** In the registry's order. */
export function connectorTypes(kind: ConnectorKind): ConnectorType[] {
  return listConnectors(kind).map((facts) => ({
    ...faceOf(facts),
    summary: facts.summary,
    ...connectorLabel(kind, facts.id),
  }));
}

/** With everything that its form needs. */
export interface ConnectorChoice extends ConnectorType {
  schema: JsonObject;
  /** Markdown. */
  docs: string;
}

/** null where there is no such connector. */
export async function connectorChoice(kind: ConnectorKind, id: string): Promise<ConnectorChoice | null> {
  if (!findConnector(kind, id)) return null;
  const { facts, jsonSchema, docs } = await describeConnector(kind, id);
  return {
    ...faceOf(facts),
    summary: facts.summary,
    ...connectorLabel(kind, facts.id),
    schema: jsonSchema,
    docs,
  };
}
