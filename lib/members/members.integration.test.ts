import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verifyKey } from "@/lib/api-keys/verify-key";
import { listAudit } from "@/lib/audit/service";
import type { Role } from "@/lib/auth/roles";
import { readSession, sessionSecret } from "@/lib/auth/session-token";
import { db } from "@/lib/db";
import { addPerson, type TestPerson } from "@/lib/governance/testing/people";
import { createInvitation, listInvitations } from "@/lib/invitations/service";
import { secretKeyFrom, setSecretKeys } from "@/lib/secrets/key";
import type { Scope } from "@/lib/workspaces/scope";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { changeRole, getMembership, listMemberships, removeMember } from "./service";

let database: ConsoleDatabase;
let workspaceId: string;
let owner: TestPerson;
beforeAll(async () => {
  setSecretKeys({ current: secretKeyFrom("the-key-of-the-members-tests-32-chars"), previous: undefined });
  database = await startConsoleDatabase();
});
beforeEach(async () => {
  await database.reset();
  workspaceId = (await db().workspace.create({ data: { name: "W" } })).id;
  owner = await addPerson(workspaceId, { name: "owner" });
});
afterAll(async () => {
  await database.stop();
  setSecretKeys(undefined);
});

const add = (role: Role, name: string = role) => addPerson(workspaceId, { role, name });
const roleOf = async ({ userId }: TestPerson) =>
  (await db().member.findFirst({ where: { workspaceId, userId } }))?.role;
const sessionOf = async ({ userId }: TestPerson) =>
  readSession(await encode({ token: { sub: userId, epoch: 0 }, secret: sessionSecret() }));
const codeOf = (code: string) => expect.objectContaining({ code });

describe("the list of members", () => {
  it("has each with role, when they joined, and what their keys did", async () => {
    const viewer = await add("viewer");
    const used = await viewer.makeKey();
    await viewer.makeKey();
    await verifyKey(used.key);
    const [first, second] = await listMemberships(owner.scope);
    expect(first).toMatchObject({ userId: owner.userId, role: "owner", keyCount: 0, lastKeyUseAt: null });
    expect(second).toMatchObject({ userId: viewer.userId, name: "viewer", role: "viewer", keyCount: 2 });
    expect(second?.lastKeyUseAt).toBeInstanceOf(Date);
    expect(await getMembership(owner.scope, viewer.userId)).toEqual(second);
  });

  it("is each workspace's own", async () => {
    const other = await db().workspace.create({ data: { name: "Other" } });
    const elsewhere: Scope = { ...owner.scope, workspaceId: other.id };
    expect(await listMemberships(elsewhere)).toEqual([]);
    await expect(getMembership(elsewhere, owner.userId)).rejects.toEqual(codeOf("not_found"));
    await expect(changeRole(elsewhere, owner.userId, "viewer")).rejects.toEqual(codeOf("not_found"));
    await expect(removeMember(elsewhere, owner.userId)).rejects.toEqual(codeOf("not_found"));
    expect(await roleOf(owner)).toBe("owner");
  });
});

