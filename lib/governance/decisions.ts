import { db } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";

export interface DecisionFilter {
  allow?: boolean;
  /** Those before this one: the id of the last that was shown. */
  before?: bigint;
  limit: number;
}

/** A decision as the audit shows it. */
export interface DecisionView {
  id: string;
  at: Date;
  /** Name and ending of the key; null where it is none of the workspace's. */
  key: { name: string; ending: string } | null;
  subject: string | null;
  predicate: string | null;
  path: string | null;
  allow: boolean;
  policy: string | null;
  reason: string | null;
  runNumber: number | null;
}

/** The workspace's decisions, newest first. */
export async function listDecisions(
  { workspaceId }: Scope,
  { allow, before, limit }: DecisionFilter,
): Promise<DecisionView[]> {
  const rows = await db().writeDecision.findMany({
    where: {
      workspaceId,
      ...(allow === undefined ? {} : { allow }),
      ...(before === undefined ? {} : { id: { lt: before } }),
    },
    orderBy: { id: "desc" },
    take: limit,
  });
  const keyIds = [...new Set(rows.flatMap(({ keyId }) => keyId ?? []))];
  const keys = await db().apiKey.findMany({
    where: { workspaceId, id: { in: keyIds } },
    select: { id: true, name: true, ending: true },
  });
  const keyOf = new Map(keys.map(({ id, name, ending }) => [id, { name, ending }]));
  return rows.map(
    ({ id, keyId, at, subject, predicate, path, allow: allowed, policy, reason, runNumber }) => ({
      ...{ id: String(id), at, subject, predicate, path, allow: allowed, policy, reason, runNumber },
      key: keyOf.get(keyId ?? "") ?? null,
    }),
  );
}
