import { recordAudit } from "@/lib/audit/service";
import type { Role } from "@/lib/auth/roles";
import { db, pool, type Prisma } from "@/lib/db";
import { AppError, ConflictError, NotFoundError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import { refusalOfRemoval, refusalOfRole, rolesToInvite } from "./rules";
import type { MembershipView } from "./schema";

interface Row {
  user_id: string;
  name: string;
  email: string;
  role: Role;
  joined_at: Date;
  key_count: number;
  last_key_use_at: Date | null;
}

/** The workspace's members by their names, with what their keys did. In one query. */
export async function listMemberships({ workspaceId }: Scope, now = new Date()): Promise<MembershipView[]> {
  return queryMemberships([workspaceId, now, null]);
}

/** One of them. Throws `not_found` for whoever is no member. */
export async function getMembership(
  { workspaceId }: Scope,
  userId: string,
  now = new Date(),
): Promise<MembershipView> {
  const [member] = await queryMemberships([workspaceId, now, userId]);
  if (!member) throw new NotFoundError("member", userId);
  return member;
}

/**
 * Gives a member another role; it counts from the member's next request on. Throws `forbidden` by the rules of
 * `rules.ts`, and `conflict` where the workspace would be left without an owner. What the member has invited others to
 * and could no longer invite to is revoked. May be repeated.
 */
export async function changeRole(scope: Scope, userId: string, role: Role): Promise<void> {
  await withMembersLocked(scope, async (transaction) => {
    const { own, member } = await readPair(transaction, scope, userId);
    const refusal = refusalOfRole({ own, target: member.role, isSelf: isSelf(scope, userId) }, role);
    if (refusal !== null) throw new AppError("forbidden", refusal);
    if (member.role === role) return;
    if (role !== "owner") await refuseLastOwner(transaction, member);
    const { workspaceId } = scope;
    await transaction.member.update({
      where: { workspaceId_userId: { workspaceId, userId } },
      data: { role },
    });
    await revokeInvitationsOf(transaction, scope, userId, rolesToInvite(role));
    const facts = { name: member.user.name, from: member.role, to: role };
    await recordAudit(scope, { action: "member.role_changed", subject: userId, facts }, transaction);
  });
}

/**
 * Takes a member out of the workspace: their keys here are revoked, their open invitations too, and all their sessions
 * end, with the same transaction. The account stays, so that another invitation can take it in again. Throws as
 * `changeRole` does.
 */
export async function removeMember(scope: Scope, userId: string, now = new Date()): Promise<void> {
  const { workspaceId } = scope;
  await withMembersLocked(scope, async (transaction) => {
    const { own, member } = await readPair(transaction, scope, userId);
    const refusal = refusalOfRemoval({ own, target: member.role, isSelf: isSelf(scope, userId) });
    if (refusal !== null) throw new AppError("forbidden", refusal);
    await refuseLastOwner(transaction, member);
    const revoked = await transaction.apiKey.updateMany({
      where: { workspaceId, userId, revokedAt: null },
      data: { revokedAt: now },
    });
    await revokeInvitationsOf(transaction, scope, userId, []);
    await transaction.member.delete({ where: { workspaceId_userId: { workspaceId, userId } } });
    await transaction.user.update({ where: { id: userId }, data: { sessionEpoch: { increment: 1 } } });
    const { name, email } = member.user;
    const facts = { name, email, role: member.role, keysRevoked: revoked.count };
    await recordAudit(scope, { action: "member.removed", subject: userId, facts }, transaction);
  });
}

/** One change of a workspace's members after the other, so that no two together leave it without an owner. */
async function withMembersLocked<T>(
  { workspaceId }: Scope,
  work: (transaction: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  return db().$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT 1 FROM workspace WHERE id = ${workspaceId}::uuid FOR UPDATE`;
    return work(transaction);
  });
}

interface StoredMember {
  workspaceId: string;
  role: Role;
  user: { name: string; email: string };
}

/** The member, and the present role of the one who asks: the scope's may have changed a moment ago. */
async function readPair(
  transaction: Prisma.TransactionClient,
  { workspaceId, actor }: Scope,
  userId: string,
): Promise<{ own: Role; member: StoredMember }> {
  const member = await transaction.member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId } },
    select: { workspaceId: true, role: true, user: { select: { name: true, email: true } } },
  });
  if (!member) throw new NotFoundError("member", userId);
  if (actor.kind !== "user") return { own: "owner", member };
  const asking = await transaction.member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId: actor.id } },
    select: { role: true },
  });
  if (!asking) throw new AppError("forbidden", "You are no member of this workspace any more.");
  return { own: asking.role, member };
}

async function refuseLastOwner(
  transaction: Prisma.TransactionClient,
  { workspaceId, role, user }: StoredMember,
): Promise<void> {
  if (role !== "owner") return;
  const owners = await transaction.member.count({ where: { workspaceId, role: "owner" } });
  if (owners > 1) return;
  throw new ConflictError(
    `${user.name} is the last owner of this workspace. Make another member an owner first.`,
  );
}

/** Else somebody who has kept a link could let themself in again, or higher. */
async function revokeInvitationsOf(
  transaction: Prisma.TransactionClient,
  { workspaceId }: Scope,
  userId: string,
  stillAllowed: Role[],
): Promise<void> {
  await transaction.invitation.updateMany({
    where: {
      workspaceId,
      createdBy: { path: ["id"], equals: userId },
      role: { notIn: stillAllowed },
      acceptedAt: null,
      revokedAt: null,
    },
    data: { revokedAt: new Date() },
  });
}

function isSelf({ actor }: Scope, userId: string): boolean {
  return actor.kind === "user" && actor.id === userId;
}

async function queryMemberships(
  parameters: [workspaceId: string, now: Date, userId: string | null],
): Promise<MembershipView[]> {
  const { rows } = await pool().query<Row>(
    `SELECT member.user_id, person.name, person.email, member.role, member.joined_at,
            coalesce(keys.good, 0)::int AS key_count, keys.last_use AS last_key_use_at
       FROM member JOIN "user" person ON person.id = member.user_id
       LEFT JOIN LATERAL (
         SELECT count(*) FILTER (WHERE revoked_at IS NULL AND expires_at > $2) AS good, max(last_used_at) AS last_use
           FROM api_key WHERE api_key.workspace_id = member.workspace_id AND api_key.user_id = member.user_id
       ) keys ON true
      WHERE member.workspace_id = $1 AND ($3::uuid IS NULL OR member.user_id = $3::uuid)
      ORDER BY lower(person.name), member.user_id`,
    parameters,
  );
  return rows.map((row) => ({
    userId: row.user_id,
    name: row.name,
    email: row.email,
    role: row.role,
    joinedAt: row.joined_at,
    keyCount: row.key_count,
    lastKeyUseAt: row.last_key_use_at,
  }));
}
