import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { ensureWorkspace } from "@/lib/workspaces/service";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { createFirstOwner, createSetupLink, ensureOwnerFromEnv, readSetupLink } from "./first-owner";
import { hashPassword, verifyPassword } from "./password";

let database: ConsoleDatabase;
beforeAll(async () => {
  database = await startConsoleDatabase();
});
beforeEach(() => database.reset());
afterAll(() => database.stop());

const owner = { name: "Anna", email: " Anna@Example.com ", password: "ten characters" };
const hour = 3_600_000;

async function openLink(now = Date.now()): Promise<string> {
  const link = await createSetupLink(now);
  return link?.split("/").at(-1) ?? "";
}

const codeOf = (code: string) => expect.objectContaining({ code });

describe("the set-up link", () => {
  it("makes the first owner, of the workspace that is there", async () => {
    const workspace = await ensureWorkspace();
    const token = await openLink();
    expect(await readSetupLink(token)).toBe("open");
    expect(await createFirstOwner({ ...owner, token })).toEqual({ email: "anna@example.com" });
    const user = await db().user.findFirstOrThrow({ include: { members: true } });
    expect(user.members).toMatchObject([
      { workspaceId: workspace.id, userId: user.id, role: "owner", tags: [] },
    ]);
    expect(await verifyPassword("ten characters", user.passwordHash)).toBe(true);
  });

  it("is an address under the console's own, and its token is not stored", async () => {
    const link = await createSetupLink();
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/set-up\/[\w-]{43}$/);
    const stored = JSON.stringify(await db().setupLink.findMany());
    expect(stored).not.toContain(link?.split("/").at(-1));
  });

  it("works once", async () => {
    const token = await openLink();
    await createFirstOwner({ ...owner, token });
    await expect(createFirstOwner({ ...owner, email: "b@example.com", token })).rejects.toEqual(
      codeOf("conflict"),
    );
    expect(await readSetupLink(token)).toBe("finished");
    expect(await db().user.count()).toBe(1);
  });

  it("makes one owner of two who use it at the same moment", async () => {
    const token = await openLink();
    const results = await Promise.allSettled(
      ["a", "b", "c"].map((name) => createFirstOwner({ ...owner, email: `${name}@example.com`, token })),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await db().user.count()).toBe(1);
  });

  it("ends after a day", async () => {
    const token = await openLink(Date.now() - 24 * hour);
    expect(await readSetupLink(token)).toBe("gone");
    await expect(createFirstOwner({ ...owner, token })).rejects.toEqual(codeOf("not_found"));
  });

  it("is replaced by a newer one", async () => {
    const older = await openLink();
    const newer = await openLink();
    expect(await readSetupLink(older)).toBe("gone");
    expect(await readSetupLink(newer)).toBe("open");
  });

  it("does nothing for a wrong token or a weak password", async () => {
    const token = await openLink();
    await expect(createFirstOwner({ ...owner, token: "guessed" })).rejects.toEqual(codeOf("not_found"));
    await expect(createFirstOwner({ ...owner, password: "nine char", token })).rejects.toThrow(
      /10 characters/,
    );
    expect(await db().user.count()).toBe(0);
    expect(await readSetupLink(token)).toBe("open");
  });

  it("is not given out once there is a user", async () => {
    await createFirstOwner({ ...owner, token: await openLink() });
    expect(await createSetupLink()).toBeNull();
  });
});

const settings = {
  SLUICE_OWNER_EMAIL: "Owner@Example.com",
  SLUICE_OWNER_PASSWORD: "from the environment",
  SLUICE_CLIENT_ID: "client-from-env",
  SLUICE_CLIENT_SECRET: "secret-from-the-environment",
};

describe("ensureOwnerFromEnv", () => {
  it("makes workspace, owner and API application on the first start", async () => {
    expect(await ensureOwnerFromEnv(settings)).toEqual({ created: true });
    const workspace = await db().workspace.findFirstOrThrow({
      include: { members: true, applications: true },
    });
    expect(workspace.name).toBe("Default");
    expect(workspace.members).toHaveLength(1);
    const user = await db().user.findFirstOrThrow();
    expect(user.email).toBe("owner@example.com");
    expect(await verifyPassword("from the environment", user.passwordHash)).toBe(true);
    const [application] = workspace.applications;
    expect(application?.clientId).toBe("client-from-env");
    expect(await verifyPassword("secret-from-the-environment", application?.secretHash)).toBe(true);
  });

  it("changes nothing at later starts: a changed password and a deleted application stay so", async () => {
    await ensureOwnerFromEnv(settings);
    const changed = await hashPassword("changed by hand");
    await db().user.updateMany({ data: { passwordHash: changed } });
    await db().application.deleteMany();
    expect(await ensureOwnerFromEnv({ ...settings, SLUICE_OWNER_PASSWORD: "another one" })).toEqual({
      created: false,
    });
    expect((await db().user.findFirstOrThrow()).passwordHash).toBe(changed);
    expect(await db().application.count()).toBe(0);
  });

  it("does nothing without its variables", async () => {
    const none = {
      SLUICE_OWNER_EMAIL: undefined,
      SLUICE_OWNER_PASSWORD: undefined,
      SLUICE_CLIENT_ID: undefined,
      SLUICE_CLIENT_SECRET: undefined,
    };
    expect(await ensureOwnerFromEnv(none)).toEqual({ created: false });
    expect(await db().workspace.count()).toBe(0);
  });

  it("makes everything once when two processes start together", async () => {
    const created = await Promise.all([ensureOwnerFromEnv(settings), ensureOwnerFromEnv(settings)]);
    expect(created.filter((result) => result.created)).toHaveLength(1);
    expect(await db().user.count()).toBe(1);
    expect(await db().workspace.count()).toBe(1);
  });
});

describe("ensureWorkspace", () => {
  it("makes one workspace, however often and from wherever it is called", async () => {
    const workspaces = await Promise.all(Array.from({ length: 5 }, () => ensureWorkspace()));
    expect(new Set(workspaces.map((workspace) => workspace.id)).size).toBe(1);
    expect(await db().workspace.count()).toBe(1);
  });
});
