import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit } from "@/lib/audit/service";
import { authenticate } from "@/lib/auth/credentials";
import { hashPassword, verifyPassword } from "@/lib/auth/password";
import { db } from "@/lib/db";
import { addPerson, type TestPerson } from "@/lib/governance/testing/people";
import { redactText } from "@/lib/secrets/redact";
import type { Scope } from "@/lib/workspaces/scope";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { joinAsNew, joinAsUser, joinWithAccount, readInvitation } from "./accept";
import type { InvitationInput } from "./schema";
import { createInvitation, listInvitations, revokeInvitation } from "./service";

const day = 24 * 3_600_000;
const person = { name: "Vic", email: " Vic@Example.com ", password: "ten characters" };
let database: ConsoleDatabase;
let workspaceId: string;
let owner: TestPerson;
beforeAll(async () => {
  database = await startConsoleDatabase();
});
beforeEach(async () => {
  await database.reset();
  workspaceId = (await db().workspace.create({ data: { name: "Waterworks" } })).id;
  owner = await addPerson(workspaceId, { name: "owner" });
});
afterAll(() => database.stop());

const codeOf = (code: string) => expect.objectContaining({ code });
const members = () => db().member.findMany({ where: { workspaceId, NOT: { userId: owner.userId } } });
const stateOf = async (token: string, now?: Date) => (await readInvitation(token, now)).state;

async function invite(input: InvitationInput = { role: "viewer" }, by = owner, now = new Date()) {
  const created = await createInvitation(by.scope, input, now);
  return { ...created, token: created.url.split("/").at(-1) ?? "" };
}

async function addStranger(email = "vic@example.com"): Promise<string> {
  const passwordHash = await hashPassword("the right password");
  return (await db().user.create({ data: { name: "Vic", email, passwordHash } })).id;
}

describe("an invitation", () => {
  it("is a link under the console's own address; it is shown once and kept as a hash", async () => {
    const { token, url, ...view } = await invite({ role: "editor", email: " Vic@Example.com ", days: 3 });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/join\/[\w-]{43}$/);
    expect(view).toMatchObject({ role: "editor", email: "vic@example.com", invitedBy: "owner" });
    expect(Number(view.expiresAt) - Number(view.createdAt)).toBe(3 * day);
    expect(await listInvitations(owner.scope)).toEqual([view]);
    expect(JSON.stringify([await db().invitation.findMany(), await listAudit(owner.scope)])).not.toContain(
      token,
    );
    expect(redactText(`POST ${url}`)).not.toContain(token);
    expect(await readInvitation(token)).toMatchObject({
      state: "open",
      workspace: { name: "Waterworks" },
      role: "editor",
      email: "vic@example.com",
    });
  });

  it.each([
    [{ role: "viewer", days: 0 }, /at least 1 day/],
    [{ role: "viewer", days: 31 }, /at most 30 days/],
    [{ role: "viewer", email: "nobody" }, /e-mail address/],
    [{ role: "chief" as "viewer" }, /Choose owner/],
  ] satisfies [InvitationInput, RegExp][])("is not made of %j", async (input, message) => {
    await expect(invite(input)).rejects.toThrow(message);
    expect(await db().invitation.count()).toBe(0);
  });

  it("to be an owner is made by an owner alone, and none is made by an editor", async () => {
    const admin = await addPerson(workspaceId, { role: "admin", name: "admin" });
    const editor = await addPerson(workspaceId, { role: "editor", name: "editor" });
    await expect(invite({ role: "owner" }, admin)).rejects.toEqual(codeOf("forbidden"));
    await expect(invite({ role: "viewer" }, editor)).rejects.toEqual(codeOf("forbidden"));
    await invite({ role: "admin" }, admin);
    await invite({ role: "owner" });
  });

  it("is not made for whoever is a member already", async () => {
    const { email } = await db().user.findFirstOrThrow();
    await expect(invite({ role: "viewer", email })).rejects.toMatchObject({
      code: "conflict",
      issues: [{ path: ["email"] }],
    });
  });

  it("ends at its hour, and when it is revoked, and says which", async () => {
    const now = new Date("2026-12-01T10:00:00Z");
    const { token } = await invite({ role: "viewer", days: 1 }, owner, now);
    expect(await stateOf(token, new Date(now.getTime() + day - 1))).toBe("open");
    const late = new Date(now.getTime() + day);
    expect(await stateOf(token, late)).toBe("expired");
    await expect(joinAsNew({ ...person, token }, late)).rejects.toThrow(/has expired/);
    expect(await listInvitations(owner.scope, late)).toEqual([]);

    const revoked = await invite();
    await revokeInvitation(owner.scope, revoked.id);
    await revokeInvitation(owner.scope, revoked.id);
    expect(await stateOf(revoked.token)).toBe("revoked");
    await expect(joinAsNew({ ...person, token: revoked.token })).rejects.toThrow(/was revoked/);
    expect(await stateOf("guessed")).toBe("gone");
    await expect(joinAsNew({ ...person, token: "guessed" })).rejects.toEqual(codeOf("not_found"));
    expect(await db().user.count()).toBe(1);
    expect((await listAudit(owner.scope, { action: "invitation.revoked" })).length).toBe(1);
  });

  it("is its workspace's own: another neither lists nor revokes it", async () => {
    const { id, token } = await invite();
    const other = await db().workspace.create({ data: { name: "Other" } });
    const elsewhere: Scope = { ...owner.scope, workspaceId: other.id };
    expect(await listInvitations(elsewhere)).toEqual([]);
    await expect(revokeInvitation(elsewhere, id)).rejects.toEqual(codeOf("not_found"));
    expect(await stateOf(token)).toBe("open");
  });
});

