import { recordAudit } from "@/lib/audit/service";
import { db } from "@/lib/db";
import { NotFoundError, StaleError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import { policiesInput, type PoliciesInput, type Policy, type PolicyList } from "./policy-schema";

const inOrder = {
  select: { name: true, subjects: true, predicates: true, paths: true, allow: true },
  orderBy: { position: "asc" },
} as const;

/** The workspace's policies, in the order that its owner gave them. In one query. */
export async function listPolicies({ workspaceId }: Pick<Scope, "workspaceId">): Promise<Policy[]> {
  return db().writePolicy.findMany({
    where: { workspaceId },
    ...inOrder,
  });
}

/** The policies with the revision that `replacePolicies` asks for. */
export async function readPolicies({ workspaceId }: Scope): Promise<PolicyList> {
  // The revision first: of a change in between it is the older one, which saving refuses, never the newer.
  const workspace = await db().workspace.findUnique({
    where: { id: workspaceId },
    select: { policiesRevision: true },
  });
  if (!workspace) throw new NotFoundError("workspace", workspaceId);
  return { policies: await listPolicies({ workspaceId }), revision: workspace.policiesRevision };
}

/**
 * Replaces all policies of the workspace; they count from the next decision on. With a `revision` that is not the present
 * one it is a `conflict` and nothing changes; without, the last one to save wins.
 */
export async function replacePolicies(scope: Scope, input: PoliciesInput): Promise<PolicyList> {
  const { policies, revision } = policiesInput.parse(input);
  const { workspaceId } = scope;
  return db().$transaction(async (transaction) => {
    // Of two at the same moment one waits, and sees what the other has made of the revision.
    const { count } = await transaction.workspace.updateMany({
      where: { id: workspaceId, ...(revision === undefined ? {} : { policiesRevision: revision }) },
      data: { policiesRevision: { increment: 1 } },
    });
    if (count === 0) throw new StaleError("list of policies");
    await transaction.writePolicy.deleteMany({ where: { workspaceId } });
    await transaction.writePolicy.createMany({
      data: policies.map((policy, position) => ({ ...policy, workspaceId, position })),
    });
    const facts = { policies: policies.map(({ name }) => name) };
    await recordAudit(scope, { action: "policies.replaced", subject: workspaceId, facts }, transaction);
    const { policiesRevision } = await transaction.workspace.findUniqueOrThrow({
      where: { id: workspaceId },
    });
    return { policies, revision: policiesRevision };
  });
}
