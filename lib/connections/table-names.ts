import { z } from "zod";
import type { TableName } from "@/connectors/sdk";
import { loadDestination } from "@/lib/connectors/catalogue";
import { destinationCall } from "@/lib/destinations/service";
import { planTables } from "@/lib/normalization/tables";
import type { Scope } from "@/lib/workspaces/scope";
import { createConnectionInput } from "./schema";

export type { TableName };

const { namespaceDefinition, namespaceFormat, prefix, normalization } = createConnectionInput.shape;

export const tableNamesInput = z.object({
  destinationId: z.string(),
  namespaceDefinition,
  namespaceFormat,
  prefix,
  normalization,
  /** [namespace, name, the table's own name or ""], in the order in which they are planned; "" for no namespace. */
  streams: z.array(z.tuple([z.string(), z.string(), z.string()])),
});

export type TableNamesInput = z.input<typeof tableNamesInput>;

/** The table of each stream as a run would name it, cut and told apart by the destination's own rules; in their order. */
export async function nameTables(scope: Scope, input: TableNamesInput): Promise<TableName[]> {
  const { destinationId, streams, ...settings } = tableNamesInput.parse(input);
  const { connector: id, config } = await destinationCall(scope, destinationId);
  const connector = await loadDestination(id);
  return planTables(
    streams.map(([namespace, name, own]) => ({
      name,
      ...(namespace === "" ? {} : { namespace }),
      ...(own.trim() === "" ? {} : { destinationName: own }),
    })),
    {
      identifiers: connector.capabilities.identifiers,
      locations: connector.locations(connector.spec.parse(config)),
      namespace: { definition: settings.namespaceDefinition, format: settings.namespaceFormat },
      prefix: settings.prefix,
      normalization: settings.normalization,
    },
  );
}
