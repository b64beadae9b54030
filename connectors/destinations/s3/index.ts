import { defineDestination } from "@/connectors/sdk";
import { nativeTypes } from "@/connectors/sdk/files/write/values";
import { checkDestination } from "./check";
import { spec } from "./config";
import { finish } from "./finish";
import { clear, explain, measure } from "./streams";
import { openWriter } from "./writer";

/** CSV and JSONL objects: rows wait in uploads up to each checkpoint, and completing these makes them visible. */
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
  check: checkDestination,
  open: openWriter,
  finish,
  measure,
  explain,
  clear,
});
