import { readFile } from "node:fs/promises";
import path from "node:path";
import {
  destinations,
  findDestination,
  findSource,
  sources,
  type ConnectorFacts,
} from "@/connectors/registry";
import {
  ConfigError,
  type Capabilities,
  type Destination,
  type JsonObject,
  type Source,
  type Spec,
} from "@/connectors/sdk";
import { env } from "@/lib/env";
import { InvalidInputError } from "@/lib/errors";
import { withWriteAuthentication } from "@/lib/governance/write-authentication";
import { isExactlyOnce } from "./load";

export type ConnectorKind = Spec<unknown>["kind"];

export interface ConnectorDescription {
  facts: ConnectorFacts;
  /** Draft-07 with Airbyte's form vocabulary: what the form draws. */
  jsonSchema: JsonObject;
  /** Paths of secret fields. */
  secrets: string[][];
  /** The connector's README, as Markdown. */
  docs: string;
  /** Of destinations. */
  capabilities: Capabilities | null;
}

/** What pickers show; no connector is loaded for it. In the registry's order. */
export function listConnectors(kind: ConnectorKind): ConnectorFacts[] {
  return (kind === "source" ? sources : destinations).map(factsOf);
}

/** By id or definition id; undefined where there is none. */
export function findConnector(kind: ConnectorKind, idOrDefinitionId: string): ConnectorFacts | undefined {
  const entry = kind === "source" ? findSource(idOrDefinitionId) : findDestination(idOrDefinitionId);
  return entry && factsOf(entry);
}

/** Everything a form and its docs pane need. InvalidInputError where there is no such connector. */
export async function describeConnector(
  kind: ConnectorKind,
  idOrDefinitionId: string,
): Promise<ConnectorDescription> {
  const facts = findConnector(kind, idOrDefinitionId);
  if (!facts) throw unknownConnector(kind, idOrDefinitionId);
  const [connector, docs] = await Promise.all([loadConnector(kind, facts.id), readDocs(facts)]);
  return {
    facts,
    jsonSchema: connector.spec.jsonSchema(),
    secrets: connector.spec.secrets,
    docs,
    capabilities: "capabilities" in connector ? connector.capabilities : null,
  };
}

/** InvalidInputError where there is no such connector. */
export async function loadSource(id: string): Promise<Source<unknown>> {
  const entry = findSource(id);
  if (!entry) throw unknownConnector("source", id);
  return entry.load();
}

/** To be looked at, with the spec as people see it; it is written by workers alone. InvalidInputError where there is no such connector. */
export async function loadDestination(id: string): Promise<Destination<unknown>> {
  const entry = findDestination(id);
  if (!entry) throw unknownConnector("destination", id);
  const connector = await entry.load();
  return { ...connector, spec: withWriteAuthentication(connector.spec) };
}

export function loadConnector(
  kind: ConnectorKind,
  id: string,
): Promise<Source<unknown> | Destination<unknown>> {
  return kind === "source" ? loadSource(id) : loadDestination(id);
}

/** Whether a stored destination is exactly-once. A configuration that cannot be read any more promises nothing. */
export async function promisesExactlyOnce(id: string, config: JsonObject): Promise<boolean> {
  const connector = await loadDestination(id);
  try {
    return isExactlyOnce({ connector, config: connector.spec.parse(config) });
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

function unknownConnector(kind: ConnectorKind, id: string): InvalidInputError {
  const known = listConnectors(kind).map((facts) => facts.id);
  return new InvalidInputError(`There is no ${kind} connector "${id}". Choose one of: ${known.join(", ")}.`, [
    { path: ["connector"], message: "is not a connector" },
  ]);
}

function factsOf({ kind, id, definitionId, title, summary, icon }: ConnectorFacts): ConnectorFacts {
  return { kind, id, definitionId, title, summary, ...(icon === undefined ? {} : { icon }) };
}

async function readDocs(facts: ConnectorFacts): Promise<string> {
  const file = path.join(env().rootDir, "connectors", `${facts.kind}s`, facts.id, "README.md");
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return facts.summary;
    throw error;
  }
}
