import type { MapperSecrets } from "./mappers";
import type { Shaper, StreamShape } from "./types";

/** A function of the shape. ConfigError where a secret that a mapper needs is missing or unusable. */
export function compileShape(_shape: StreamShape, _secrets: MapperSecrets): Shaper {
  throw new Error("Shaping is not written yet.");
}