describe("a new person", () => {
  it("joins with name, address and password, in the role of the link", async () => {
    const { token, id } = await invite({ role: "editor" });
    expect(await joinAsNew({ ...person, token })).toEqual({ email: "vic@example.com" });
    const user = await db().user.findUniqueOrThrow({ where: { email: "vic@example.com" } });
    expect(await verifyPassword("ten characters", user.passwordHash)).toBe(true);
    expect(await members()).toMatchObject([{ userId: user.id, role: "editor" }]);
    expect(await listAudit(owner.scope, { action: "member.joined" })).toMatchObject([
      { actorName: "Vic", subject: user.id, facts: { name: "Vic", role: "editor", invitation: id } },
    ]);
    expect(await db().invitation.findFirst()).toMatchObject({ acceptedBy: user.id });
    expect(await stateOf(token)).toBe("used");
    expect(await listInvitations(owner.scope)).toEqual([]);
    await expect(revokeInvitation(owner.scope, id)).rejects.toThrow(/has joined with this link/);
  });

  it("is one, however many use the link at the same moment", async () => {
    const { token } = await invite();
    const results = await Promise.allSettled(
      ["a", "b", "c"].map((name) => joinAsNew({ ...person, email: `${name}@example.com`, token })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await members()).toHaveLength(1);
    expect(await db().user.count()).toBe(2);
  });

  it("has one account, also where two links are used with one address at the same moment", async () => {
    const links = [await invite(), await invite()];
    const results = await Promise.allSettled(links.map(({ token }) => joinAsNew({ ...person, token })));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const [refused] = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused).toMatchObject({ code: "conflict", issues: [{ path: ["email"] }] });
    expect(await listInvitations(owner.scope)).toHaveLength(1);
  });

  it("is the one that the link is for", async () => {
    const { token } = await invite({ role: "viewer", email: "vic@example.com" });
    await expect(joinAsNew({ ...person, email: "mallory@example.com", token })).rejects.toMatchObject({
      code: "forbidden",
      issues: [{ path: ["email"] }],
    });
    await joinAsNew({ ...person, token });
    expect(await members()).toHaveLength(1);
  });

  it("needs a password that is long enough; the link stays open", async () => {
    const { token } = await invite();
    await expect(joinAsNew({ ...person, password: "nine char", token })).rejects.toThrow(/10 characters/);
    expect(await stateOf(token)).toBe("open");
  });

  it("is told to sign in where there is an account already; its password stays", async () => {
    await addStranger();
    const { token } = await invite();
    await expect(joinAsNew({ ...person, token })).rejects.toThrow(/I have an account/);
    expect(await stateOf(token)).toBe("open");
    expect((await authenticate({ ...person, password: "the right password" }, undefined)).name).toBe("Vic");
  });
});

describe("somebody with an account", () => {
  it("joins with its password, and wrong ones count towards the lock-out", async () => {
    const userId = await addStranger();
    const { token } = await invite({ role: "admin" });
    const join = (password: string) =>
      joinWithAccount({ token, email: "Vic@example.com", password }, "203.0.113.7");
    await expect(join("wrong")).rejects.toEqual(codeOf("unauthenticated"));
    expect(await members()).toEqual([]);
    expect(await join("the right password")).toEqual({ email: "vic@example.com" });
    expect(await members()).toMatchObject([{ userId, role: "admin" }]);

    const another = await invite();
    await db().signInAttempt.create({
      data: { subject: "email:vic@example.com", failures: 4, firstFailure: new Date() },
    });
    const guess = () =>
      joinWithAccount({ token: another.token, email: "vic@example.com", password: "x" }, "");
    await expect(guess()).rejects.toEqual(codeOf("unauthenticated"));
    await expect(guess()).rejects.toEqual(codeOf("rate_limited"));
  });

  it("who is signed in joins as they are; a member already is told so and the link stays open", async () => {
    const userId = await addStranger();
    const { token } = await invite();
    await expect(joinAsUser(owner.userId, token)).rejects.toThrow("You are a member of Waterworks already.");
    expect(await stateOf(token)).toBe("open");
    await joinAsUser(userId, token);
    expect(await members()).toMatchObject([{ userId, role: "viewer" }]);
    await expect(joinAsUser(userId, token)).rejects.toThrow(/was used already/);
  });

  it("does not join by a link that is for somebody else", async () => {
    const userId = await addStranger("mallory@example.com");
    const { token } = await invite({ role: "owner", email: "vic@example.com" });
    await expect(joinAsUser(userId, token)).rejects.toEqual(codeOf("forbidden"));
    expect(await members()).toEqual([]);
    expect(await stateOf(token)).toBe("open");
  });
});
