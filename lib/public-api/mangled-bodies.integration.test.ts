import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import type { Json } from "@/connectors/sdk";
import { addPerson } from "@/lib/governance/testing/people";
import { hostileTexts, mangled } from "@/tests/support/mangle";
import { bearerToken, type CallOptions } from "./testing/call";
import { setUpApi } from "./testing/set-up-api";

const api = setUpApi();
/** Fewer than the rate limit lets through at once. */
const callsPerToken = 40;
let calls = 0;
let ends = { sourceId: "", destinationId: "", connectionId: "" };

beforeEach(async () => {
  calls = 0;
  Object.assign(api.world().pool.answers, {
    listStates: async () => [],
    replaceState: async () => null,
    listQuarantined: async () => [],
    discardQuarantined: async () => 0,
  });
  ends = (await api.makeConnection()).body;
  await addPerson(api.workspaceId());
});

async function ask(method: string, path: string, options: CallOptions = {}) {
  if (calls++ % callsPerToken === 0) api.setToken(await bearerToken(api.world().scope));
  return api.call(method, path, options);
}

/** What clients send, as it should be: each of the routes that take a body. */
function requests(): { method: string; path: string; body: Json }[] {
  const { sourceId, destinationId, connectionId } = ends;
  const workspaceId = api.workspaceId();
  const configuration = {
    sourceType: "test-source",
    host: "h",
    port: 1,
    tunnel: { method: "key", key: "k" },
  };
  const streams = [
    {
      name: "users",
      syncMode: "full_refresh_overwrite",
      cursorField: ["id"],
      primaryKey: [["id"]],
      selectedFields: [{ fieldPath: ["id"] }],
      mappers: [{ type: "hashing", mapperConfiguration: { targetField: "id", method: "MD5" } }],
    },
  ];
  const connection = {
    name: "n",
    configurations: { streams },
    schedule: { scheduleType: "cron", cronExpression: "0 0 12 * * ?", basicTiming: "Every 5 minutes" },
    namespaceDefinition: "custom_format",
    namespaceFormat: "${SOURCE_NAMESPACE}",
    prefix: "p_",
    status: "active",
    policies: { quarantineLimit: 5, maxDropPercent: 10 },
  };
  const policy = { name: "p", subjects: ["**"], predicates: ["write"], paths: ["a:b/*"], allow: true };
  const source = `/sources/${sourceId}`;
  const destination = `/destinations/${destinationId}`;
  return [
    { method: "POST", path: "/sources", body: { name: "s", workspaceId, configuration } },
    { method: "PATCH", path: source, body: { name: "s", configuration } },
    { method: "PUT", path: source, body: { name: "s", configuration } },
    {
      method: "POST",
      path: "/destinations",
      body: { name: "d", workspaceId, configuration: { destinationType: "test-destination", host: "h" } },
    },
    { method: "PATCH", path: destination, body: { name: "d", configuration: { host: "h" } } },
    { method: "PUT", path: destination, body: { name: "d", configuration: { host: "h" } } },
    { method: "POST", path: "/connections", body: { sourceId, destinationId, ...connection } },
    { method: "PATCH", path: `/connections/${connectionId}`, body: connection },
    {
      method: "POST",
      path: `/connections/${connectionId}/rewind`,
      body: { feedId: "f", checkpointId: "1" },
    },
    { method: "POST", path: `/connections/${connectionId}/quarantine/discard`, body: { ids: ["1"] } },
    { method: "POST", path: "/jobs", body: { connectionId, jobType: "sync" } },
    { method: "POST", path: "/jobs/1/decision", body: { accept: true } },
    { method: "POST", path: "/workspaces", body: { name: "w" } },
    { method: "PATCH", path: `/workspaces/${workspaceId}`, body: { name: "w" } },
    { method: "POST", path: "/tokens", body: { name: "k", durationHours: 1 } },
    { method: "PUT", path: "/policies", body: { policies: [policy] } },
    { method: "PUT", path: `/members/${ends.sourceId}/tags`, body: { tags: ["t"] } },
    { method: "POST", path: "/applications", body: { name: "a" } },
    { method: "POST", path: "/applications/token", body: { client_id: "c", client_secret: "s" } },
  ];
}

it("answers no mangled body with a fault of its own", async () => {
  const cases = fc
    .constantFrom(...requests())
    .chain(({ method, path, body: whole }) =>
      fc.record({ method: fc.constant(method), path: fc.constant(path), body: mangled(whole) }),
    );
  await fc.assert(
    fc.asyncProperty(cases, async ({ method, path, body }) => {
      const answer = await ask(method, path, { body });
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
    }),
    { numRuns: 400, endOnFailure: true },
  );
});

it("answers bodies of many levels, and texts that are none, as bad requests or as it does without", async () => {
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  for (const { method, path, body } of requests()) {
    const texts = Object.keys(body as object).map((name) =>
      JSON.stringify({ ...(body as object), [name]: "@deep" }).replace('"@deep"', deep),
    );
    for (const text of [deep, "{", '"', "\0", "null", "[]", "7", ...texts]) {
      const answer = await ask(method, path, { text });
      expect([path, answer.status, answer.body]).toEqual([path, expect.toSatisfy(isNoFault), answer.body]);
    }
  }
});

it("answers ids and queries that are none as not found or as bad requests", async () => {
  const words = [...hostileTexts, "a".repeat(5_000), "00000000-0000-0000-0000-000000000000"];
  for (const word of words.map((text) => encodeURIComponent(text.toWellFormed()))) {
    for (const path of [
      `/sources/${word}`,
      `/connections/${word}`,
      `/connections/${word}/state`,
      `/jobs/${word}`,
      `/jobs?limit=${word}&offset=${word}`,
      `/jobs?connectionId=${word}&status=${word}&createdAtStart=${word}&orderBy=${word}`,
      `/sources?workspaceIds=${word}&includeDeleted=${word}`,
      `/streams?sourceId=${word}`,
      `/members/${word}/tags`,
      `/policies/explain?predicate=${word}&path=${word}`,
      `/connections/${ends.connectionId}/checkpoints?limit=${word}`,
      `/connections/${ends.connectionId}/quarantine?after=${word}&name=${word}`,
    ]) {
      const answer = await ask("GET", path);
      expect([path, answer.status]).toEqual([path, expect.toSatisfy(isNoFault)]);
    }
  }
});

function isNoFault(status: number): boolean {
  return status < 500;
}
