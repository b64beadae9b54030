import type { QueryClient } from "@tanstack/react-query";
import type { Change } from "@/lib/action/call";

/**
 * Takes what the cache knows of what an action has changed for old: queries whose key begins with one of its tags. What
 * is on the screen is fetched at once, unless it is left; resolves when it is there, or could not be fetched.
 */
export async function fetchChanged(queries: QueryClient, { tags, isLeft }: Change): Promise<void> {
  const changed: ReadonlySet<unknown> = new Set(tags);
  await queries.invalidateQueries({
    predicate: ({ queryKey }) => changed.has(queryKey[0]),
    refetchType: isLeft ? "none" : "active",
  });
}
