import { createHash } from "node:crypto";
import type { IdentifierRules, Locations, Normalization, TableName } from "@/connectors/sdk";
import { toIdentifier, withSuffix } from "@/connectors/sdk/naming/identifiers";

export interface NamespaceChoice {
  definition: "source" | "destination" | "custom_format";
  /** With custom_format; `${SOURCE_NAMESPACE}` stands for the source's. */
  format: string | null;
}

export interface TableRequest {
  namespace?: string | undefined;
  name: string;
  /** In place of prefix and name. */
  destinationName?: string | undefined;
}

export interface TableRules {
  identifiers: IdentifierRules;
  locations: Locations;
  namespace: NamespaceChoice;
  prefix: string;
  normalization: Normalization;
}

/**
 * The table of each stream, in their order. The layout is Airbyte's: final tables are named after the stream; raw
 * tables stand in the raw namespace as `<namespace>_raw__stream_<name>`. A later stream whose table would be an
 * earlier one's gets `_` and three hex digits of a hash of its namespace and name, and a number where that is taken too.
 */
export function planTables(streams: TableRequest[], rules: TableRules): TableName[] {
  const taken = new Set<string>();
  const keyOf = (table: TableName) => tableKey(table, rules.identifiers);
  return streams.map((stream) => {
    const wanted = tableOf(stream, rules);
    let table = wanted;
    for (let attempt = 0; taken.has(keyOf(table)); attempt++) {
      table = { ...wanted, name: disambiguate(stream, wanted.name, { attempt, ...rules.identifiers }) };
    }
    taken.add(keyOf(table));
    return table;
  });
}

/** Equal for two tables exactly where the destination takes their names for one. */
export function tableKey({ namespace, name }: TableName, { foldsCase }: IdentifierRules): string {
  const key = JSON.stringify([namespace, name]);
  return foldsCase ? key.toLowerCase() : key;
}

function tableOf(stream: TableRequest, rules: TableRules): TableName {
  const { identifiers, locations } = rules;
  const namespace = toIdentifier(namespaceOf(stream, rules), identifiers);
  const streamName = stream.destinationName ?? rules.prefix + stream.name;
  if (rules.normalization === "basic") return { namespace, name: toIdentifier(streamName, identifiers) };
  const name = toIdentifier(rawTableName(namespace, streamName), identifiers);
  return {
    namespace:
      locations.rawNamespace === null ? namespace : toIdentifier(locations.rawNamespace, identifiers),
    name,
  };
}

function namespaceOf(stream: TableRequest, { namespace, locations }: TableRules): string {
  const own = stream.namespace ?? "";
  switch (namespace.definition) {
    case "source":
      return own || locations.namespace;
    case "destination":
      return locations.namespace;
    case "custom_format":
      return (namespace.format ?? "").replaceAll("${SOURCE_NAMESPACE}", own) || locations.namespace;
  }
}

/** The separator is one longer than the longest run of underscores in the names, so that they can be told apart. */
function rawTableName(namespace: string, name: string): string {
  const runs = `${namespace}${name}`.match(/_+/g) ?? [];
  const longest = Math.max(0, ...runs.map((run) => run.length));
  return `${namespace}_raw${"_".repeat(Math.max(2, longest + 1))}stream_${name}`;
}

function disambiguate(
  stream: TableRequest,
  name: string,
  { attempt, maxBytes }: { attempt: number; maxBytes: number },
): string {
  const hash = createHash("sha1")
    .update(`${stream.namespace ?? ""}&airbyte&${stream.name}`)
    .digest("hex")
    .slice(0, 3);
  return withSuffix(name, attempt === 0 ? `_${hash}` : `_${hash}_${attempt}`, maxBytes);
}
