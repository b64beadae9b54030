import { createPathFilter } from "@/connectors/sdk/files/set/glob";
import type { FileSet } from "@/connectors/sdk/files/set/list";
import type { FileConfig } from "./config";
import { formatOf } from "./format";
import type { Target } from "./location";

/** All files that the glob matches, as one stream. */
export function fileSetOf(config: FileConfig, { storage, glob }: Extract<Target, { kind: "many" }>): FileSet {
  return {
    storage,
    filter: createPathFilter([glob]),
    globs: [glob],
    startMs: null,
    format: formatOf(config, { isOfMany: true }),
  };
}
