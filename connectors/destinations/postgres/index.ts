import { type Capabilities, defineDestination } from "@/connectors/sdk";
import { checkDestination } from "./check";
import { spec } from "./config";
import { countTable } from "./count";
import { destinationDigest } from "./digest";
import { encodingsOf } from "./encodings";
import { finishStream } from "./finish";
import { fitColumns } from "./fit-columns";
import { generationStore } from "./generations";
import { clearStream, explainStream } from "./inspect";
import { measureStream } from "./measure";
import { previewTable } from "./preview";
import { quarantineStore } from "./quarantine";
import { states } from "./states";
import { identifiers, nativeTypes } from "./values";
import { openWriter } from "./writer";

export const capabilities: Capabilities = {
  exactlyOnce: true,
  modes: ["append", "overwrite", "deduped"],
  history: true,
  softDeletes: true,
  keepsGenerations: true,
  dedupedChildren: true,
  identifiers,
  types: nativeTypes,
};

export const postgresDestination = defineDestination({
  spec,
  capabilities,
  locations: (config) => ({ namespace: config.schema, rawNamespace: config.raw_data_schema }),
  encodings: (_config, plan) => encodingsOf(plan),
  check: checkDestination,
  fitColumns,
  open: openWriter,
  finish: finishStream,
  measure: measureStream,
  count: countTable,
  preview: previewTable,
  digest: destinationDigest,
  explain: explainStream,
  clear: clearStream,
  generations: generationStore,
  quarantine: quarantineStore,
  states,
});
