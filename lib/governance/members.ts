import { z } from "zod";
import { recordAudit } from "@/lib/audit/service";
import { roles, type Role } from "@/lib/auth/roles";
import { db } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import { roleTagPrefix, subjectOf, userTagPrefix, type Subject } from "./subject";

/** They follow from who a member is; given by hand they would make one person another. */
const isGivenByHand = (tag: string) =>
  !tag.startsWith(userTagPrefix) && !roles.some((role) => tag === roleTagPrefix + role);

export const memberTagsInput = z
  .object({
    tags: z
      .array(
        z
          .string()
          .trim()
          .max(200, "Use at most 200 characters.")
          .regex(
            /^[\w.:/@-]+$/,
            "Use letters, digits and _ . : / @ - only, for example dataos:u:depot-reader.",
          )
          .refine(isGivenByHand, "Tags for the person and the role come by themselves. Choose another."),
      )
      .max(100, "Give at most 100 tags.")
      .transform((tags) => [...new Set(tags)]),
  })
  .meta({ id: "MemberTags" });

export type MemberTagsInput = z.input<typeof memberTagsInput>;

/** A member as policies see it. */
export interface MemberView {
  userId: string;
  name: string;
  email: string;
  role: Role;
  /** The member's own. */
  tags: string[];
  subject: Subject;
}

const included = { user: { select: { name: true, email: true } } } as const;

/** The workspace's members, by their names. */
export async function listMembers(scope: Scope): Promise<MemberView[]> {
  const members = await db().member.findMany({
    where: { workspaceId: scope.workspaceId },
    include: included,
    orderBy: [{ user: { name: "asc" } }, { userId: "asc" }],
  });
  return members.map(toView);
}

export async function getMember(scope: Scope, userId: string): Promise<MemberView> {
  const where = { userId, workspaceId: scope.workspaceId };
  const member = await db().member.findFirst({ where, include: included });
  if (!member) throw new NotFoundError("member", userId);
  return toView(member);
}

/** Replaces a member's own tags; they count from the next decision on. May be repeated. */
export async function setMemberTags(
  scope: Scope,
  userId: string,
  input: MemberTagsInput,
): Promise<MemberView> {
  const { tags } = memberTagsInput.parse(input);
  const where = { userId, workspaceId: scope.workspaceId };
  const { count } = await db().member.updateMany({ where, data: { tags } });
  if (count > 0)
    await recordAudit(scope, { action: "member.tags_changed", subject: userId, facts: { tags } });
  return getMember(scope, userId);
}

interface StoredMember {
  userId: string;
  role: Role;
  tags: string[];
  user: { name: string; email: string };
}

function toView({ userId, role, tags, user: { name, email } }: StoredMember): MemberView {
  return { userId, name, email, role, tags, subject: subjectOf({ userId, email, role, tags }) };
}
