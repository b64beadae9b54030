import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { revokeApiKey } from "@/lib/api-keys/service";
import { db, pool } from "@/lib/db";
import { setDatabaseUrl } from "@/lib/env";
import { NotFoundError } from "@/lib/errors";
import { ensureWorkspace } from "@/lib/workspaces/service";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { decide, judgeKey } from "./decide";
import { listDecisions } from "./decisions";
import { defaultPolicy } from "./default-policy";
import { explainPath } from "./explain";
import { getMember, listMembers, setMemberTags } from "./members";
import { listPolicies, readPolicies, replacePolicies } from "./policies";
import { subjectIdOf } from "./subject";
import { addPerson, type TestPerson } from "./testing/people";

const city = "dataos://lake:retail/city";
const write = { predicate: "write", path: city };
const retail = {
  name: "retail",
  subjects: ["team:retail"],
  predicates: ["write"],
  paths: ["dataos://lake:retail/*"],
  allow: true,
};
const noCity = { ...retail, name: "no city", subjects: ["**"], paths: ["**/city"], allow: false };

let database: ConsoleDatabase;
let workspaceId: string;
let owner: TestPerson;
beforeAll(async () => {
  database = await startConsoleDatabase();
});
beforeEach(async () => {
  await database.reset();
  workspaceId = (await ensureWorkspace()).id;
  owner = await addPerson(workspaceId, { name: "owner" });
});
afterAll(() => database.stop());

async function otherWorkspace(): Promise<string> {
  return (await db().workspace.create({ data: { name: "Other" } })).id;
}

const decisions = () => db().writeDecision.findMany({ orderBy: { id: "asc" } });

describe("a new workspace", () => {
  it("lets owners and editors write everywhere, and viewers nowhere", async () => {
    expect(await listPolicies({ workspaceId })).toEqual([defaultPolicy]);
    const [editor, viewer] = await Promise.all([
      addPerson(workspaceId, { role: "editor" }),
      addPerson(workspaceId, { role: "viewer" }),
    ]);
    const allowed = async (person: TestPerson) =>
      (await decide((await person.makeKey()).key, [write]))[0]?.allow;
    expect([await allowed(owner), await allowed(editor), await allowed(viewer)]).toEqual([true, true, false]);
  });

  it("may write without authentication, unless the installation says otherwise", async () => {
    expect((await ensureWorkspace()).requiresWriteAuthentication).toBe(false);
    await database.reset();
    vi.stubEnv("SLUICE_REQUIRE_WRITE_AUTH", "1");
    setDatabaseUrl(database.url);
    try {
      expect((await ensureWorkspace()).requiresWriteAuthentication).toBe(true);
    } finally {
      vi.unstubAllEnvs();
      setDatabaseUrl(database.url);
    }
  });

  it("that was there before there were policies has got the same one, once", async () => {
    const older = await otherWorkspace();
    const folder = path.resolve(import.meta.dirname, "../../prisma/migrations");
    const script = readFileSync(
      path.join(folder, "20261130000600_default_write_policy/migration.sql"),
      "utf8",
    );
    await pool().query(script);
    expect(await listPolicies({ workspaceId: older })).toEqual([defaultPolicy]);
    expect(await listPolicies({ workspaceId })).toEqual([defaultPolicy]);
    await pool().query(script);
    expect(await db().writePolicy.count()).toBe(2);
  });

  it("keeps its owner's choice: a policy that was removed does not come back", async () => {
    await replacePolicies(owner.scope, { policies: [] });
    await ensureWorkspace();
    expect(await listPolicies({ workspaceId })).toEqual([]);
    const [answer] = await decide((await owner.makeKey()).key, [write]);
    expect(answer).toMatchObject({ allow: false, valid: true, reason: "No policy allows it." });
  });
});

