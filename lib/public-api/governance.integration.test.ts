import { beforeEach, describe, expect, it } from "vitest";
import { addPerson, type TestPerson } from "@/lib/governance/testing/people";
import { cookieNames, sessionSecret } from "@/lib/auth/session-token";
import { env } from "@/lib/env";
import { encode } from "next-auth/jwt";
import { bearerToken, callApi } from "./testing/call";
import { setUpApi } from "./testing/set-up-api";

const api = setUpApi();
let owner: TestPerson;
beforeEach(async () => {
  owner = await addPerson(api.workspaceId(), { name: "owner" });
});

const policy = {
  name: "retail",
  subjects: ["roles:id:owner"],
  predicates: ["write"],
  paths: ["dataos://lake:retail/*"],
  allow: true,
};

async function sessionOf({ userId }: TestPerson): Promise<Record<string, string>> {
  const token = await encode({ token: { sub: userId, epoch: 0 }, secret: sessionSecret() });
  return { cookie: `${cookieNames().session}=${token}` };
}

const ownOrigin = () => ({ origin: new URL(env().publicUrl).origin });
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe("tokens", () => {
  it("are made with the key once, listed without it, and end when they are deleted", async () => {
    const body = { name: "nightly", durationHours: 48 };
    const created = await api.call("POST", "/tokens", { body });
    expect(created).toMatchObject({
      status: 201,
      body: { name: "nightly", type: "apikey", lastUsedAt: null },
    });
    const { key, ...token } = created.body;
    expect(token.ending).toBe(key.slice(-4));
    expect(Date.parse(token.expiresAt) - Date.parse(token.createdAt)).toBe(48 * 3_600_000);

    const listed = await callApi("GET", "/tokens", { headers: bearer(key) });
    expect(listed.body).toEqual({ tokens: [{ ...token, lastUsedAt: expect.any(String) }] });

    const path = `/tokens/${token.id}`;
    expect(await api.call("DELETE", path)).toMatchObject({ status: 204, body: null });
    expect((await api.call("DELETE", path)).status).toBe(204);
    const refused = await callApi("GET", "/tokens", { headers: bearer(key) });
    expect(refused).toMatchObject({ status: 401, body: { title: "unauthorized" } });
    expect(JSON.stringify(refused.body)).not.toContain(key);
    expect((await api.call("GET", "/tokens")).body).toEqual({ tokens: [] });
  });

  it.each([
    [{ name: "my key", durationHours: 1 }, "name"],
    [{ name: "k", durationHours: 0 }, "durationHours"],
    [{ name: "k", durationHours: "48" }, "durationHours"],
    [{ name: "k" }, "durationHours"],
  ])("are not made of %j", async (body, field) => {
    const { status, body: problem } = await api.call("POST", "/tokens", { body });
    expect(status).toBe(422);
    expect(problem.data.issues).toMatchObject([{ path: [field] }]);
  });

  it("open the public API with their person's role, also in the header apikey", async () => {
    const viewer = await addPerson(api.workspaceId(), { role: "viewer", name: "vic" });
    const { key } = await viewer.makeKey();
    expect((await callApi("GET", "/sources", { headers: { apikey: key } })).status).toBe(200);
    const body = { name: "S", configuration: { sourceType: "test-source", host: "h" } };
    expect((await callApi("POST", "/sources", { headers: bearer(key), body })).status).toBe(403);
  });

  it("of an editor do not lead to an owner's rights", async () => {
    const editor = await addPerson(api.workspaceId(), { role: "editor", name: "ed" });
    const headers = bearer((await editor.makeKey()).key);
    const forbidden: [string, string, object?][] = [
      ["GET", "/applications"],
      ["POST", "/applications", { name: "mine" }],
      ["PUT", "/policies", { policies: [] }],
      ["PUT", `/members/${editor.userId}/tags`, { tags: ["x"] }],
      ["PATCH", `/workspaces/${api.workspaceId()}`, { requiresWriteAuthentication: false }],
    ];
    for (const [method, path, body] of forbidden) {
      const { status } = await callApi(method, path, { headers, ...(body && { body }) });
      expect([method, path, status]).toEqual([method, path, 403]);
    }
    expect((await callApi("GET", "/policies", { headers })).status).toBe(200);
  });
});

