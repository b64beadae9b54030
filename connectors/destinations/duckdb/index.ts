import { defineDestination } from "@/connectors/sdk";
import { checkDestination } from "./check";
import { fileIdentity } from "@/connectors/sdk/duckdb/database-file";
import { spec } from "./config";
import { destinationDigest } from "./digest";
import { countTable } from "./count";
import { fitColumns, identifiers } from "./fit-columns";
import { generationStore } from "./kept";
import { previewTable } from "./preview";
import { clear, explain, finish, measure } from "./streams";
import { quarantineStore } from "./quarantine";
import { states } from "./states";
import { encodingsOf } from "@/connectors/sdk/duckdb/tuples";
import { nativeTypes } from "@/connectors/sdk/duckdb/values";
import { openWriter } from "./writer";

/** A DuckDB file: rows and checkpoints in one transaction, loaded by column, swapped and merged by DuckDB itself. */
export const duckdbDestination = defineDestination({
  spec,
  capabilities: {
    exactlyOnce: true,
    modes: ["append", "overwrite", "deduped"],
    history: true,
    softDeletes: true,
    keepsGenerations: true,
    dedupedChildren: true,
    identifiers,
    types: nativeTypes,
  },
  locations: (config) => ({ namespace: config.schema, rawNamespace: "airbyte_internal" }),
  exclusive: (config) => fileIdentity(config.destination_path),
  encodings: (_config, plan) => encodingsOf(plan),
  check: checkDestination,
  fitColumns,
  open: openWriter,
  finish,
  measure,
  count: countTable,
  preview: previewTable,
  digest: destinationDigest,
  explain,
  clear,
  generations: generationStore,
  quarantine: quarantineStore,
  states,
});
