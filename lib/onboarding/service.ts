import { db, pool } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { loadingKinds } from "@/lib/runs/kinds";
import type { Scope } from "@/lib/workspaces/scope";
import type { Onboarding } from "./schema";

export { startDemo } from "@/lib/demo/service";

const oldest = { orderBy: { createdAt: "asc" }, select: { id: true } } as const;

export async function describeOnboarding({ workspaceId }: Scope): Promise<Onboarding> {
  const where = { workspaceId };
  const [sources, destinations, connections, verifiedRuns, ...firsts] = await Promise.all([
    db().source.count({ where }),
    db().destination.count({ where }),
    db().connection.count({ where }),
    db().run.count({ where: { ...where, status: "succeeded", kind: { in: loadingKinds } } }),
    db().source.findFirst({ where, ...oldest }),
    db().destination.findFirst({ where, ...oldest }),
    db().connection.findFirst({ where, ...oldest }),
  ]);
  const [source, destination, connection] = firsts;
  return {
    sources,
    destinations,
    connections,
    verifiedRuns,
    firstSourceId: source?.id ?? null,
    firstDestinationId: destination?.id ?? null,
    firstConnectionId: connection?.id ?? null,
  };
}

/**
 * Whether the way in stands in the rail: until the workspace has a verified sync, or the person has dismissed it. For
 * every page.
 */
export async function showsOnboarding({ workspaceId, actor }: Scope): Promise<boolean> {
  if (actor.kind !== "user") return false;
  const { rows } = await pool().query<{ shows: boolean }>(
    `SELECT NOT EXISTS (
              SELECT FROM run WHERE workspace_id = $1 AND status = 'succeeded' AND kind = ANY ($3::run_kind[])
            ) AS shows
       FROM member WHERE workspace_id = $1 AND user_id = $2 AND NOT hides_onboarding`,
    [workspaceId, actor.id, loadingKinds],
  );
  return rows[0]?.shows ?? false;
}

export async function isOnboardingHidden({ workspaceId, actor }: Scope): Promise<boolean> {
  if (actor.kind !== "user") return true;
  const member = await db().member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId: actor.id } },
    select: { hidesOnboarding: true },
  });
  return member?.hidesOnboarding ?? true;
}

/** For this person alone, as a theme is: nothing of the workspace changes, so that the audit log has nothing of it. */
export async function setOnboardingHidden({ workspaceId, actor }: Scope, isHidden: boolean): Promise<void> {
  if (actor.kind !== "user") throw new AppError("forbidden", "Only a person has a rail to hide this from.");
  await db().member.updateMany({
    where: { workspaceId, userId: actor.id },
    data: { hidesOnboarding: isHidden },
  });
}
