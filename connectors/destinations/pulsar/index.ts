import { defineDestination } from "@/connectors/sdk";
import { checkDestination } from "./check";
import { clear } from "./clear";
import { spec } from "./config";
import { explain } from "./explain";
import { finish } from "./finish";
import { fitColumns, identifiers } from "./fit-columns";
import { count, measure } from "./measure";
import { previewTopic } from "./preview";
import { quarantineStore } from "./quarantine";
import { takesColumns } from "./records";
import { states } from "./states";
import { nativeTypes } from "./values";
import { openWriter } from "./writer";

/** Typed records with a schema; each checkpoint and its rows are one transaction, where the broker has them. */
export const pulsarDestination = defineDestination({
  spec,
  capabilities: {
    exactlyOnce: true,
    modes: ["append", "overwrite", "deduped"],
    history: false,
    softDeletes: false,
    keepsGenerations: false,
    dedupedChildren: false,
    identifiers,
    types: nativeTypes,
  },
  locations: () => ({ namespace: "default", rawNamespace: null }),
  isExactlyOnce: ({ delivery }) => delivery === "transactions",
  encodings: (config, plan) => (takesColumns(config, plan) ? ["columns"] : []),
  check: checkDestination,
  fitColumns,
  open: openWriter,
  finish,
  measure,
  count,
  preview: previewTopic,
  explain,
  clear,
  states,
  quarantine: quarantineStore,
});
