import { z } from "zod";
import { env } from "@/lib/env";
import { queryInteger } from "./query";

/** The query parameters of every list. */
export const pageQuery = z.object({
  limit: queryInteger({ min: 1, max: 100 })
    .default(20)
    .meta({ override: { default: 20 } }),
  offset: queryInteger({ min: 0, max: 2 ** 31 - 1 })
    .default(0)
    .meta({ override: { default: 0 } }),
});

export type PageQuery = z.output<typeof pageQuery>;

export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ previous: z.string(), next: z.string(), data: z.array(item) });
}

/**
 * A list's answer in Airbyte's shape: whole URLs, "" where there is none. As there, `next` is named as long as the
 * page is not empty; clients read on until one is.
 */
export function pageOf<Item>(request: Request, { limit, offset }: PageQuery, data: Item[]) {
  const before = Math.max(0, offset - limit);
  return {
    previous: offset > 0 ? urlAt(request, limit, before) : "",
    next: data.length > 0 ? urlAt(request, limit, offset + limit) : "",
    data,
  };
}

/** As clients see it: the request itself names an inner host, and its path is without the base path. */
function urlAt(request: Request, limit: number, offset: number): string {
  const { pathname, search } = new URL(request.url);
  const url = new URL(env().publicUrl + pathname + search);
  url.searchParams.set("limit", String(limit));
  url.searchParams.set("offset", String(offset));
  return url.toString();
}
