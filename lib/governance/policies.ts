import { db } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";
import { policiesInput, type PoliciesInput, type Policy } from "./policy-schema";

/** The workspace's policies, in the order that its owner gave them. In one query. */
export async function listPolicies({ workspaceId }: Pick<Scope, "workspaceId">): Promise<Policy[]> {
  return db().writePolicy.findMany({
    where: { workspaceId },
    select: { name: true, subjects: true, predicates: true, paths: true, allow: true },
    orderBy: { position: "asc" },
  });
}

/** Replaces all policies of the workspace; they count from the next decision on. May be repeated. */
export async function replacePolicies(scope: Scope, input: PoliciesInput): Promise<Policy[]> {
  const { policies } = policiesInput.parse(input);
  const { workspaceId } = scope;
  await db().$transaction(async (transaction) => {
    // Of two at the same moment one waits, and its list is the whole list.
    await transaction.$executeRaw`SELECT 1 FROM workspace WHERE id = ${workspaceId}::uuid FOR UPDATE`;
    await transaction.writePolicy.deleteMany({ where: { workspaceId } });
    await transaction.writePolicy.createMany({
      data: policies.map((policy, position) => ({ ...policy, workspaceId, position })),
    });
  });
  return policies;
}
