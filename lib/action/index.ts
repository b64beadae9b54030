import "server-only";
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
  log,
});
