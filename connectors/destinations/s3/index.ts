import { defineDestination } from "@/connectors/sdk";
import { encodingsFor } from "@/connectors/sdk/files/write/open-blocks";
import { nativeTypes } from "@/connectors/sdk/files/write/values";
import { checkDestination } from "./check";
import { formatOf, spec } from "./config";
import { finish } from "./finish";
import { countObjects, measure } from "./count";
import { previewObjects } from "./preview";
import { states } from "./states";
import { clear, explain } from "./streams";
import { openWriter } from "./writer";

/** CSV, JSONL and Parquet objects: rows wait in uploads up to each checkpoint, and completing these makes them visible. */
export const s3Destination = defineDestination({
  spec,
  capabilities: {
    exactlyOnce: true,
    modes: ["append", "overwrite"],
    history: false,
    softDeletes: false,
    keepsGenerations: false,
    dedupedChildren: false,
    identifiers: { maxBytes: 200, case: "keep", foldsCase: true, style: "file" },
    types: nativeTypes,
  },
  locations: () => ({ namespace: "default", rawNamespace: null }),
  encodings: (config, plan) => encodingsFor(formatOf(config), plan),
  check: checkDestination,
  open: openWriter,
  finish,
  measure,
  count: countObjects,
  preview: previewObjects,
  explain,
  clear,
  states,
});