describe("another role", () => {
  it("is seen by the member's session with its next request, and is in the audit log once", async () => {
    const viewer = await add("viewer");
    expect((await sessionOf(viewer))?.scope.actor).toMatchObject({ role: "viewer" });
    await changeRole(owner.scope, viewer.userId, "editor");
    await changeRole(owner.scope, viewer.userId, "editor");
    expect((await sessionOf(viewer))?.scope.actor).toMatchObject({ role: "editor" });
    expect(await listAudit(owner.scope, { action: "member.role_changed" })).toMatchObject([
      {
        actor: owner.scope.actor,
        subject: viewer.userId,
        facts: { name: "viewer", from: "viewer", to: "editor" },
      },
    ]);
  });

  it.each([
    ["admin", "viewer", "owner"],
    ["admin", "owner", "viewer"],
    ["editor", "viewer", "editor"],
    ["viewer", "editor", "viewer"],
  ] as const)("is not given by an %s to an %s who would be %s", async (own, target, next) => {
    const [asking, member] = [await add(own, "asking"), await add(target, "target")];
    await expect(changeRole(asking.scope, member.userId, next)).rejects.toEqual(codeOf("forbidden"));
    expect(await roleOf(member)).toBe(target);
  });

  it("is not what anybody gives themself to rise, and may be to step down", async () => {
    const admin = await add("admin");
    await expect(changeRole(admin.scope, admin.userId, "owner")).rejects.toThrow(/cannot raise your own/);
    await changeRole(admin.scope, admin.userId, "viewer");
    expect(await roleOf(admin)).toBe("viewer");
  });

  it("is refused to whoever has lost their own since the request began", async () => {
    const [admin, viewer] = [await add("admin"), await add("viewer")];
    await changeRole(owner.scope, admin.userId, "viewer");
    await expect(changeRole(admin.scope, viewer.userId, "editor")).rejects.toEqual(codeOf("forbidden"));
  });

  it("is not given to the last owner", async () => {
    await expect(changeRole(owner.scope, owner.userId, "admin")).rejects.toThrow(
      "owner is the last owner of this workspace. Make another member an owner first.",
    );
    const second = await add("owner", "second");
    await changeRole(second.scope, owner.userId, "admin");
    expect(await roleOf(owner)).toBe("admin");
  });

  it("leaves an owner where two owners step down, or unmake each other, at the same moment", async () => {
    for (const isEachOther of [false, true]) {
      await db().member.deleteMany();
      const [a, b] = [await add("owner", "a"), await add("owner", "b")];
      const targets = isEachOther ? [b, a] : [a, b];
      const results = await Promise.allSettled(
        [a, b].map(({ scope }, index) => changeRole(scope, targets[index]?.userId ?? "", "editor")),
      );
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(await db().member.count({ where: { workspaceId, role: "owner" } })).toBe(1);
    }
  });

  it("ends the member's open invitations to what they may no longer invite to", async () => {
    const admin = await add("admin");
    await createInvitation(admin.scope, { role: "viewer" });
    await createInvitation(owner.scope, { role: "viewer" });
    await changeRole(owner.scope, admin.userId, "editor");
    expect(await listInvitations(owner.scope)).toMatchObject([{ invitedBy: "owner" }]);
  });
});

describe("a member who is removed", () => {
  it("is out at once: session, keys and invitations end together", async () => {
    const admin = await add("admin");
    const { key } = await admin.makeKey();
    await createInvitation(admin.scope, { role: "admin" });
    await removeMember(owner.scope, admin.userId);
    expect(await sessionOf(admin)).toBeNull();
    expect(await verifyKey(key)).toMatchObject({
      valid: false,
      reason: expect.stringMatching(/^The key was revoked/),
    });
    expect(await listInvitations(owner.scope)).toEqual([]);
    expect(await listAudit(owner.scope, { action: "member.removed" })).toMatchObject([
      { subject: admin.userId, facts: { name: "admin", role: "admin", keysRevoked: 1 } },
    ]);
    await expect(removeMember(owner.scope, admin.userId)).rejects.toEqual(codeOf("not_found"));
  });

  it("keeps what is theirs in another workspace, and signs in there anew", async () => {
    const viewer = await add("viewer");
    const other = await db().workspace.create({ data: { name: "Other" } });
    await db().member.create({ data: { workspaceId: other.id, userId: viewer.userId, role: "editor" } });
    expect((await sessionOf(viewer))?.workspace.name).toBe("W");
    await removeMember(owner.scope, viewer.userId);
    expect(await sessionOf(viewer)).toBeNull();
    const token = await encode({ token: { sub: viewer.userId, epoch: 1 }, secret: sessionSecret() });
    expect(await readSession(token)).toMatchObject({
      workspace: { name: "Other" },
      user: { role: "editor" },
    });
  });

  it("is not the last owner, nor an owner by an admin's hand, nor anybody by an editor's", async () => {
    const [admin, editor] = [await add("admin"), await add("editor")];
    await expect(removeMember(owner.scope, owner.userId)).rejects.toEqual(codeOf("conflict"));
    await expect(removeMember(admin.scope, owner.userId)).rejects.toEqual(codeOf("forbidden"));
    await expect(removeMember(editor.scope, admin.userId)).rejects.toEqual(codeOf("forbidden"));
    expect(await db().member.count({ where: { workspaceId } })).toBe(3);
  });

  it("stays, with keys and session, where the one who asks is no member", async () => {
    const viewer = await add("viewer");
    const { key } = await viewer.makeKey();
    const unknown: Scope = { workspaceId, actor: { kind: "user", id: crypto.randomUUID(), role: "owner" } };
    await expect(removeMember(unknown, viewer.userId)).rejects.toEqual(codeOf("forbidden"));
    expect((await verifyKey(key)).valid).toBe(true);
    expect(await sessionOf(viewer)).not.toBeNull();
  });
});
