import path from "node:path";
import { defineDestination } from "@/connectors/sdk";
import { checkDestination } from "./check";
import { spec } from "./config";
import { countFiles } from "./count-files";
import { finish } from "./finish";
import { previewFiles } from "./preview";
import { clear, explain, measure } from "./streams";
import { states } from "./states";
import { encodingsFor } from "@/connectors/sdk/files/write/open-blocks";
import { nativeTypes } from "@/connectors/sdk/files/write/values";
import { openWriter } from "./writer";

/** CSV, JSONL and Parquet files: rows wait in parts up to each checkpoint, and a rename makes them visible. */
export const localFilesDestination = defineDestination({
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
  exclusive: (config) =>
    `local-files:${path.posix.normalize(`${config.destination_path.replace(/^\/local(?=\/|$)/, ".")}/`)}`,
  encodings: (config, plan) => encodingsFor(config.format, plan),
  check: checkDestination,
  open: openWriter,
  finish,
  measure,
  count: countFiles,
  preview: previewFiles,
  explain,
  clear,
  states,
});
