import type { ConnectorKind } from "./catalogue";

export const connectorCategories = ["databases", "files", "messaging", "samples", "other"] as const;

export type ConnectorCategory = (typeof connectorCategories)[number];

/**
 * What the project's own conformance suite ran against. `server`: a real one of that kind; `machine`: what the connector
 * needs is on every machine; `nothing`: the suite was never run.
 */
export type TestedOn = { on: "server"; server: string } | { on: "machine" } | { on: "nothing" };

export interface ConnectorLabel {
  category: ConnectorCategory;
  tested: TestedOn;
}

const onServer = (server: string): TestedOn => ({ on: "server", server });
const onMachine: TestedOn = { on: "machine" };

/** By kind and id; a test derives `tested` from the connectors' own tests. */
const labels: Record<ConnectorKind, Record<string, ConnectorLabel>> = {
  source: {
    postgres: { category: "databases", tested: onServer("PostgreSQL") },
    mysql: { category: "databases", tested: onServer("MariaDB") },
    duckdb: { category: "databases", tested: onMachine },
    file: { category: "files", tested: onMachine },
    s3: { category: "files", tested: onServer("S3") },
    pulsar: { category: "messaging", tested: onServer("Pulsar") },
    sample: { category: "samples", tested: onMachine },
  },
  destination: {
    postgres: { category: "databases", tested: onServer("PostgreSQL") },
    mysql: { category: "databases", tested: onServer("MariaDB") },
    duckdb: { category: "databases", tested: onMachine },
    "local-files": { category: "files", tested: onMachine },
    s3: { category: "files", tested: onServer("S3") },
    pulsar: { category: "messaging", tested: onServer("Pulsar") },
  },
};

/** Of a connector that has no label nothing is claimed. */
export function connectorLabel(kind: ConnectorKind, id: string): ConnectorLabel {
  return labels[kind][id] ?? { category: "other", tested: { on: "nothing" } };
}
