import { cache } from "react";
import { requireScope } from "@/lib/auth/current-session";
import { getConnection } from "@/lib/connections/queries";
import { getDestination } from "@/lib/destinations/service";
import { NotFoundError } from "@/lib/errors";
import { getMembership } from "@/lib/members/service";
import { getRun } from "@/lib/runs/queries";
import { getSource } from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";
import { orNotFound } from "./or-not-found";

/**
 * What a page's address names, read once per request. The layout of its folder asks first: it stands above `loading.tsx`,
 * so that the status of what is missing or foreign is 404. Pages ask again, since a layout is not run anew between them.
 */
export const askedConnection = asked(getConnection);
export const askedSource = asked(getSource);
export const askedDestination = asked(getDestination);
export const askedMember = asked((scope, userId) => getMembership(scope, userId));

/** A run under another connection's address is missing, too. */
export const askedRun = cache((connectionId: string, runId: string) =>
  orNotFound(
    requireScope().then(async (scope) => {
      const run = await getRun(scope, runId);
      if (run.connectionId !== connectionId) throw new NotFoundError("run", runId);
      return run;
    }),
  ),
);

function asked<T>(get: (scope: Scope, id: string) => Promise<T>): (id: string) => Promise<T> {
  return cache(async (id: string) => orNotFound(get(await requireScope(), id)));
}
