import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listAudit } from "@/lib/audit/service";
import { db } from "@/lib/db";
import { InvalidInputError, NotFoundError } from "@/lib/errors";
import { addPerson, type TestPerson } from "@/lib/governance/testing/people";
import { redactText } from "@/lib/secrets/redact";
import type { Scope } from "@/lib/workspaces/scope";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { listMemberKeys, revokeMemberKey } from "./of-members";
import { createApiKey, listApiKeys, revokeApiKey } from "./service";
import { verifyKey } from "./verify-key";

const hourMs = 3_600_000;
const now = new Date("2026-12-01T10:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);

let database: ConsoleDatabase;
let workspaceId: string;
let jane: TestPerson;
beforeAll(async () => {
  database = await startConsoleDatabase();
});
beforeEach(async () => {
  await database.reset();
  workspaceId = (await db().workspace.create({ data: { name: "W" } })).id;
  jane = await addPerson(workspaceId);
});
afterAll(() => database.stop());

const reasonOf = async (key: string, at = now) => {
  const found = await verifyKey(key, at);
  return found.valid ? null : found.reason;
};

describe("an API key", () => {
  it("is shown when it is made, and kept as a hash and an ending alone", async () => {
    const { key, ...view } = await createApiKey(jane.scope, { name: "nightly_1", durationHours: 48 }, now);
    expect(key).toMatch(/^sluice_key_[\w-]{43}$/);
    expect(view).toMatchObject({ name: "nightly_1", ending: key.slice(-4), expiresAt: later(48 * hourMs) });
    expect(await listApiKeys(jane.scope, { now })).toEqual([view]);
    const stored = await db().apiKey.findFirstOrThrow();
    expect(stored.keyHash).toBe(createHash("sha256").update(key).digest("hex"));
    expect(JSON.stringify(stored)).not.toContain(key.slice("sluice_key_".length));
  });

  it("never gets into a log or an error", async () => {
    const { key } = await jane.makeKey();
    expect(redactText(`the key ${key} and ${encodeURIComponent(key)}`)).not.toContain(key);
  });

  it("stands for its person, with role and tags as they are when it is used", async () => {
    const { id, key } = await jane.makeKey({ now });
    const holder = async () => {
      const found = await verifyKey(key, now);
      return found.valid ? found.holder : null;
    };
    expect(await holder()).toMatchObject({
      keyId: id,
      workspaceId,
      userId: jane.userId,
      role: "owner",
      tags: [],
    });
    await db().member.updateMany({ data: { role: "viewer", tags: ["team:etl"] } });
    expect(await holder()).toMatchObject({ role: "viewer", tags: ["team:etl"] });
    await db().member.deleteMany();
    expect(await reasonOf(key)).toMatch(/no member/);
  });

  it("is good until the moment it expires", async () => {
    const { key } = await jane.makeKey({ durationHours: 1, now });
    expect(await reasonOf(key, later(hourMs - 1))).toBeNull();
    expect(await reasonOf(key, later(hourMs))).toBe("The key expired at 2026-12-01T11:00:00.000Z.");
    expect(await listApiKeys(jane.scope, { now: later(hourMs) })).toMatchObject([{ isExpired: true }]);
  });

  it("ends at once when it is revoked, for good and however often", async () => {
    const { id, key } = await jane.makeKey({ now });
    await revokeApiKey(jane.scope, id, now);
    await revokeApiKey(jane.scope, id, later(hourMs));
    expect(await reasonOf(key)).toBe("The key was revoked at 2026-12-01T10:00:00.000Z.");
    expect(await listApiKeys(jane.scope)).toEqual([]);
  });

  it.each(["", "nightly", "sluice_key_" + "x".repeat(43), "sluice_key_\0"])("is not %j", async (text) => {
    expect(await verifyKey(text)).toEqual({ valid: false, reason: "There is no such key.", origin: null });
  });

  it("notes that it was used once a minute, not each time", async () => {
    const { key } = await jane.makeKey({ now });
    const usedAt = async (at: Date) => {
      await verifyKey(key, at);
      return (await listApiKeys(jane.scope))[0]?.lastUsedAt;
    };
    expect(await usedAt(now)).toEqual(now);
    expect(await usedAt(later(59_999))).toEqual(now);
    expect(await usedAt(later(60_000))).toEqual(later(60_000));
  });

  it.each([
    ["a space in the name", { name: "my key", durationHours: 1 }, /letters, digits and underscores/],
    ["no name", { name: " ", durationHours: 1 }, /Give the key a name/],
    ["no hour", { name: "k", durationHours: 0 }, /at least 1 hour/],
    ["more than ten years", { name: "k", durationHours: 87_601 }, /87,600 hours/],
    ["half an hour", { name: "k", durationHours: 0.5 }, /whole number/],
  ])("is not made with %s", async (_what, input, message) => {
    await expect(createApiKey(jane.scope, input)).rejects.toThrow(message);
    expect(await db().apiKey.count()).toBe(0);
  });
});

describe("whose a key is", () => {
  it("is a person's alone: for others it is not there", async () => {
    const { id, key } = await jane.makeKey();
    const sameWorkspace = await addPerson(workspaceId, { name: "joe" });
    const other = await db().workspace.create({ data: { name: "Other" } });
    const elsewhere: Scope = { ...jane.scope, workspaceId: other.id };
    for (const scope of [sameWorkspace.scope, elsewhere]) {
      expect(await listApiKeys(scope)).toEqual([]);
      await expect(revokeApiKey(scope, id)).rejects.toBeInstanceOf(NotFoundError);
    }
    expect(await reasonOf(key, new Date())).toBeNull();
  });

  it("is the first owner's where an application makes it, and nobody's without an owner", async () => {
    const application: Scope = { workspaceId, actor: { kind: "application", id: crypto.randomUUID() } };
    await addPerson(workspaceId, { name: "second" });
    const { key } = await createApiKey(application, { name: "ci", durationHours: 1 });
    expect(await verifyKey(key)).toMatchObject({ valid: true, holder: { userId: jane.userId } });
    await db().member.updateMany({ data: { role: "editor" } });
    await expect(createApiKey(application, { name: "ci", durationHours: 1 })).rejects.toThrow(/no owner yet/);
  });

  it("cannot be lengthened by a key that is made with it", async () => {
    const { id } = await jane.makeKey({ durationHours: 2, now });
    const actor = { kind: "user", id: jane.userId, role: "owner", keyId: id } as const;
    const byKey: Scope = { workspaceId, actor };
    await createApiKey(byKey, { name: "short", durationHours: 2 }, now);
    const longer = createApiKey(byKey, { name: "long", durationHours: 3 }, now);
    await expect(longer).rejects.toBeInstanceOf(InvalidInputError);
  });
});

describe("another member's keys", () => {
  it("are seen and revoked by admins and owners, on record, and by nobody else", async () => {
    const { id, key } = await jane.makeKey({ now });
    const admin = await addPerson(workspaceId, { role: "admin", name: "adam" });
    const editor = await addPerson(workspaceId, { role: "editor", name: "ed" });
    await expect(listMemberKeys(editor.scope, jane.userId)).rejects.toMatchObject({ code: "forbidden" });
    await expect(revokeMemberKey(editor.scope, id)).rejects.toMatchObject({ code: "forbidden" });
    expect(await listMemberKeys(admin.scope, jane.userId, now)).toEqual(
      await listApiKeys(jane.scope, { now }),
    );
    expect(await reasonOf(key)).toBeNull();
    await revokeMemberKey(admin.scope, id, now);
    await revokeMemberKey(admin.scope, id, later(1));
    expect(await reasonOf(key)).toMatch(/^The key was revoked at 2026-12-01T10:00:00/);
    expect(await listMemberKeys(admin.scope, jane.userId)).toEqual([]);
    expect(await listAudit(admin.scope, { action: "api_key.revoked" })).toMatchObject([
      { actorName: "adam", subject: id, facts: { name: "nightly", of: "jane" } },
    ]);
  });

  it("are not there for an admin of another workspace", async () => {
    const { id } = await jane.makeKey();
    const other = await db().workspace.create({ data: { name: "Other" } });
    const stranger = await addPerson(other.id, { role: "admin", name: "stranger" });
    expect(await listMemberKeys(stranger.scope, jane.userId)).toEqual([]);
    await expect(revokeMemberKey(stranger.scope, id)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("the list of keys", () => {
  it("is searched by name, without regard to case", async () => {
    await createApiKey(jane.scope, { name: "Nightly_report", durationHours: 1 }, now);
    await createApiKey(jane.scope, { name: "ci", durationHours: 1 }, later(1));
    const names = async (search?: string) =>
      (await listApiKeys(jane.scope, search === undefined ? {} : { search })).map(({ name }) => name);
    expect(await names()).toEqual(["ci", "Nightly_report"]);
    expect(await names("REPORT")).toEqual(["Nightly_report"]);
    expect(await names("%")).toEqual([]);
  });
});
