import { db } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";

/** Whom the log can be narrowed to: members and API applications, by their names. */
export async function listActors({ workspaceId }: Scope): Promise<{ id: string; name: string }[]> {
  const [members, applications] = await Promise.all([
    db().member.findMany({
      where: { workspaceId },
      select: { userId: true, user: { select: { name: true } } },
      orderBy: { user: { name: "asc" } },
    }),
    db().application.findMany({
      where: { workspaceId },
      select: { id: true, name: true },
      orderBy: { name: "asc" },
    }),
  ]);
  return [...members.map(({ userId, user }) => ({ id: userId, name: user.name })), ...applications];
}
