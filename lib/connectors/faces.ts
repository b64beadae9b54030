import type { JsonObject } from "@/connectors/sdk";
import { describeConnector, findConnector, listConnectors, type ConnectorKind } from "./catalogue";
import { marks } from "./marks/marks";
import { connectorLabel, type ConnectorLabel } from "./labels";

/** How a connector is shown: its name and its mark. */
export interface ConnectorFace {
  id: string;
  title: string;
  /** The `d` of a 24 × 24 path, or the address of an image. */
  icon?: string;
}

/** By connector id. */
export function connectorFaces(kind: ConnectorKind): Record<string, ConnectorFace> {
  return Object.fromEntries(listConnectors(kind).map((facts) => [facts.id, faceOf(facts)]));
}

/** A spec's icon is a simple-icons slug that marks.ts has, a path or an address; without one, letters are shown. */
export function faceOf({ id, title, icon = "" }: ConnectorFace): ConnectorFace {
  const drawn = isDrawn(icon) ? icon : marks[icon];
  return { id, title, ...(drawn === undefined ? {} : { icon: drawn }) };
}

function isDrawn(icon: string): boolean {
  return /^(\/|data:image\/|[Mm][\d\s.,-])/.test(icon);
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
