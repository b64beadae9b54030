import { findDestination, findSource } from "@/connectors/registry";
import { ConfigError, type Destination, type Source } from "@/connectors/sdk";
import { registerSecret } from "@/lib/secrets/redact";

/** A connector and its whole configuration, secrets included: exists only in memory and on the way to a worker. */
export interface ConnectorCall {
  connector: string;
  config: unknown;
}

/** A connector with the configuration it has parsed. */
export interface LoadedSource {
  connector: Source<unknown>;
  config: unknown;
}

export interface LoadedDestination {
  connector: Destination<unknown>;
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

export async function loadDestination(call: ConnectorCall): Promise<LoadedDestination> {
  const entry = findDestination(call.connector);
  if (!entry) throw new ConfigError(`There is no destination connector "${call.connector}".`);
  const connector = await entry.load();
  registerSecretsIn(call.config, connector.spec.secrets);
  return { connector, config: connector.spec.parse(call.config) };
}

/** What a crash may do to the rows of this destination, as it is configured. */
export function isExactlyOnce({ connector, config }: LoadedDestination): boolean {
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
