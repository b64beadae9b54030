import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { roles, type Role } from "@/lib/auth/roles";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { addPerson } from "@/lib/governance/testing/people";
import { publicRoutes } from "./routes";
import { callApi } from "./testing/call";

/** What changes something and a viewer may call all the same, and why. */
const viewersMay: Record<string, string> = {
  "POST /applications/token": "for nobody's key: by an application's id and secret",
  "POST /tokens": "a person's own key, with that person's role",
  "DELETE /tokens/{tokenId}": "a person's own key",
};

/** What an editor is kept from. */
const ofAdmins = /^\w+ \/(applications(?!\/token)|members)|^(?!GET)\w+ \/policies|^PATCH \/workspaces/;

const all = publicRoutes.flatMap(({ path, handlers }) =>
  Object.keys(handlers).map((method) => ({ method, path, name: `${method} ${path}` })),
);
const changing = all.filter(({ method }) => method !== "GET");

let world: TestConsole;
const keys = new Map<Role, string>();
beforeAll(async () => {
  world = await startTestConsole();
  for (const role of roles) {
    const person = await addPerson(world.scope.workspaceId, { role, name: role });
    keys.set(role, (await person.makeKey()).key);
  }
  // The keys themselves are on record.
  await db().auditEntry.deleteMany();
});
afterAll(() => world.stop());

const unknownId = "019ab000-0000-7000-8000-00000000dead";

/** Asks about things that do not exist: what answers more than 403 has let the role pass. */
async function statusFor(role: Role, { method, path }: { method: string; path: string }): Promise<number> {
  const filled = path.replaceAll(/\{\w+\}/g, unknownId);
  const headers = { authorization: `Bearer ${keys.get(role)}` };
  const { status } = await callApi(method, filled, { headers, ...(method === "GET" ? {} : { body: {} }) });
  return status;
}

describe("every route of the API", () => {
  it.each(changing.filter(({ name }) => !(name in viewersMay)))(
    "$name refuses a viewer's key and changes nothing",
    async (route) => {
      expect(await statusFor("viewer", route)).toBe(403);
      expect(await db().auditEntry.count()).toBe(0);
    },
  );

  it.each(all.filter(({ name }) => ofAdmins.test(name)))("$name refuses an editor's key", async (route) => {
    expect(await statusFor("editor", route)).toBe(403);
  });

  it.each(all.filter(({ name }) => !ofAdmins.test(name)))(
    "$name lets an editor's key pass",
    async (route) => {
      expect(await statusFor("editor", route)).not.toBe(403);
    },
  );

  it.each(all)("$name lets an owner's key pass", async (route) => {
    expect(await statusFor("owner", route)).not.toBe(403);
  });

  it("is found here, the exceptions among them", () => {
    const names = all.map(({ name }) => name);
    expect(Object.keys(viewersMay).filter((name) => !names.includes(name))).toEqual([]);
  });
});
