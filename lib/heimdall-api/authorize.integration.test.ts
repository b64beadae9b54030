import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { authorizeBatchReplySchema, authorizeReplySchema } from "@/lib/governance/authorize-schema";
import { replacePolicies } from "@/lib/governance/policies";
import { addPerson, type TestPerson } from "@/lib/governance/testing/people";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { authorize } from "./authorize";

let database: ConsoleDatabase;
let owner: TestPerson;
let token: string;
beforeAll(async () => {
  database = await startConsoleDatabase();
});
beforeEach(async () => {
  await database.reset();
  const { id: workspaceId } = await db().workspace.create({ data: { name: "W" } });
  owner = await addPerson(workspaceId);
  token = (await owner.makeKey()).key;
  const roles = { subjects: ["roles:id:owner"], predicates: ["write"] };
  await replacePolicies(owner.scope, {
    policies: [
      { ...roles, name: "retail", paths: ["dataos://lake:retail/*"], allow: true },
      { ...roles, name: "no city", paths: ["**/city"], allow: false },
    ],
  });
});
afterAll(() => database.stop());

let visitors = 0;

async function ask(body: unknown, headers: Record<string, string> = {}) {
  const response = await authorize(
    new Request("http://127.0.0.1:3000/heimdall/api/v1/authorize", {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "x-forwarded-for": `192.0.2.${++visitors % 250}`, ...headers },
    }),
  );
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const context = (...paths: string[]) => ({ predicate: "write", object: { paths, tags: null }, metadata: {} });
const shop = "dataos://lake:retail/shop";
const city = "dataos://lake:retail/city";

describe("Heimdall's authorize call", () => {
  it("allows with 200, whose key it is, and the tags", async () => {
    const pepContext = { userAgent: "test", atomId: "write-dataset" };
    const { status, body } = await ask({ token, context: context(shop), pepContext });
    expect(status).toBe(200);
    const { id, tags } = authorizeReplySchema.parse(body).result ?? {};
    expect(id).toMatch(/^jane-[0-9a-f]{8}$/);
    expect(body).toEqual({ allow: true, valid: true, result: { id, tags } });
    expect(tags).toEqual([`users:id:${id}`, "roles:id:owner"]);
  });

  it.each([
    ["a path that is denied", [city], /policy "no city" denies/],
    ["a path that nobody allows", ["dataos://lake:raw/shop"], /No policy allows/],
    ["one such path among others", [shop, city, shop], /no city/],
    ["no path", [], /names no path/],
  ])("refuses %s with 200 and no result", async (_what, paths, message) => {
    const { status, body } = await ask({ token, context: context(...paths) });
    expect(status).toBe(200);
    expect(authorizeReplySchema.parse(body)).toEqual({
      allow: false,
      valid: true,
      error: { status: 403, message: expect.stringMatching(message) },
    });
  });

  it("refuses what it cannot judge: tags of the object", async () => {
    const object = { paths: [shop], tags: ["PII.Sensitive"] };
    const { body } = await ask({ token, context: { predicate: "write", object } });
    expect(body).toMatchObject({
      allow: false,
      valid: true,
      error: { message: expect.stringMatching(/about paths/) },
    });
  });

  it("says of a wrong key that it is not valid", async () => {
    for (const wrong of ["", "nonsense", token.slice(0, -1) + "."]) {
      const { status, body } = await ask({ token: wrong, context: context(shop) });
      expect(status).toBe(200);
      expect(body).toMatchObject({ allow: false, valid: false, error: { status: 403 } });
    }
  });

  it("tells whose key it is where there is no context", async () => {
    expect((await ask({ token })).body).toMatchObject({
      allow: true,
      valid: true,
      result: { id: expect.stringMatching(/^jane-/) },
    });
    expect((await ask({ token: "nonsense" })).body).toMatchObject({ allow: false, valid: false });
  });

  it("answers a batch by the caller's keys", async () => {
    const contexts = { a: context(shop), b: context(city), "": context(shop, city), none: context() };
    const { status, body } = await ask({ token, contexts });
    expect(status).toBe(200);
    const { id, tags, results } = authorizeBatchReplySchema.parse(body);
    expect([id, tags?.length]).toEqual([expect.stringMatching(/^jane-/), 2]);
    const allowed = Object.entries(results).map(([key, { allow, valid }]) => [key, allow, valid]);
    expect(allowed).toEqual([
      ["a", true, true],
      ["b", false, true],
      ["", false, true],
      ["none", false, true],
    ]);
    expect(results.a?.error).toBeUndefined();
    expect(results.b?.error).toMatchObject({ status: 403 });
  });

  it("answers a batch of a wrong key, and an empty one", async () => {
    const wrong = await ask({ token: "nonsense", contexts: { a: context(shop) } });
    expect(wrong.body).toMatchObject({
      id: null,
      tags: null,
      results: { a: { allow: false, valid: false } },
    });
    expect((await ask({ token, contexts: {} })).body).toMatchObject({
      id: expect.stringMatching(/^jane-/),
      results: {},
    });
  });

  it("records what it was asked", async () => {
    await ask({ token, context: context(city) });
    const recorded = await db().writeDecision.findMany();
    expect(recorded).toMatchObject([{ path: city, allow: false, valid: true, policy: "no city" }]);
  });
});

describe("a call that is none", () => {
  it.each([
    ["no JSON", "{token"],
    ["no body", ""],
    ["a list", []],
    ["no token", { context: context(shop) }],
    ["a token that is no text", { token: 1 }],
    ["no predicate", { token: "t", context: { object: { paths: [] } } }],
    ["paths that are no list", { token: "t", context: { predicate: "write", object: { paths: shop } } }],
    ["both ways at once", { token: "t", context: context(shop), contexts: {} }],
    [
      "more than can be asked at once",
      {
        token: "t",
        contexts: Object.fromEntries(
          Array.from({ length: 11 }, (_, index) => [index, context(...Array(1000).fill(shop))]),
        ),
      },
    ],
  ])("is 400: %s", async (_what, body) => {
    const { status, body: problem } = await ask(body);
    expect(status).toBe(400);
    expect(problem).toMatchObject({ status: 400, title: "bad-request" });
    expect(await db().writeDecision.count()).toBe(0);
  });
});

describe("who asks", () => {
  it("gets the correlation id back, also with a refusal of the call, unless it is a harmful one", async () => {
    const idFor = async (id: string, body: unknown = { token }) =>
      (await ask(body, { "dataos-correlation-id": id })).headers.get("dataos-correlation-id");
    expect(await idFor("0199a2b4-7c3d")).toBe("0199a2b4-7c3d");
    expect(await idFor("0199a2b4-7c3d", "{")).toBe("0199a2b4-7c3d");
    expect(await idFor("<script>")).toBeNull();
  });

  it("is limited by the address", async () => {
    const from = { "x-forwarded-for": "198.51.100.7" };
    const answers = await Promise.all(Array.from({ length: 260 }, () => ask({ token: "t" }, from)));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    expect(limited[0]?.headers.get("retry-after")).toBe("1");
    expect((await ask({ token: "t" }, { "x-forwarded-for": "198.51.100.8" })).status).toBe(200);
  });
});
