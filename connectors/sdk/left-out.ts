import type { Context } from "./context";

/** Tables and the like that a source has but does not offer. */
export interface LeftOut {
  /** Goes on from "because": "they have no column". */
  reason: string;
  count: number;
  /** The first of them, in a stable order; there may be fewer than `count`. */
  names: string[];
}

/** How many names a source need find for one reason. */
export const namedLeftOut = 10;

/** One line of the log for each reason that is anybody's, at the level "info". For `check`, and for `discover` without a filter. */
export function logLeftOut(ctx: Context, leftOut: LeftOut[]): void {
  for (const { reason, count, names } of leftOut) {
    if (count === 0) continue;
    const shown = names.slice(0, namedLeftOut);
    const more = count - shown.length;
    ctx.log(
      "info",
      `Not offered, because ${reason}: ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`,
    );
  }
}
