import { db, type Prisma, type Workspace } from "@/lib/db";
import { env } from "@/lib/env";
import { NotFoundError } from "@/lib/errors";
import { defaultPolicy } from "@/lib/governance/default-policy";
import type { Scope } from "./scope";
import { workspaceChanges, type WorkspaceChanges } from "./schema";

/** Serialises the few statements that make the first workspace and the first owner, over all processes. */
const firstStartLock = 5_170_001;

type Transaction = Prisma.TransactionClient;

/**
 * Runs `work` in a transaction of which there is only one at a time, over all processes: for what must happen once
 * in an installation's life.
 */
export function withFirstStartLock<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return db().$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${firstStartLock}::bigint)`;
    return work(transaction);
  });
}

/** The first workspace, made where there is none. May be called at every start and from several processes. */
export async function ensureWorkspace(): Promise<Workspace> {
  return withFirstStartLock(ensureWorkspaceIn);
}

/** The same within `withFirstStartLock`. */
export async function ensureWorkspaceIn(transaction: Transaction): Promise<Workspace> {
  const first = await transaction.workspace.findFirst({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  return first ?? transaction.workspace.create({ data: newWorkspace() });
}

function newWorkspace(): Prisma.WorkspaceCreateInput {
  return {
    name: "Default",
    requiresWriteAuthentication: env().SLUICE_REQUIRE_WRITE_AUTH,
    policies: { create: { ...defaultPolicy, position: 0 } },
  };
}

/** The scope's own workspace. */
export async function getWorkspace(scope: Scope): Promise<Workspace> {
  const workspace = await db().workspace.findUnique({ where: { id: scope.workspaceId } });
  if (!workspace) throw new NotFoundError("workspace", scope.workspaceId);
  return workspace;
}

/** What is absent stays as it is. */
export async function updateWorkspace(scope: Scope, input: WorkspaceChanges): Promise<Workspace> {
  const data = workspaceChanges.parse(input);
  return db().workspace.update({ where: { id: scope.workspaceId }, data });
}
