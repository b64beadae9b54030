import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { ConfigError } from "@/connectors/sdk";
import type { Role } from "@/lib/auth/roles";
import { AppError, ConflictError, NotFoundError } from "@/lib/errors";
import { createLogger } from "@/lib/log";
import type { Scope } from "@/lib/workspaces/scope";
import { unknownValueError } from "./problem";
import { buildRoute, type RouteAuth } from "./route";

const application: Scope = { workspaceId: "w-1", actor: { kind: "application", id: "a-1" } };
const viewer: Scope = { workspaceId: "w-1", actor: { kind: "user", id: "u-1", role: "viewer" } };
const keyHolder: Scope = {
  workspaceId: "w-1",
  actor: { kind: "user", id: "u-1", role: "editor", keyId: "k-1" },
};
const url = "https://sluice.example.com/api/public/v1/sources";

function openDoor({ waitMs = 0 } = {}) {
  const lines: string[] = [];
  const take = vi.fn(() => waitMs);
  const route = buildRoute({
    authenticate: {
      bearer: async (request) => {
        if (request.headers.get("authorization") === "Bearer good") return application;
        throw new AppError("unauthenticated", "The access token is expired or not valid. Get a new one.");
      },
      session: async () => viewer,
      caller: async (request) => (request.headers.has("apikey") ? keyHolder : viewer),
    },
    limiter: { take },
    log: createLogger({ write: (line) => void lines.push(line) }),
  });
  return { route, take, lines };
}

const authorization = { authorization: "Bearer good" };

function request(method = "GET", body?: string, headers: Record<string, string> = authorization) {
  return new Request(url, { method, headers, ...(body === undefined ? {} : { body }) });
}

const failing = (error: unknown) =>
  openDoor().route({ summary: "Fail", run: () => Promise.reject(error) })(request());

