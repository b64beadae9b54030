import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFailed } from "vitest";
import type { JsonObject } from "@/connectors/sdk";
import { revokeApiKey } from "@/lib/api-keys/service";
import { getState } from "@/lib/connections/state";
import { db } from "@/lib/db";
import { checkDestination, updateDestination } from "@/lib/destinations/service";
import { InvalidInputError } from "@/lib/errors";
import { listDecisions } from "@/lib/governance/decisions";
import { replacePolicies } from "@/lib/governance/policies";
import { addPerson, type TestPerson } from "@/lib/governance/testing/people";
import { startHeimdall, type TestHeimdall } from "../support/heimdall";
import { SyncLab } from "../support/sync-lab";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";

const table = (name: string) => `dataos://destination:warehouse/${name}`;

let lab: SyncLab;
let database: TestDatabase;
let alice: TestPerson;
let heimdall: TestHeimdall;

/** Real workers and a real executor; the console's own decisions go the way that they go in production. */
describeWithPostgres("write authentication", () => {
  beforeAll(async () => {
    lab = await SyncLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    onTestFailed(async () => console.error(await lab.report()));
    database = await createTestDatabase("gate");
    heimdall = await startHeimdall();
    alice = await addPerson(lab.scope.workspaceId, { name: "alice", tags: ["team:crm"] });
    await demandDecisions(false);
    await allow({ paths: ["dataos://destination:warehouse/**"] });
  });
  afterEach(async () => {
    await heimdall.stop();
    await database.drop();
  });

  const allow = ({ paths }: { paths: string[] }) =>
    replacePolicies(alice.scope, {
      policies: [{ name: "crm", subjects: ["team:crm"], predicates: ["write"], paths, allow: true }],
    });
  const demandDecisions = (on: boolean) =>
    db().workspace.update({
      where: { id: lab.scope.workspaceId },
      data: { requiresWriteAuthentication: on },
    });
  const builtin = (apiKey: string) => ({ type: "builtin", api_key: apiKey });
  const destinationConfig = (section: JsonObject) =>
    connectorConfigOf(database.url, { schema: "warehouse", write_authentication: section });

  function connect(section: JsonObject, { count = 100, streams = ["users"] } = {}): Promise<string> {
    return lab.connect({
      source: { connector: "sample", config: { count, records_per_slice: 1000 } },
      destination: { connector: "postgres", config: destinationConfig(section) },
      streams: streams.map((name) => ({ name, syncMode: "incremental_append", cursorField: ["updated_at"] })),
    });
  }
  const destinationOf = async (connectionId: string) =>
    (await db().connection.findUniqueOrThrow({ where: { id: connectionId } })).destinationId;
  const countUsers = async () =>
    (await database.query<{ rows: number }>("SELECT count(*)::int AS rows FROM warehouse.users"))[0]?.rows ??
    0;
  const tables = () =>
    database.query(
      "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('warehouse', 'airbyte_internal')",
    );
  const decisionsOf = async (runNumber: number) =>
    (await listDecisions(lab.scope, { limit: 1000 }))
      .filter((decision) => decision.runNumber === runNumber)
      .reverse();

  it("lets a run through whose key a policy allows, asked for all streams first, and keeps every decision", async () => {
    await demandDecisions(true);
    const { key } = await alice.makeKey();
    const connectionId = await connect(builtin(key), { streams: ["users", "products"] });
    expect(await checkDestination(lab.scope, await destinationOf(connectionId))).toEqual({ ok: true });
    const run = await lab.until(await lab.sync(connectionId));
    expect(run).toMatchObject({ status: "succeeded", failure: null });
    expect(run.streams.map(({ verified }) => verified)).toEqual([true, true]);
    const decisions = await decisionsOf(run.number);
    expect(new Set(decisions.slice(0, 2).map(({ path }) => path))).toEqual(
      new Set([table("users"), table("products")]),
    );
    // The run, then for each stream: opened, a checkpoint in front of its rows and one behind them, finished.
    expect(decisions).toHaveLength(2 + 2 * 4);
    for (const decision of decisions)
      expect(decision).toMatchObject({
        allow: true,
        policy: "crm",
        predicate: "write",
        key: { name: "nightly" },
      });
    expect(inspect([run, await lab.logs(run.id)], { depth: null })).not.toContain(key);
  });

  it("writes nothing at all where one of the streams is refused, and says whom, what, where and why", async () => {
    await allow({ paths: [table("users")] });
    const { key } = await alice.makeKey();
    const connectionId = await connect(builtin(key), { streams: ["users", "products"] });
    const run = await lab.until(await lab.sync(connectionId));
    expect(run).toMatchObject({ status: "failed", failure: { kind: "auth" } });
    expect(run.failure?.message).toMatch(
      /^alice-[0-9a-f]{8} may not write dataos:\/\/destination:warehouse\/products: No policy allows it\./,
    );
    expect(await lab.logs(run.id)).not.toMatch(/[Tt]ried again/);
    expect(await tables()).toEqual([]);
  });

  it("stops a run whose key is revoked: nothing after it, the checkpoint stays, and a new key goes on from there", async () => {
    const { id, key } = await alice.makeKey();
    const connectionId = await connect(builtin(key), { count: 100_000 });
    const runId = await lab.sync(connectionId);
    const isTable = async () => (await tables()).some(({ tablename }) => tablename === "users");
    await expect
      .poll(async () => (await isTable()) && (await countUsers()), { timeout: 30_000 })
      .toBeGreaterThan(0);
    await revokeApiKey(alice.scope, id);
    const revokedAt = Date.now();
    const run = await lab.until(runId);
    expect(run).toMatchObject({ status: "failed", failure: { kind: "auth" } });
    expect(run.failure?.message).toMatch(/may not write .*\/users: The key was revoked at/);
    expect(await lab.logs(runId)).not.toMatch(/[Tt]ried again/);

    const decisions = await decisionsOf(run.number);
    expect(decisions.at(-1)).toMatchObject({ allow: false, path: table("users"), key: { name: "nightly" } });
    expect(decisions.filter(({ at, allow: allowed }) => allowed && at.getTime() > revokedAt)).toEqual([]);
    const [state] = await getState(lab.scope, connectionId);
    const committed = await countUsers();
    expect(committed).toBeLessThan(100_000);
    expect(state?.checkpoint).toMatchObject({ complete: false, counts: [{ written: committed }] });

    const next = await alice.makeKey();
    await updateDestination(lab.scope, await destinationOf(connectionId), {
      config: destinationConfig(builtin(next.key)),
    });
    const resumed = await lab.until(await lab.sync(connectionId));
    expect(resumed).toMatchObject({ status: "succeeded", rowsWritten: BigInt(100_000 - committed) });
    expect(await countUsers()).toBe(100_000);
  });

  it("takes no other workspace's key, and tells that workspace nothing", async () => {
    const { id } = await db().workspace.create({ data: { name: "Other" } });
    const mallory = await addPerson(id, { name: "mallory" });
    const everything = { subjects: ["**"], predicates: ["**"], paths: ["**"], allow: true };
    await replacePolicies(mallory.scope, { policies: [{ name: "all", ...everything }] });
    const { key } = await mallory.makeKey();
    const connectionId = await connect(builtin(key));
    const run = await lab.until(await lab.sync(connectionId));
    expect(run.failure).toMatchObject({
      kind: "auth",
      message: expect.stringMatching(
        /not valid may not write .*: The key belongs to another workspace\./,
      ) as string,
    });
    expect(await tables()).toEqual([]);
    expect(await listDecisions(mallory.scope, { limit: 10 })).toEqual([]);
    expect(await decisionsOf(run.number)).toMatchObject([
      { allow: false, subject: null, path: table("users") },
    ]);
  });

  it("is demanded by the workspace's switch of a new destination, and of one that was there before", async () => {
    const connectionId = await connect({ type: "none" });
    await demandDecisions(true);
    await expect(connect({ type: "none" })).rejects.toBeInstanceOf(InvalidInputError);
    const named = expect.stringMatching(/"no write without authentication"/) as string;
    expect(await checkDestination(lab.scope, await destinationOf(connectionId))).toMatchObject({
      ok: false,
      kind: "config",
      message: named,
    });
    const run = await lab.until(await lab.sync(connectionId));
    expect(run).toMatchObject({ status: "failed", failure: { kind: "config", message: named } });
    expect(await tables()).toEqual([]);
  });

  it("stops a check, a clear and a sample as it stops a sync", async () => {
    const { key } = await alice.makeKey();
    const connectionId = await connect(builtin(key));
    await lab.until(await lab.sync(connectionId));
    await allow({ paths: ["elsewhere/**"] });
    expect(await checkDestination(lab.scope, await destinationOf(connectionId))).toMatchObject({
      ok: false,
      kind: "auth",
      message: expect.stringContaining(table("_sluice")) as string,
    });
    const askings = [
      () => lab.sync(connectionId, { kind: "clear" }),
      () => lab.sample(connectionId, { rows: 10 }),
      () => lab.sync(connectionId, { kind: "refresh" }),
    ];
    for (const ask of askings) {
      const run = await lab.until(await ask());
      expect(run).toMatchObject({ status: "failed", failure: { kind: "auth" } });
    }
    expect(await countUsers()).toBe(100);
  });

  it("asks an external Heimdall, waits where it is away, and stops where it refuses", async () => {
    const section = { type: "heimdall", api_key: "key-of-alice", base_url: heimdall.baseUrl };
    const connectionId = await connect(section, { streams: ["users", "products"] });
    heimdall.outages = 1;
    const run = await lab.until(await lab.sync(connectionId));
    expect(run).toMatchObject({ status: "succeeded" });
    expect(await lab.logs(run.id)).toMatch(/gives no decision: it answers with HTTP 503/);
    expect(heimdall.asked[0]).toHaveLength(2);
    expect([...heimdall.tokens]).toEqual(["key-of-alice"]);
    heimdall.judge = (path) => path !== table("users");
    const refused = await lab.until(await lab.sync(connectionId));
    expect(refused.failure?.message).toMatch(
      /^alice may not write .*\/users: Not yours\..*policy of Heimdall/,
    );
    expect(await countUsers()).toBe(100);
  });
});
