import { recordAudit } from "@/lib/audit/service";
import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError, ConflictError, NotFoundError } from "@/lib/errors";
import { rolesToInvite } from "@/lib/members/rules";
import { registerSecret } from "@/lib/secrets/redact";
import type { Actor, Scope } from "@/lib/workspaces/scope";
import { invitationInput, type CreatedInvitation, type InvitationInput, type InvitationView } from "./schema";
import { generateToken, hashOfToken } from "./token";

const dayMs = 24 * 3_600_000;
const shown = {
  id: true,
  role: true,
  email: true,
  createdBy: true,
  createdAt: true,
  expiresAt: true,
} as const;

/** Makes a link by which one person becomes a member. It is in the answer and nowhere else. Only owners invite owners. */
export async function createInvitation(
  scope: Scope,
  input: InvitationInput,
  now = new Date(),
): Promise<CreatedInvitation> {
  const { role, email, days } = invitationInput.parse(input);
  const { workspaceId, actor } = scope;
  if (actor.kind === "user" && !rolesToInvite(actor.role).includes(role)) {
    throw new AppError("forbidden", "Only an owner invites an owner.");
  }
  if (email) await refuseMember(workspaceId, email);
  const token = generateToken();
  registerSecret(token);
  const expiresAt = new Date(now.getTime() + days * dayMs);
  const data = { workspaceId, role, email: email ?? null, createdAt: now, expiresAt };
  return db().$transaction(async (transaction) => {
    const stored = await transaction.invitation.create({
      data: { ...data, tokenHash: hashOfToken(token), createdBy: { ...actor } },
      select: shown,
    });
    const facts = { role, email: email ?? null, expiresAt: expiresAt.toISOString() };
    await recordAudit(scope, { action: "invitation.created", subject: stored.id, facts }, transaction);
    const [view] = await withNames(scope, [stored]);
    if (!view) throw new Error("An invitation was lost between two lines.");
    return { ...view, url: `${env().publicUrl}/join/${token}` };
  });
}

/** The workspace's links that still lead somewhere, newest first. */
export async function listInvitations(scope: Scope, now = new Date()): Promise<InvitationView[]> {
  const stored = await db().invitation.findMany({
    where: { workspaceId: scope.workspaceId, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    select: shown,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return withNames(scope, stored);
}

/** Ends a link at once. May be repeated; one that was used is a `conflict`: remove the member instead. */
export async function revokeInvitation(scope: Scope, id: string, now = new Date()): Promise<void> {
  const where = { id, workspaceId: scope.workspaceId };
  const { count } = await db().invitation.updateMany({
    where: { ...where, acceptedAt: null, revokedAt: null },
    data: { revokedAt: now },
  });
  if (count > 0) return recordAudit(scope, { action: "invitation.revoked", subject: id });
  const invitation = await db().invitation.findFirst({ where, select: { acceptedAt: true } });
  if (!invitation) throw new NotFoundError("invitation", id);
  if (invitation.acceptedAt) {
    throw new ConflictError("Somebody has joined with this link already. Remove the member instead.");
  }
}

async function refuseMember(workspaceId: string, email: string): Promise<void> {
  if ((await db().member.count({ where: { workspaceId, user: { email } } })) === 0) return;
  throw new AppError("conflict", `${email} is a member already.`, {
    issues: [{ path: ["email"], message: "This person is a member already." }],
  });
}

type Stored = Omit<InvitationView, "invitedBy"> & { createdBy: unknown };

async function withNames({ workspaceId }: Scope, stored: Stored[]): Promise<InvitationView[]> {
  const idOf = ({ createdBy }: Stored) => {
    const actor = createdBy as Actor;
    return actor.kind === "user" ? actor.id : "";
  };
  const ids = [...new Set(stored.map(idOf).filter((id) => id !== ""))];
  const people = await db().user.findMany({
    where: { id: { in: ids }, members: { some: { workspaceId } } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(people.map(({ id, name }) => [id, name]));
  return stored.map((invitation) => {
    const { id, role, email, createdAt, expiresAt } = invitation;
    return { id, role, email, createdAt, expiresAt, invitedBy: nameOf.get(idOf(invitation)) ?? null };
  });
}
