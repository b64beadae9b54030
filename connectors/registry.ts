import type { Destination, Source, Spec } from "./sdk";

/** What lists and pickers show of a connector without loading it; a test holds it against the connector's spec. */
export type ConnectorFacts = Pick<
  Spec<unknown>,
  "kind" | "id" | "definitionId" | "title" | "summary" | "icon"
>;

interface SourceEntry extends ConnectorFacts {
  kind: "source";
  load(): Promise<Source<unknown>>;
}

interface DestinationEntry extends ConnectorFacts {
  kind: "destination";
  load(): Promise<Destination<unknown>>;
}

// A connector's config type is known only inside it; its own spec.parse stands before every use.
const asSource = (source: unknown) => source as Source<unknown>;
const asDestination = (destination: unknown) => destination as Destination<unknown>;

export const sources: SourceEntry[] = [
  {
    kind: "source",
    id: "postgres",
    definitionId: "decd338e-5647-4c0b-adf4-da0e75f5a750",
    title: "PostgreSQL",
    summary: "Reads tables and views of a PostgreSQL database.",
    icon: "postgresql",
    load: async () => asSource((await import("./sources/postgres")).postgresSource),
  },
  {
    kind: "source",
    id: "mysql",
    definitionId: "435bb9a5-7887-4809-aa58-28c27df0d7ad",
    title: "MySQL",
    summary: "Reads tables and views of a MySQL or MariaDB database.",
    icon: "mysql",
    load: async () => asSource((await import("./sources/mysql")).mysqlSource),
  },
  {
    kind: "source",
    id: "duckdb",
    definitionId: "3b6d0c1e-7f52-4c8a-9d0e-5e1f8a2b4c67",
    title: "DuckDB",
    summary: "Reads tables, views and queries of a DuckDB file in the folder for local files.",
    icon: "duckdb",
    load: async () => asSource((await import("./sources/duckdb")).duckdbSource),
  },
  {
    kind: "source",
    id: "file",
    definitionId: "778daa7c-feaf-4db6-96f3-70fd645acc77",
    title: "File (CSV, JSON, JSONL, Parquet)",
    summary: "Reads CSV, JSON, JSONL and Parquet files: local ones, over HTTP, or of a bucket.",
    load: async () => asSource((await import("./sources/file")).fileSource),
  },
  {
    kind: "source",
    id: "s3",
    definitionId: "69589781-7828-43c5-9f63-8925b1c1ccc2",
    title: "S3 (CSV, JSONL, Parquet)",
    summary: "Reads CSV, JSONL and Parquet objects of a bucket, new ones by their time of change.",
    load: async () => asSource((await import("./sources/s3")).s3Source),
  },
  {
    kind: "source",
    id: "pulsar",
    definitionId: "0d8f4c5e-6a0b-4f6e-9d35-7b1f2c9a8e41",
    title: "Pulsar",
    summary: "Reads topics of Apache Pulsar by their schemas, new messages by their ids.",
    icon: "apachepulsar",
    load: async () => asSource((await import("./sources/pulsar")).pulsarSource),
  },
  {
    kind: "source",
    id: "sample",
    definitionId: "dfd88b22-b603-4c3d-aad7-3701784586b1",
    title: "Sample data",
    summary: "Generates users, products and purchases, the same for the same seed.",
    load: async () => asSource((await import("./sources/sample")).sampleSource),
  },
];

export const destinations: DestinationEntry[] = [
  {
    kind: "destination",
    id: "postgres",
    definitionId: "25c5221d-dce2-4163-ade9-739ef790f503",
    title: "PostgreSQL",
    summary: "Writes tables of a PostgreSQL database, in one transaction with its checkpoints.",
    icon: "postgresql",
    load: async () => asDestination((await import("./destinations/postgres")).postgresDestination),
  },
  {
    kind: "destination",
    id: "mysql",
    definitionId: "ca81ee7c-3163-4246-af40-094cc31e5e42",
    title: "MySQL",
    summary: "Writes tables of a MySQL or MariaDB database, in one transaction with its checkpoints.",
    icon: "mysql",
    load: async () => asDestination((await import("./destinations/mysql")).mysqlDestination),
  },
  {
    kind: "destination",
    id: "duckdb",
    definitionId: "94bd199c-2ff0-4aa2-b98e-17f0acb72610",
    title: "DuckDB",
    summary: "Writes tables of a DuckDB file in the folder for local files.",
    icon: "duckdb",
    load: async () => asDestination((await import("./destinations/duckdb")).duckdbDestination),
  },
  {
    kind: "destination",
    id: "local-files",
    definitionId: "a625d593-bba5-4a1c-a53d-2d246268a816",
    title: "Local files (CSV, JSONL, Parquet)",
    summary: "Writes one CSV, JSONL or Parquet file for each stream.",
    load: async () => asDestination((await import("./destinations/local-files")).localFilesDestination),
  },
  {
    kind: "destination",
    id: "s3",
    definitionId: "4816b78f-1489-44c1-9060-4b19d5fa9362",
    title: "S3 (CSV, JSONL, Parquet)",
    summary: "Writes CSV, JSONL or Parquet objects into a bucket, visible when a run is complete.",
    load: async () => asDestination((await import("./destinations/s3")).s3Destination),
  },
  {
    kind: "destination",
    id: "pulsar",
    definitionId: "2340cbba-358e-11ec-8d3d-0242ac130203",
    title: "Pulsar",
    summary: "Writes typed records with a schema to topics of Apache Pulsar.",
    icon: "apachepulsar",
    load: async () => asDestination((await import("./destinations/pulsar")).pulsarDestination),
  },
];

/** By id or by definition id. */
export function findSource(idOrDefinitionId: string): SourceEntry | undefined {
  return sources.find((entry) => entry.id === idOrDefinitionId || entry.definitionId === idOrDefinitionId);
}

/** By id or by definition id. */
export function findDestination(idOrDefinitionId: string): DestinationEntry | undefined {
  return destinations.find(
    (entry) => entry.id === idOrDefinitionId || entry.definitionId === idOrDefinitionId,
  );
}
