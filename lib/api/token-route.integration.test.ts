import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createApplication, deleteApplication } from "@/lib/applications/service";
import type { CreatedApplication } from "@/lib/applications/schema";
import { db } from "@/lib/db";
import { secretKeyFrom, setSecretKeys } from "@/lib/secrets/key";
import type { Scope } from "@/lib/workspaces/scope";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { route } from "./route";
import { issueToken } from "./token";
import { POST } from "./token-route";

let database: ConsoleDatabase;
let scope: Scope;
let application: CreatedApplication;
beforeAll(async () => {
  setSecretKeys({ current: secretKeyFrom("the-key-of-the-token-tests-32-chars!"), previous: undefined });
  database = await startConsoleDatabase();
  const workspace = await db().workspace.create({ data: { name: "w" } });
  scope = { workspaceId: workspace.id, actor: { kind: "system", part: "test" } };
  application = await createApplication(scope, { name: "CI" });
});
beforeEach(() => db().signInAttempt.deleteMany());
afterAll(async () => {
  await database.stop();
  setSecretKeys(undefined);
});

const url = "http://127.0.0.1:3000/api/public/v1/applications/token";
const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const whoami = route({ summary: "Who am I", run: (caller) => caller });

function ask(body: string | undefined, headers: Record<string, string> = json): Promise<Response> {
  return POST(new Request(url, { method: "POST", headers, ...(body === undefined ? {} : { body }) }));
}

function call(authorization: string): Promise<Response> {
  return whoami(new Request("http://127.0.0.1:3000/api/public/v1/whoami", { headers: { authorization } }));
}

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
const credentials = () => ({ client_id: application.clientId, client_secret: application.clientSecret });

describe("the token route", () => {
  it.each([
    ["JSON", () => ask(JSON.stringify(credentials()))],
    [
      "JSON with grant_type",
      () => ask(JSON.stringify({ ...credentials(), grant_type: "client_credentials" })),
    ],
    [
      "JSON with grant-type",
      () => ask(JSON.stringify({ ...credentials(), "grant-type": "client_credentials" })),
    ],
    ["a form", () => ask(new URLSearchParams(credentials()).toString(), form)],
    [
      "a form with a Basic header",
      () =>
        ask("grant_type=client_credentials", {
          ...form,
          authorization: basic(application.clientId, application.clientSecret),
        }),
    ],
    [
      "a Basic header alone",
      () => ask(undefined, { authorization: basic(application.clientId, application.clientSecret) }),
    ],
  ])("gives a token that works for %s", async (_how, request) => {
    const answer = await request();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const token = (await answer.json()) as Record<string, string>;
    expect(token).toEqual({ access_token: expect.any(String), token_type: "Bearer", expires_in: 900 });
    expect(await (await call(`Bearer ${token.access_token}`)).json()).toEqual({
      workspaceId: scope.workspaceId,
      actor: { kind: "application", id: application.id },
    });
  });

  it("answers wrong credentials with 401 and a problem, and locks out after repeated ones", async () => {
    const wrong = JSON.stringify({ ...credentials(), client_secret: "wrong" });
    const subject = `client:${application.clientId}`;
    await db().signInAttempt.create({ data: { subject, failures: 4, firstFailure: new Date() } });
    const answer = await ask(wrong);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ status: 401, title: "unauthorized" });
    const locked = await ask(wrong);
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it.each([
    ["no credentials", () => ask("{}"), 401],
    ["no body", () => ask(undefined), 401],
    ["another grant", () => ask(JSON.stringify({ ...credentials(), grant_type: "password" })), 400],
    ["malformed JSON", () => ask("{client_id"), 400],
    ["a secret that is no text", () => ask('{"client_id":"a","client_secret":{}}'), 422],
  ])("refuses %s with a problem body", async (_what, request, status) => {
    const answer = await request();
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, detail: expect.any(String) });
  });
});

describe("a route with a bearer token", () => {
  it("takes client id and secret as well", async () => {
    expect((await call(basic(application.clientId, application.clientSecret))).status).toBe(200);
    expect((await call(basic(application.clientId, "wrong"))).status).toBe(401);
  });

  it("refuses a token once its application is deleted", async () => {
    const { id } = await createApplication(scope, { name: "short-lived" });
    const token = issueToken(id);
    expect((await call(`Bearer ${token}`)).status).toBe(200);
    await deleteApplication(scope, id);
    expect((await call(`Bearer ${token}`)).status).toBe(401);
  });

  it.each(["", "Bearer", "Bearer x.y.z", "Basic !!!", "Basic eA==", "Digest x"])(
    "refuses %j",
    async (value) => {
      expect((await call(value)).status).toBe(401);
    },
  );
});
