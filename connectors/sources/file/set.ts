import { createPathFilter } from "@/connectors/sdk/files/set/glob";
import type { FileSet } from "@/connectors/sdk/files/set/list";
import type { FileConfig } from "./config";
import { formatOf } from "./format";
import type { Target } from "./location";
import { keyOf } from "./repeatable";

/** All files that the glob matches, as one stream. */
export function fileSetOf(config: FileConfig, target: Extract<Target, { kind: "many" }>): FileSet {
  const { storage, glob } = target;
  return {
    storage,
    filter: createPathFilter([glob]),
    globs: [glob],
    startMs: null,
    format: formatOf(config, { isOfMany: true }),
    reads: keyOf(config, target),
  };
}
