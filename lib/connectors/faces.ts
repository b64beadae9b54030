import type { JsonObject } from "@/connectors/sdk";
import { describeConnector, listConnectors, type ConnectorKind } from "./catalogue";

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

export interface ConnectorChoice extends ConnectorFace {
  summary: string;
  schema: JsonObject;
  docs: string;
}

/** Everything a picker with its forms needs, for all connectors of a kind. */
export async function connectorChoices(kind: ConnectorKind): Promise<ConnectorChoice[]> {
  const described = await Promise.all(listConnectors(kind).map(({ id }) => describeConnector(kind, id)));
  return described.map(({ facts, jsonSchema, docs }) => ({
    ...faceOf(facts),
    summary: facts.summary,
    schema: jsonSchema,
    docs,
  }));
}