describe("a route", () => {
  it("answers JSON with the scope of the token and the parsed input", async () => {
    const get = openDoor().route({
      summary: "Get",
      params: z.object({ sourceId: z.uuid() }),
      query: z.object({ limit: z.coerce.number().default(20) }),
      body: z.object({ name: z.string() }),
      run: (scope, input) => ({ workspaceId: scope.workspaceId, ...input }),
    });
    const sourceId = "0199a2b4-7c3d-7e5f-8a9b-0c1d2e3f4a5b";
    const answer = await get(
      new Request(`${url}?limit=5`, { method: "POST", body: '{"name":"a"}', headers: authorization }),
      { params: Promise.resolve({ sourceId }) },
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(await answer.json()).toEqual({
      workspaceId: "w-1",
      params: { sourceId },
      query: { limit: 5 },
      body: { name: "a" },
    });
  });

  it("leaves out what its response schema does not name", async () => {
    const response = z.object({ name: z.string() });
    const get = openDoor().route({ summary: "Get", response, run: () => ({ name: "a", secretHash: "x" }) });
    expect(await (await get(request())).json()).toEqual({ name: "a" });
  });

  it("fails as a bug, not as bad input, where its own answer has another shape", async () => {
    const response = z.object({ name: z.string() });
    const { route, lines } = openDoor();
    const get = route({ summary: "Get", response, run: () => JSON.parse('{"name": 1}') as { name: string } });
    expect((await get(request())).status).toBe(500);
    expect(lines.join()).toContain("promised shape");
  });

  it("sends no body with 204", async () => {
    const remove = openDoor().route({ summary: "Delete", status: 204, run: () => undefined });
    const answer = await remove(request("DELETE"));
    expect(answer.status).toBe(204);
    expect(await answer.text()).toBe("");
  });

  it("needs no token where it is for everybody", async () => {
    const get = openDoor().route({ summary: "Health", auth: "none", run: (scope) => ({ scope }) });
    expect(await (await get(request("GET", undefined, {}))).json()).toEqual({ scope: null });
  });

  it("keeps a harmless request id and makes one otherwise", async () => {
    const get = openDoor().route({ summary: "Get", run: () => ({}) });
    const idFor = async (given: string) =>
      (await get(request("GET", undefined, { ...authorization, "x-request-id": given }))).headers.get(
        "x-request-id",
      );
    expect(await idFor("trace-12345")).toBe("trace-12345");
    expect(await idFor("<script>alert(1)</script>")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("a route's problems", () => {
  it.each([
    ["a missing thing", new NotFoundError("source", "42"), 404, "resource-not-found"],
    ["a conflict", new ConflictError("A sync is already running."), 409, "state-conflict"],
    ["a refused configuration", new ConfigError("No table."), 422, "unprocessable-entity"],
    ["an unknown value", unknownValueError("connector", "oracle"), 400, "value-not-found"],
    ["a right that is missing", new AppError("forbidden", "No."), 403, "forbidden"],
    ["a bug", new TypeError("x"), 500, "unexpected-problem"],
  ])("tell %s by status, title and type", async (_what, error, status, title) => {
    const answer = await failing(error);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(await answer.json()).toMatchObject({
      status,
      title,
      type: expect.stringContaining("https://reference.airbyte.com/reference/errors"),
      detail: expect.any(String),
    });
  });

  it("tell nothing of a bug but the id under which it is logged", async () => {
    const { route, lines } = openDoor();
    const get = route({ summary: "Fail", run: () => Promise.reject(new Error("SELECT hunter2")) });
    const problem = await (await get(request())).json();
    expect(JSON.stringify(problem)).not.toContain("hunter2");
    expect(lines.join()).toContain(problem.data.errorId);
    expect(lines.join()).toContain("hunter2");
  });

  it("answer 401 without or with a bad token, and say how to authenticate", async () => {
    const run = vi.fn(() => ({}));
    const get = openDoor().route({ summary: "Get", run });
    for (const headers of [{}, { authorization: "Bearer bad" }]) {
      const answer = await get(request("GET", undefined, headers as Record<string, string>));
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
      expect(await answer.json()).toMatchObject({ status: 401, title: "unauthorized" });
    }
    expect(run).not.toHaveBeenCalled();
  });

  it("answer 422 with every refused field", async () => {
    const body = z.object({ name: z.string(), config: z.object({ host: z.string() }) });
    const post = openDoor().route({ summary: "Post", body, run: () => ({}) });
    const answer = await post(request("POST", '{"config":{}}'));
    expect(answer.status).toBe(422);
    const { data } = (await answer.json()) as { data: { issues: { path: string[] }[] } };
    expect(data.issues.map((issue) => issue.path)).toEqual([["name"], ["config", "host"]]);
  });

  it("answer 422 where the body is missing, 400 where it is no JSON", async () => {
    const post = openDoor().route({ summary: "Post", body: z.object({ name: z.string() }), run: () => ({}) });
    expect((await post(request("POST"))).status).toBe(422);
    const malformed = await post(request("POST", "{name: "));
    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toMatchObject({ title: "bad-request" });
  });

  it("answer 400 for a body of another shape where the route says so", async () => {
    const body = z.object({ name: z.string() });
    const post = openDoor().route({ summary: "Post", body, badBody: 400, run: () => ({}) });
    const answer = await post(request("POST", '{"name":1}'));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      title: "bad-request",
      data: { issues: [{ path: ["name"] }] },
    });
  });

  it("answer 413 where the body is too large", async () => {
    const post = openDoor().route({ summary: "Post", body: z.json(), run: () => ({}) });
    expect((await post(request("POST", `"${"x".repeat(11 * 1024 * 1024)}"`))).status).toBe(413);
  });

  it("answer 404 for an id of another form, as for one that does not exist", async () => {
    const params = z.object({ sourceId: z.uuid() });
    const get = openDoor().route({ summary: "Get", params, run: () => ({}) });
    const answer = await get(request(), { params: Promise.resolve({ sourceId: "42" }) });
    expect(answer.status).toBe(404);
  });

  it("answer 429 with the seconds to wait, counted per application", async () => {
    const { route, take } = openDoor({ waitMs: 1200 });
    const answer = await route({ summary: "Get", run: () => ({}) })(request());
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(take).toHaveBeenCalledWith("a-1");
  });

  it("count per key, and not at all for a person at the console", async () => {
    const { route, take } = openDoor({ waitMs: 1200 });
    const get = route({ summary: "Get", auth: "caller", run: () => ({}) });
    expect((await get(request("GET", undefined, { apikey: "k" }))).status).toBe(429);
    expect(take).toHaveBeenLastCalledWith("k-1");
    expect((await get(request("GET", undefined, {}))).status).toBe(200);
    expect(take).toHaveBeenCalledTimes(1);
  });
});

describe("roles", () => {
  const call = (method: string, auth: RouteAuth, role?: "owner") =>
    openDoor()
      .route({ summary: "x", auth, ...(role ? { role } : {}), run: () => ({}) })(request(method))
      .then((answer) => answer.status);

  it("let a viewer read and not change, unless the route says otherwise", async () => {
    expect(await call("GET", "session")).toBe(200);
    expect(await call("POST", "session")).toBe(403);
  });

  it("let an application do what an owner may, for whom it stands", async () => {
    expect(await call("POST", "bearer")).toBe(200);
    expect(await call("POST", "bearer", "owner")).toBe(200);
  });

  it("let the holder of a key do what the person may, and no more", async () => {
    const { route } = openDoor();
    const withKey = { apikey: "k" };
    const post = (role: Role) =>
      route({ summary: "x", auth: "caller", role, run: () => ({}) })(request("POST", undefined, withKey));
    expect((await post("editor")).status).toBe(200);
    expect((await post("owner")).status).toBe(403);
  });
});

describe("forms", () => {
  const form = { ...authorization, "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  const body = z.object({ name: z.string() });

  it("are read where a route takes them", async () => {
    const post = openDoor().route({
      summary: "x",
      body,
      takesForms: true,
      run: (_scope, input) => input.body,
    });
    expect(await (await post(request("POST", "name=a+b", form))).json()).toEqual({ name: "a b" });
  });

  it("are refused elsewhere", async () => {
    const post = openDoor().route({ summary: "x", body, run: (_scope, input) => input.body });
    expect((await post(request("POST", "name=a", form))).status).toBe(400);
  });
});