describe("policies", () => {
  it("are replaced as a whole and keep their order, in their own workspace alone", async () => {
    const elsewhere = await addPerson(await otherWorkspace());
    await replacePolicies(elsewhere.scope, { policies: [retail] });
    await replacePolicies(owner.scope, { policies: [retail, noCity] });
    await replacePolicies(owner.scope, { policies: [noCity, retail] });
    expect(await listPolicies(owner.scope)).toEqual([noCity, retail]);
    expect(await listPolicies(elsewhere.scope)).toEqual([retail]);
  });

  it("stay as they were where one of the new ones is refused", async () => {
    const bad = { policies: [retail, { ...noCity, paths: [] }] };
    await expect(replacePolicies(owner.scope, bad)).rejects.toThrow(/at least one path/);
    expect(await listPolicies(owner.scope)).toEqual([defaultPolicy]);
  });

  it("are one of the two lists where two are saved at the same moment", async () => {
    const lists = [[retail], [retail, noCity], [noCity]];
    await Promise.all(lists.map((policies) => replacePolicies(owner.scope, { policies })));
    expect(lists).toContainEqual(await listPolicies(owner.scope));
  });

  it("that somebody has changed since they were seen are not overwritten, and that is said", async () => {
    const { revision } = await readPolicies(owner.scope);
    const first = await replacePolicies(owner.scope, { policies: [retail], revision });
    expect(first).toEqual({ policies: [retail], revision: revision + 1 });
    await expect(replacePolicies(owner.scope, { policies: [], revision })).rejects.toMatchObject({
      code: "conflict",
      issues: [{ path: ["revision"] }],
    });
    expect(await readPolicies(owner.scope)).toEqual(first);
    const next = await replacePolicies(owner.scope, { policies: [noCity], revision: first.revision });
    expect(await readPolicies(owner.scope)).toEqual(next);
  });

  it("are saved by one of the two who started from the same list", async () => {
    const { revision } = await readPolicies(owner.scope);
    const lists = [[retail], [noCity]];
    const results = await Promise.allSettled(
      lists.map((policies) => replacePolicies(owner.scope, { policies, revision })),
    );
    const won = results.findIndex(({ status }) => status === "fulfilled");
    expect(results[1 - won]).toMatchObject({ status: "rejected", reason: { code: "conflict" } });
    expect(await readPolicies(owner.scope)).toEqual({ policies: lists[won], revision: revision + 1 });
  });
});

describe("a decision", () => {
  it("goes by the tags of the member at the time it is asked for", async () => {
    await replacePolicies(owner.scope, { policies: [retail] });
    const editor = await addPerson(workspaceId, { role: "editor" });
    const { key } = await editor.makeKey();
    const allowed = async () => (await decide(key, [write])).map(({ allow }) => allow);
    expect(await allowed()).toEqual([false]);
    await setMemberTags(owner.scope, editor.userId, { tags: ["team:retail"] });
    expect(await allowed()).toEqual([true]);
    await replacePolicies(owner.scope, { policies: [retail, noCity] });
    expect(await allowed()).toEqual([false]);
  });

  it("answers many questions in their order, with one query for the key and one for the policies", async () => {
    await replacePolicies(owner.scope, { policies: [{ ...retail, subjects: ["roles:id:owner"] }] });
    const { key } = await owner.makeKey();
    await decide(key, []);
    const query = vi.spyOn(pool(), "query");
    const questions = Array.from({ length: 300 }, (_, index) => ({
      predicate: "write",
      path: `dataos://lake:${index % 3 === 0 ? "retail" : "raw"}/t${index}`,
    }));
    const answers = await decide(key, questions);
    expect(answers.map(({ allow }) => allow)).toEqual(questions.map((_, index) => index % 3 === 0));
    // The third one records.
    expect(query).toHaveBeenCalledTimes(3);
    query.mockRestore();
    expect(await db().writeDecision.count()).toBe(301);
  });

  it("refuses a key that is unknown, revoked or expired, and says so", async () => {
    const now = new Date();
    const [revoked, expired] = [await owner.makeKey(), await owner.makeKey({ durationHours: 1, now })];
    await revokeApiKey(owner.scope, revoked.id);
    const nextDay = new Date(now.getTime() + 25 * 3_600_000);
    const ask = async (key: string, at = now) => (await decide(key, [write], { now: at }))[0];
    const refused = { allow: false, valid: false, subject: null };
    expect(await ask("nonsense")).toMatchObject({ ...refused, reason: "There is no such key." });
    expect(await ask(revoked.key)).toMatchObject({ ...refused, reason: expect.stringMatching(/revoked/) });
    expect(await ask(expired.key, nextDay)).toMatchObject({
      ...refused,
      reason: expect.stringMatching(/expired/),
    });
  });

  it("refuses another workspace's key to the workspace that asks", async () => {
    const { key } = await owner.makeKey();
    const asking = await otherWorkspace();
    const [answer] = await decide(key, [write], { workspaceId: asking });
    expect(answer).toEqual({
      allow: false,
      valid: false,
      subject: null,
      reason: "The key belongs to another workspace.",
    });
    const [recorded] = await decisions();
    expect(recorded).toMatchObject({ workspaceId: asking, keyId: null, subject: null, path: city });
  });

  it("tells whose key it is where nothing else is asked", async () => {
    const { key } = await owner.makeKey();
    const { subject, verdicts } = await judgeKey(key, []);
    expect(verdicts).toEqual([]);
    expect(subject).toEqual((await getMember(owner.scope, owner.userId)).subject);
  });
});