describe("the console's session", () => {
  it("opens these routes for its own pages alone", async () => {
    const cookie = await sessionOf(owner);
    const body = { name: "from_the_page", durationHours: 1 };
    const post = (headers: Record<string, string>) => callApi("POST", "/tokens", { headers, body });
    expect((await post({ ...cookie, ...ownOrigin() })).status).toBe(201);
    expect((await post({ ...cookie, origin: "https://evil.example" })).status).toBe(403);
    expect((await post(cookie)).status).toBe(403);
    expect((await post(ownOrigin())).status).toBe(401);
    const { body: list } = await callApi("GET", "/tokens", { headers: cookie });
    expect(list.tokens).toMatchObject([{ name: "from_the_page" }]);
  });

  it("does not open the rest of the API", async () => {
    expect((await callApi("GET", "/sources", { headers: await sessionOf(owner) })).status).toBe(401);
  });
});

describe("policies", () => {
  it("are put as a whole by an application, kept in order, and explained", async () => {
    const denial = { ...policy, name: "no city", subjects: ["**"], paths: ["**/city"], allow: false };
    const policies = [policy, denial];
    const put = await api.call("PUT", "/policies", { body: { policies } });
    expect(put).toMatchObject({ status: 200, body: { policies } });
    const { revision } = put.body;
    expect((await api.call("GET", "/policies")).body).toEqual({ policies, revision });

    const explain = (path: string) =>
      api.call("GET", `/policies/explain?predicate=write&path=${encodeURIComponent(path)}`);
    const { status, body } = await explain("dataos://lake:retail/city");
    expect(status).toBe(200);
    expect(body.members).toMatchObject([{ userId: owner.userId, allow: false, policy: "no city" }]);
    expect(body.policies).toEqual(policies);
    expect((await explain("dataos://lake:retail/shop")).body.members).toMatchObject([{ allow: true }]);
    expect((await api.call("GET", "/policies/explain?predicate=write")).status).toBe(422);
  });

  it("with the revision of an older list are refused with 409, and nothing changes", async () => {
    const { body: seen } = await api.call("GET", "/policies");
    const put = (body: object) => api.call("PUT", "/policies", { body });
    const { body: changed } = await put({ policies: [policy], revision: seen.revision });
    expect(changed.revision).toBe(seen.revision + 1);
    expect((await put({ policies: [], revision: seen.revision })).status).toBe(409);
    expect((await api.call("GET", "/policies")).body).toEqual(changed);
    expect((await put({ policies: [] })).body).toEqual({ policies: [], revision: changed.revision + 1 });
  });

  it("are refused with the place of what is wrong", async () => {
    const { status, body } = await api.call("PUT", "/policies", {
      body: { policies: [policy, { ...policy, paths: [] }] },
    });
    expect(status).toBe(422);
    expect(body.data.issues.map(({ path }: { path: unknown }) => path)).toContainEqual([
      "policies",
      1,
      "paths",
    ]);
  });
});

describe("a member's tags", () => {
  it("are read and replaced, beside those that follow from the person", async () => {
    const path = `/members/${owner.userId}/tags`;
    const put = await api.call("PUT", path, { body: { tags: ["team:retail"] } });
    const { subject } = put.body;
    const tags = { tags: ["team:retail"], allTags: [`users:id:${subject}`, "roles:id:owner", "team:retail"] };
    expect(put).toMatchObject({ status: 200, body: tags });
    expect((await api.call("GET", path)).body).toEqual(put.body);
    expect((await api.call("PUT", path, { body: { tags: ["roles:id:owner"] } })).status).toBe(422);
  });
});

describe("the workspace's switch", () => {
  it("is off, and stays as an owner sets it", async () => {
    const path = `/workspaces/${api.workspaceId()}`;
    const read = async () => (await api.call("GET", path)).body.requiresWriteAuthentication;
    expect(await read()).toBe(false);
    const cookie = await sessionOf(owner);
    expect((await callApi("GET", path, { headers: cookie })).body.requiresWriteAuthentication).toBe(false);
    const on = await api.call("PATCH", path, { body: { requiresWriteAuthentication: true } });
    expect(on).toMatchObject({ status: 200, body: { requiresWriteAuthentication: true, name: "Own" } });
    await api.call("PATCH", path, { body: { name: "Renamed" } });
    expect(await read()).toBe(true);
  });
});

describe("a rate limit", () => {
  it("counts each key by itself", async () => {
    const [busy, idle] = [await owner.makeKey(), await owner.makeKey()];
    const ask = (key: string) => callApi("GET", "/policies", { headers: bearer(key) });
    const answers = await Promise.all(Array.from({ length: 400 }, () => ask(busy.key)));
    expect(answers.some(({ status }) => status === 429)).toBe(true);
    expect((await ask(idle.key)).status).toBe(200);
    api.setToken(await bearerToken(api.world().scope));
    expect((await api.call("GET", "/policies")).status).toBe(200);
  });
});
