import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { cookieNames, sessionSecret } from "@/lib/auth/session-token";
import { roles, type Role } from "@/lib/auth/roles";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { addPerson } from "@/lib/governance/testing/people";
import type { ActionResult } from ".";

/** The request that an action is called in, as Next hands it over. */
const request = vi.hoisted(() => ({ cookie: { name: "", value: "" }, origin: "" }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (name === request.cookie.name ? request.cookie : undefined),
  }),
  headers: async () => new Headers({ origin: request.origin }),
}));

const cache = vi.hoisted(() => ({ refresh: vi.fn(), updateTag: vi.fn() }));
vi.mock("next/cache", () => cache);

/** What a viewer may call, and why. Everything else that is exported from an actions.ts changes something. */
const viewersMay: Record<string, string> = {
  createApiKeyAction: "a person's own key, with that person's role",
  revokeApiKeyAction: "a person's own key",
  changePasswordAction: "a person's own password",
  explainPathAction: "reads",
  hideOnboardingAction: "a person's own rail",
  joinAction: "joins another workspace, by its invitation",
  createFirstOwnerAction: "for nobody's session: by the set-up link",
  joinAsNewAction: "for nobody's session: by an invitation",
  joinWithAccountAction: "for nobody's session: by an invitation and a password",
};

/** The domains that an editor has no hand in. */
const governed = ["applications", "governance", "invitations", "members", "notifications", "workspaces"];

/** What an editor may call of them, and why. */
const editorsMay: Record<string, string> = {
  muteEventAction: "which notifications a connection sends is a setting of the connection",
};

type Action = (input: object) => Promise<ActionResult<unknown>>;

const root = path.resolve(import.meta.dirname, "..");
const actions = (
  await Promise.all(
    readdirSync(root)
      .filter((domain) => isActionsFile(path.join(root, domain, "actions.ts")))
      .map(async (domain) => {
        const exported = (await import(path.join(root, domain, "actions.ts"))) as Record<string, Action>;
        return Object.entries(exported).map(([name, call]) => ({ domain, name, call }));
      }),
  )
).flat();

let world: TestConsole;
const sessions = new Map<Role, string>();
beforeAll(async () => {
  world = await startTestConsole();
  for (const role of roles) {
    const { userId } = await addPerson(world.scope.workspaceId, { role, name: role });
    sessions.set(role, await encode({ token: { sub: userId, epoch: 0 }, secret: sessionSecret() }));
  }
});
afterAll(() => world.stop());
beforeEach(() => vi.clearAllMocks());

/** With an input that no action takes: what answers more than `forbidden` has let the role pass. */
async function callAs(role: Role, call: Action): Promise<string> {
  request.cookie = { name: cookieNames().session, value: sessions.get(role) ?? "" };
  request.origin = new URL(env().publicUrl).origin;
  const result = await call({});
  return result.ok ? "ok" : result.error.code;
}

describe("every exported action", () => {
  it("is found here, those that a viewer may call among them", () => {
    expect(actions.length).toBeGreaterThan(25);
    const names = actions.map(({ name }) => name);
    expect(Object.keys(viewersMay).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(actions.filter(({ name }) => !(name in viewersMay)))(
    "$domain: $name refuses a viewer and changes nothing",
    async ({ call }) => {
      expect(await callAs("viewer", call)).toBe("forbidden");
      expect(await db().auditEntry.count()).toBe(0);
      expect(cache.refresh).not.toHaveBeenCalled();
      expect(cache.updateTag).not.toHaveBeenCalled();
    },
  );

  it.each(actions.filter(({ name }) => name in viewersMay))(
    "$domain: $name lets a viewer in",
    async ({ call }) => {
      expect(await callAs("viewer", call)).not.toBe("forbidden");
    },
  );

  const ofAdmins = actions.filter(
    ({ domain, name }) => governed.includes(domain) && !(name in viewersMay) && !(name in editorsMay),
  );

  it.each(ofAdmins)("$domain: $name refuses an editor", async ({ call }) => {
    expect(await callAs("editor", call)).toBe("forbidden");
  });

  it.each(ofAdmins)(
    "$domain: $name refuses an admin only where it is about API applications",
    async (action) => {
      const expected =
        action.domain === "applications" ? "forbidden" : expect.stringMatching(/^(?!forbidden)/);
      expect(await callAs("admin", action.call)).toEqual(expected);
      expect(await callAs("owner", action.call)).not.toBe("forbidden");
    },
  );

  it.each(actions.filter(({ domain }) => !governed.includes(domain)))(
    "$domain: $name lets an owner pass",
    async ({ call }) => {
      expect(await callAs("owner", call)).not.toBe("forbidden");
    },
  );
});

function isActionsFile(file: string): boolean {
  try {
    return readFileSync(file, "utf8").startsWith('"use server"');
  } catch {
    return false;
  }
}
