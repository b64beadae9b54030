import { recordAudit } from "@/lib/audit/service";
import { db, type Prisma, type Workspace } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import type { Scope } from "./scope";
import { workspaceInput, type WorkspaceInput } from "./schema";

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
  return first ?? (await transaction.workspace.create({ data: { name: "Default" } }));
}

/** The scope's own workspace. */
export async function getWorkspace(scope: Scope): Promise<Workspace> {
  const workspace = await db().workspace.findUnique({ where: { id: scope.workspaceId } });
  if (!workspace) throw new NotFoundError("workspace", scope.workspaceId);
  return workspace;
}

export async function renameWorkspace(scope: Scope, input: WorkspaceInput): Promise<Workspace> {
  const { name } = workspaceInput.parse(input);
  const workspace = await db().workspace.update({ where: { id: scope.workspaceId }, data: { name } });
  await recordAudit(scope, { action: "workspace.renamed", subject: workspace.id, facts: { name } });
  return workspace;
}
