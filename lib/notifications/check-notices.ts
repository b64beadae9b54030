import type { Prisma } from "@/lib/db";
import { storeNotices, type StoredDelivery } from "./outbox";
import { checkWords } from "./words";

/** A source or destination as it was before the check. */
export interface CheckedActor {
  id: string;
  workspaceId: string;
  name: string;
  checkedAt: Date | null;
  checkError: string | null;
}

/**
 * Puts into the outbox that a source or destination which had passed its check has failed it, in the transaction that
 * keeps the outcome. Once until it has passed again.
 */
export async function noteFailedCheck(
  tx: Prisma.TransactionClient,
  what: "source" | "destination",
  { id, workspaceId, name, checkedAt, checkError }: CheckedActor,
): Promise<StoredDelivery[]> {
  if (checkedAt === null || checkError !== null) return [];
  const workspace = await tx.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { id: true, name: true },
  });
  const event = "check.failed" as const;
  const notice = {
    version: 1 as const,
    event,
    occasion: `${event}:${id}:${checkedAt.toISOString()}`,
    at: new Date().toISOString(),
    ...checkWords(what, name, checkedAt),
    workspace,
    connection: null,
    run: null,
    trouble: null,
    path: `/${what}s/${id}`,
  };
  return storeNotices(tx, { workspaceId, happened: [[notice]] });
}