describe("the audit", () => {
  it("has every decision with key, subject, policy, reason and run", async () => {
    const { id: keyId, key } = await owner.makeKey();
    const other = { predicate: "read", path: city };
    await decide(key, [write, other], { runNumber: 7 });
    const { email } = await db().user.findFirstOrThrow();
    const common = {
      ...{ workspaceId, keyId, subject: subjectIdOf({ userId: owner.userId, email }), valid: true },
      ...{ runNumber: 7, path: city },
    };
    expect(await decisions()).toMatchObject([
      { ...common, predicate: "write", allow: true, policy: defaultPolicy.name, reason: null },
      { ...common, predicate: "read", allow: false, policy: null, reason: "No policy allows it." },
    ]);
  });

  it("has refusals of a revoked key under the person it was made for", async () => {
    const { id, key } = await owner.makeKey();
    await revokeApiKey(owner.scope, id);
    await decide(key, [write]);
    const [shown] = await listDecisions(owner.scope, { limit: 10 });
    expect(shown).toMatchObject({
      subject: (await getMember(owner.scope, owner.userId)).subject.id,
      key: { name: "nightly", ending: key.slice(-4) },
      allow: false,
    });
  });

  it("keeps one line of a call with a key that is nobody's, however much it asks", async () => {
    await decide("nonsense", [write, write, write]);
    expect(await decisions()).toMatchObject([{ workspaceId: null, keyId: null, path: city, allow: false }]);
  });

  it("never holds a key", async () => {
    const { key } = await owner.makeKey();
    await decide(key, [write]);
    expect(JSON.stringify(await decisions(), (_name, value) => String(value))).not.toContain(key);
  });

  it("is read newest first, by what was decided, page by page, by its workspace alone", async () => {
    const { key } = await owner.makeKey();
    await decide(key, [write, { predicate: "read", path: city }, { predicate: "write", path: "x" }]);
    const shown = async (filter: { allow?: boolean; before?: bigint }) =>
      (await listDecisions(owner.scope, { limit: 2, ...filter })).map(
        ({ predicate, path: of }) => `${predicate} ${of}`,
      );
    expect(await shown({})).toEqual(["write x", `read ${city}`]);
    const last = (await listDecisions(owner.scope, { limit: 2 })).at(-1);
    expect(await shown({ before: BigInt(last?.id ?? 0) })).toEqual([`write ${city}`]);
    expect(await shown({ allow: false })).toEqual([`read ${city}`]);
    expect(await shown({ allow: true })).toEqual(["write x", `write ${city}`]);
    const elsewhere = await addPerson(await otherWorkspace());
    expect(await listDecisions(elsewhere.scope, { limit: 10 })).toEqual([]);
  });
});

describe("who may write a path", () => {
  it("is every member, judged as a key of theirs would be, with the policy that decides", async () => {
    await addPerson(workspaceId, { name: "anna", role: "viewer", tags: ["team:retail"] });
    await replacePolicies(owner.scope, {
      policies: [defaultPolicy, retail, { ...retail, name: "x", paths: ["x"] }],
    });
    const { members, policies } = await explainPath(owner.scope, write);
    expect(members).toMatchObject([
      { name: "anna", allow: true, policy: "retail" },
      { name: "owner", allow: true, policy: defaultPolicy.name },
    ]);
    expect(policies.map(({ name }) => name)).toEqual([defaultPolicy.name, "retail"]);
    expect(await db().writeDecision.count()).toBe(0);
  });

  it("needs a predicate and a path", async () => {
    await expect(explainPath(owner.scope, { predicate: "write", path: " " })).rejects.toThrow(
      /Name the path/,
    );
  });
});

describe("members", () => {
  it("of another workspace are not there", async () => {
    const elsewhere = await addPerson(await otherWorkspace(), { tags: ["kept"] });
    const { userId } = elsewhere;
    await expect(getMember(owner.scope, userId)).rejects.toBeInstanceOf(NotFoundError);
    const stealing = setMemberTags(owner.scope, userId, { tags: ["stolen"] });
    await expect(stealing).rejects.toBeInstanceOf(NotFoundError);
    expect((await getMember(elsewhere.scope, userId)).tags).toEqual(["kept"]);
    expect((await listMembers(owner.scope)).map((member) => member.userId)).toEqual([owner.userId]);
  });
});
