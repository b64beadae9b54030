import type { ConnectorFacts } from "@/connectors/registry";
import type { JsonObject } from "@/connectors/sdk";
import { unknownValueError } from "@/lib/api/problem";
import { findConnector, type ConnectorKind } from "@/lib/connectors/catalogue";
import { InvalidInputError } from "@/lib/errors";

/** Airbyte's names of connectors that are called otherwise here. */
const airbyteNames: Record<ConnectorKind, Record<string, string>> = {
  source: { faker: "sample" },
  destination: { "local-json": "local-files", csv: "local-files" },
};

/**
 * The connector that a create request means: by definition id, or by the type within its configuration. Neither is
 * not understood (422); one that does not exist is an unknown value (400).
 */
export function resolveDefinition(
  kind: ConnectorKind,
  definitionId: string | undefined,
  type: unknown,
): ConnectorFacts {
  const wanted = definitionId ?? (typeof type === "string" && type !== "" ? type : undefined);
  if (wanted === undefined) {
    throw new InvalidInputError(
      `The ${kind}'s connector is not named. Send definitionId or configuration.${kind}Type.`,
    );
  }
  const facts = findConnector(kind, airbyteNames[kind][wanted] ?? wanted);
  if (!facts) throw unknownValueError(`${kind} connector`, wanted);
  return facts;
}

/** Airbyte writes a delimiter as the escape of one character: `\\u003b`. */
const escapedCharacter = /^\\u([\da-f]{4})$/i;

/**
 * A whole configuration as the connector here has it. Airbyte's CSV destination is a format of local-files; without
 * this its files would become JSONL.
 */
export function fromAirbyteConfig(type: unknown, config: JsonObject): JsonObject {
  if (type !== "csv" || "format" in config) return config;
  const { delimiter_type: choice, ...rest } = config;
  const given =
    choice !== null && typeof choice === "object" && !Array.isArray(choice) ? choice.delimiter : "";
  const code = escapedCharacter.exec(String(given))?.[1];
  const delimiter = code === undefined ? given || "," : String.fromCharCode(Number.parseInt(code, 16));
  return { ...rest, format: { format_type: "CSV", delimiter: String(delimiter) } };
}

/** Destinations whose configuration airbyte-api 1.x can read: it fails on every other `destinationType`. */
const knownToClients = new Set(
  `astra aws-datalake azure-blob-storage bigquery clickhouse convex customer-io databricks deepset dev-null duckdb
  dynamodb elasticsearch firebolt firestore gcs google-sheets hubspot milvus mongodb motherduck mssql mssql-v2 mysql
  oracle pgvector pinecone postgres pubsub qdrant redis redshift s3 s3-data-lake salesforce sftp-json snowflake
  snowflake-cortex surrealdb teradata timeplus typesense vectara weaviate yellowbrick`.split(/\s+/),
);

/**
 * What an answer adds to a destination's configuration, so that clients can read it. airbyte-api 1.x fails a whole
 * list over one configuration without a type it knows: for it, others take the shape of one it does.
 */
export function destinationTypeFields(connector: string, userAgent: string): JsonObject {
  if (knownToClients.has(connector)) return { destinationType: connector };
  if (!userAgent.startsWith("speakeasy-sdk/python 1.")) return {};
  return { destinationType: "dev-null", test_destination: { test_destination_type: "SILENT" } };
}
