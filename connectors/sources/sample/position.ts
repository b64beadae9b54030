import { z } from "zod";
import type { Position } from "@/connectors/sdk";
import { parseStoredPosition } from "@/connectors/sdk/stored-position";
import type { SampleConfig } from "./config";

/**
 * `next` is the first row not yet given, in a pass that began at `version`. Kept in the position so that a pass that
 * is resumed goes on with the same `updated_at`. `version` 0: rows never change.
 */
const positionSchema = z.object({
  seed: z.int(),
  version: z.int(),
  next: z.int().min(0),
  passed: z.boolean(),
});

export type SamplePosition = z.output<typeof positionSchema>;

/** Where reading starts; a position of another seed speaks of other rows and counts for nothing. */
export function startFrom(
  config: SampleConfig,
  position: Position | null,
  mode: "full_refresh" | "incremental",
  nowMs: number,
): SamplePosition {
  const version = config.always_updated ? nowMs : 0;
  const anew = { seed: config.seed, version, next: 0, passed: false };
  if (position === null) return anew;
  const stored = parseStoredPosition(positionSchema, position);
  if (stored.seed !== config.seed) return anew;
  if (!stored.passed) return stored;
  if (mode === "full_refresh") return stored;
  return config.always_updated ? anew : { ...stored, version, passed: false };
}
