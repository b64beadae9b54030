import { compileShape } from "@/lib/normalization/shape/compile-shape";
import type { MapperSecrets } from "@/lib/normalization/shape/mappers";
import type { Shaper, StreamShape } from "@/lib/normalization/shape/types";

/** Where the rows of one stream of a feed go. */
export interface Route {
  /** The writer's stream that takes them; the children that a shaper makes follow it. */
  output: number;
  shaper: Shaper | null;
}

/** By the feed's streams. A feed writes, for each of its streams in their order, all outputs of its shape. */
export function planRoutes(shapes: (StreamShape | null)[], secrets: MapperSecrets): Route[] {
  let output = 0;
  return shapes.map((shape) => {
    const route = { output, shaper: shape && compileShape(shape, secrets) };
    output += shape?.outputs.length ?? 1;
    return route;
  });
}
