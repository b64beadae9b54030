import "server-only";
import { refresh, updateTag } from "next/cache";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { currentScope } from "@/lib/auth/current-session";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { buildActions } from "./build";

export type { ActionError, ActionResult } from "./build";

/** The builders of the running console's server actions. */
export const { action, publicAction } = buildActions({
  scope: currentScope,
  headers,
  publicUrl: () => env().publicUrl,
  rethrow: unstable_rethrow,
  // Of what was fetched ahead only the titles can be old, and fetching all of it again costs many requests.
  renew: (tag) => (tag === "names" ? updateTag(tag) : refresh()),
  log,
});
