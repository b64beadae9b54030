import { runtime } from "@/lib/runtime";
import type { Trouble } from "@/lib/runtime/trouble";

/** Why the console's own parts are not well, for the foot of the rail. The database has just answered if a page is drawn. */
export async function listTroubles(): Promise<Trouble[]> {
  const parts = await runtime().health();
  return Object.values(parts).filter((trouble) => trouble !== null);
}
