import { createApiKey } from "@/lib/api-keys/service";
import type { Role } from "@/lib/auth/roles";
import { db } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";

export interface TestPerson {
  userId: string;
  /** As signed in. */
  scope: Scope;
  /** Makes a key of the person's. */
  makeKey(options?: { durationHours?: number; now?: Date }): Promise<{ id: string; key: string }>;
}

/** A new member of the workspace. */
export async function addPerson(
  workspaceId: string,
  { role = "owner", name = "jane", tags = [] }: { role?: Role; name?: string; tags?: string[] } = {},
): Promise<TestPerson> {
  const members = { create: { workspaceId, role, tags } };
  const email = `${name}@${crypto.randomUUID()}.example`;
  const { id } = await db().user.create({ data: { name, email, passwordHash: "never verified", members } });
  const scope: Scope = { workspaceId, actor: { kind: "user", id, role } };
  return {
    userId: id,
    scope,
    makeKey: ({ durationHours = 24, now = new Date() } = {}) =>
      createApiKey(scope, { name: "nightly", durationHours }, now),
  };
}
