import type { z } from "zod";
import { recordAudit } from "@/lib/audit/service";
import { authenticate } from "@/lib/auth/credentials";
import { hashPassword } from "@/lib/auth/password";
import type { Role } from "@/lib/auth/roles";
import { db, type Prisma } from "@/lib/db";
import { AppError, ConflictError } from "@/lib/errors";
import { joinAsNewInput, joinWithAccountInput } from "./schema";
import { hashOfToken } from "./token";

/** Where a link leads. "gone": there is no such link. */
export type InvitationState = "open" | "used" | "expired" | "revoked" | "gone";

export interface InvitationFacts {
  state: "open";
  workspace: { id: string; name: string };
  role: Role;
  /** Whom it is for; null: whoever has the link. */
  email: string | null;
}

/** What the page of a link shows: of a link that leads nowhere only why. */
export async function readInvitation(
  token: string,
  now = new Date(),
): Promise<InvitationFacts | { state: Exclude<InvitationState, "open"> }> {
  const found = await findInvitation(db(), token);
  const state = stateOf(found, now);
  if (!found || state !== "open") return { state: state === "open" ? "gone" : state };
  const { workspace, role, email } = found;
  return { state, workspace, role, email };
}

/** Whether a person is a member of the workspace that a link leads to. */
export async function isMemberOf(workspaceId: string, userId: string): Promise<boolean> {
  return (await db().member.count({ where: { workspaceId, userId } })) > 0;
}

/**
 * Makes an account and a member of it through a link. A link makes one member: of two at the same moment one gets a
 * `conflict`. An address that has an account already is a `conflict` too, and the link stays open.
 */
export async function joinAsNew(
  input: z.input<typeof joinAsNewInput>,
  now = new Date(),
): Promise<{ email: string }> {
  const { token, password, ...person } = joinAsNewInput.parse(input);
  await refuseUnlessOpen(token, now);
  const passwordHash = await hashPassword(password);
  await db().$transaction(async (transaction) => {
    const invitation = await claim(transaction, token, person.email, now);
    if ((await transaction.user.count({ where: { email: person.email } })) > 0) throw accountExists();
    const { id } = await transaction.user.create({ data: { ...person, passwordHash } }).catch(rejectTaken);
    await join(transaction, invitation, { id, name: person.name });
  });
  return { email: person.email };
}

/** Joins with an account, by its password; failed attempts count towards the lock-out as those of the sign-in do. */
export async function joinWithAccount(
  input: z.input<typeof joinWithAccountInput>,
  address: string | undefined,
  now = new Date(),
): Promise<{ email: string }> {
  const { token, email, password } = joinWithAccountInput.parse(input);
  await refuseUnlessOpen(token, now);
  const user = await authenticate({ email, password }, address);
  await joinAsUser(user.id, token, now);
  return { email: user.email };
}

/** Joins as somebody who has proven who they are. A member of the workspace gets a `conflict`, and the link stays open. */
export async function joinAsUser(userId: string, token: string, now = new Date()): Promise<void> {
  const { id, name, email } = await db().user.findUniqueOrThrow({ where: { id: userId } });
  await db().$transaction(async (transaction) => {
    const invitation = await claim(transaction, token, email, now);
    const { id: workspaceId } = invitation.workspace;
    if ((await transaction.member.count({ where: { workspaceId, userId } })) > 0) {
      throw new ConflictError(`You are a member of ${invitation.workspace.name} already.`);
    }
    await join(transaction, invitation, { id, name });
  });
}

const included = { workspace: { select: { id: true, name: true } } } as const;

function findInvitation(client: Prisma.TransactionClient, token: string) {
  return client.invitation.findUnique({ where: { tokenHash: hashOfToken(token) }, include: included });
}

type Found = NonNullable<Awaited<ReturnType<typeof findInvitation>>>;

function stateOf(found: Found | null, now: Date): InvitationState {
  if (!found) return "gone";
  if (found.acceptedAt) return "used";
  if (found.revokedAt) return "revoked";
  return found.expiresAt > now ? "open" : "expired";
}

/** Throws before the work is done that a link which leads nowhere is not worth. */
async function refuseUnlessOpen(token: string, now: Date): Promise<void> {
  const state = stateOf(await findInvitation(db(), token), now);
  if (state !== "open") throw notOpen(state);
}

/** Uses the link up, if the rest of the transaction comes to its end. Whoever comes second waits, and is refused. */
async function claim(
  transaction: Prisma.TransactionClient,
  token: string,
  email: string,
  now: Date,
): Promise<Found> {
  const { count } = await transaction.invitation.updateMany({
    where: { tokenHash: hashOfToken(token), acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    data: { acceptedAt: now },
  });
  const found = await findInvitation(transaction, token);
  if (count === 0 || !found) throw notOpen(stateOf(found, now));
  if (found.email !== null && found.email !== email) throw notMeant(found.email);
  return found;
}

async function join(
  transaction: Prisma.TransactionClient,
  { id: invitationId, workspace, role }: Found,
  { id: userId, name }: { id: string; name: string },
): Promise<void> {
  const { id: workspaceId } = workspace;
  await transaction.invitation.update({ where: { id: invitationId }, data: { acceptedBy: userId } });
  await transaction.member.create({ data: { workspaceId, userId, role } });
  const scope = { workspaceId, actor: { kind: "user", id: userId, role } } as const;
  const facts = { name, role, invitation: invitationId };
  await recordAudit(scope, { action: "member.joined", subject: userId, facts }, transaction);
}

function notOpen(state: InvitationState): AppError {
  switch (state) {
    case "used":
      return new ConflictError("This invitation was used already. Ask for another.");
    case "expired":
      return new ConflictError("This invitation has expired. Ask for another.");
    case "revoked":
      return new ConflictError("This invitation was revoked. Ask for another.");
    case "open":
    case "gone":
      return new AppError("not_found", "There is no such invitation. Check that the whole link was copied.");
  }
}

function notMeant(email: string): AppError {
  const message = `This invitation is for ${email}. Join with that address, or ask for another.`;
  return new AppError("forbidden", message, { issues: [{ path: ["email"], message }] });
}

function accountExists(): AppError {
  const message = "There is an account with this address. Choose “I have an account” and join with it.";
  return new AppError("conflict", message, { issues: [{ path: ["email"], message }] });
}

/** Two links used with one new address at the same moment. */
function rejectTaken(error: unknown): never {
  if (error instanceof Error && "code" in error && error.code === "P2002") throw accountExists();
  throw error;
}
