import { findDestination, findSource } from "@/connectors/registry";
import { ConfigError, type Destination, type Source } from "@/connectors/sdk";
import { guardByConfig, type GateKeeping, type WritePlace } from "@/lib/governance/open-gate";
import { withWriteAuthentication } from "@/lib/governance/write-authentication";
import { registerSecret } from "@/lib/secrets/redact";
import type { GuardedDestination } from "@/lib/sync/write-gate/guard-destination";

/** A connector and its whole configuration, secrets included: exists only in memory and on the way to a worker. */
export interface ConnectorCall {
  connector: string;
  config: unknown;
}

/** A destination, and what whoever decides on writes to it has to know. */
export interface DestinationCall extends ConnectorCall {
  place: WritePlace;
}

/** A connector with the configuration it has parsed. */
export interface LoadedSource {
  connector: Source<unknown>;
  config: unknown;
}

export interface LoadedDestination {
  connector: GuardedDestination<unknown>;
  config: unknown;
}

/** Loads and parses; from here on the configuration's secrets are masked in whatever passes `redactText`. */
export async function loadSource(call: ConnectorCall): Promise<LoadedSource> {
  const entry = findSource(call.connector);
  if (!entry) throw new ConfigError(`There is no source connector "${call.connector}".`);
  const connector = await entry.load();
  registerSecretsIn(call.config, connector.spec.secrets);
  return { connector, config: connector.spec.parse(call.config) };
}

/** The same, behind its gate: nothing is written by what this gives without the decision that the configuration asks for. */
export async function loadDestination(call: ConnectorCall, keeping: GateKeeping): Promise<LoadedDestination> {
  const entry = findDestination(call.connector);
  if (!entry) throw new ConfigError(`There is no destination connector "${call.connector}".`);
  const connector = await entry.load();
  const spec = withWriteAuthentication(connector.spec);
  registerSecretsIn(call.config, spec.secrets);
  const config = spec.parse(call.config);
  return { connector: guardByConfig({ ...connector, spec }, call.config, keeping), config };
}

/** What a crash may do to the rows of this destination, as it is configured. */
export function isExactlyOnce({
  connector,
  config,
}: {
  connector: Destination<unknown>;
  config: unknown;
}): boolean {
  return connector.isExactlyOnce?.(config) ?? connector.capabilities.exactlyOnce;
}

function registerSecretsIn(config: unknown, paths: string[][]): void {
  for (const path of paths) {
    for (const value of valuesAt(config, path)) if (typeof value === "string") registerSecret(value);
  }
}

function valuesAt(value: unknown, [key, ...rest]: string[]): unknown[] {
  if (key === undefined) return [value];
  if (value === null || typeof value !== "object") return [];
  if (key === "*") return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  return valuesAt((value as Record<string, unknown>)[key], rest);
}
