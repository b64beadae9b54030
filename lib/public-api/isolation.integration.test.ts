import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey } from "@/lib/api-keys/service";
import * as connections from "@/lib/connections/service";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import * as destinations from "@/lib/destinations/service";
import { NotFoundError } from "@/lib/errors";
import { requestSync } from "@/lib/runs/request";
import * as sources from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";
import { publicRoutes } from "./routes";
import { bearerToken, callApi } from "./testing/call";

interface Ids {
  workspaceId: string;
  applicationId: string;
  sourceId: string;
  destinationId: string;
  connectionId: string;
  jobId: string;
  tokenId: string;
  userId: string;
}

const unknownId = "019ab000-0000-7000-8000-00000000dead";
const unknown: Ids = {
  workspaceId: unknownId,
  applicationId: unknownId,
  sourceId: unknownId,
  destinationId: unknownId,
  connectionId: unknownId,
  jobId: "2000000000",
  tokenId: unknownId,
  userId: unknownId,
};

let world: TestConsole;
let own: Ids;
let strangersEnds: { sourceId: string; destinationId: string };

const source = { name: "Shop", connector: "test-source", config: { host: "db.example" } };
const destination = { name: "Warehouse", connector: "test-destination", config: { host: "dwh.example" } };

beforeAll(async () => {
  world = await startTestConsole();
  const { scope, stranger } = world;
  const { id: sourceId } = await sources.createSource(scope, source);
  const { id: destinationId } = await destinations.createDestination(scope, destination);
  const { id: connectionId } = await connections.createConnection(scope, { sourceId, destinationId });
  const run = await requestSync(scope, { connectionId, trigger: "manual" });
  const { workspaceId } = scope;
  const application = await db().application.create({
    data: { workspaceId, name: "Own", clientId: "own", secretHash: "never verified" },
  });
  const [userId] = await Promise.all([addOwner(scope, "own"), addOwner(stranger, "stranger")]);
  const token = await createApiKey(
    { workspaceId, actor: { kind: "user", id: userId, role: "owner" } },
    { name: "own", durationHours: 1 },
  );
  own = {
    workspaceId,
    userId,
    tokenId: token.id,
    applicationId: application.id,
    sourceId,
    destinationId,
    connectionId,
    jobId: String(run.number),
  };
  strangersEnds = {
    sourceId: (await sources.createSource(stranger, source)).id,
    destinationId: (await destinations.createDestination(stranger, destination)).id,
  };
});
afterAll(() => world.stop());

async function addOwner({ workspaceId }: Scope, name: string): Promise<string> {
  const members = { create: { workspaceId, role: "owner" as const } };
  const person = { name, email: `${name}@example.com`, passwordHash: "never verified", members };
  return (await db().user.create({ data: person })).id;
}

/** Everything the workspace holds, to see that a stranger changed none of it. */
async function everything() {
  const where = { workspaceId: own.workspaceId };
  return {
    sources: await db().source.findMany({ where, include: { catalog: true } }),
    destinations: await db().destination.findMany({ where }),
    connections: await db().connection.findMany({ where }),
    runs: await db().run.findMany({ where }),
    applications: await db().application.findMany({ where }),
    apiKeys: await db().apiKey.findMany({ where }),
    members: await db().member.findMany({ where }),
    policies: await db().writePolicy.findMany({ where }),
    workspaces: await db().workspace.findMany({ where: { id: own.workspaceId } }),
  };
}

const config = { host: "stolen.example" };

/** Of each service: every function that takes an id, called with it. */
const services: Record<string, Record<string, ((ids: Ids) => Promise<unknown>) | "no id">> = {
  sources: {
    getSource: ({ sourceId }) => sources.getSource(world.stranger, sourceId),
    updateSource: ({ sourceId }) =>
      sources.updateSource(world.stranger, sourceId, { name: "Stolen", config }),
    deleteSource: ({ sourceId }) => sources.deleteSource(world.stranger, sourceId, { withConnections: true }),
    dependantsOfSource: ({ sourceId }) => sources.dependantsOfSource(world.stranger, sourceId),
    checkSource: ({ sourceId }) => sources.checkSource(world.stranger, sourceId),
    checkSourceConfig: ({ sourceId }) =>
      sources.checkSourceConfig(world.stranger, { connector: "test-source", config, sourceId }),
    discoverSource: ({ sourceId }) => sources.discoverSource(world.stranger, sourceId),
    refreshCatalog: ({ sourceId }) => sources.refreshCatalog(world.stranger, sourceId),
    findCatalog: async ({ sourceId }) => {
      if ((await sources.findCatalog(world.stranger, sourceId)) === null)
        throw new NotFoundError("source", sourceId);
    },
    sourceCall: ({ sourceId }) => sources.sourceCall(world.stranger, sourceId),
    rotateSourceSecrets: ({ sourceId }) =>
      sources.rotateSourceSecrets(world.stranger, sourceId, { password: "stolen" }),
    createSource: "no id",
    listSources: "no id",
  },
  destinations: {
    getDestination: ({ destinationId }) => destinations.getDestination(world.stranger, destinationId),
    updateDestination: ({ destinationId }) =>
      destinations.updateDestination(world.stranger, destinationId, { name: "Stolen", config }),
    deleteDestination: ({ destinationId }) =>
      destinations.deleteDestination(world.stranger, destinationId, { withConnections: true }),
    dependantsOfDestination: ({ destinationId }) =>
      destinations.dependantsOfDestination(world.stranger, destinationId),
    checkDestination: ({ destinationId }) => destinations.checkDestination(world.stranger, destinationId),
    checkDestinationConfig: ({ destinationId }) =>
      destinations.checkDestinationConfig(world.stranger, {
        connector: "test-destination",
        config,
        destinationId,
      }),
    destinationCall: ({ destinationId }) => destinations.destinationCall(world.stranger, destinationId),
    createDestination: "no id",
    listDestinations: "no id",
  },
  connections: {
    createConnection: ({ sourceId }) =>
      connections.createConnection(world.stranger, { ...strangersEnds, sourceId }),
    getConnection: ({ connectionId }) => connections.getConnection(world.stranger, connectionId),
    updateConnection: ({ connectionId }) =>
      connections.updateConnection(world.stranger, connectionId, { name: "Stolen" }),
    setSchedule: ({ connectionId }) =>
      connections.setSchedule(world.stranger, connectionId, { type: "manual" }),
    settleStreams: ({ sourceId }) =>
      connections.settleStreams(world.stranger, { sourceId, connector: "test-destination" }, undefined),
    deleteConnection: ({ connectionId }) => connections.deleteConnection(world.stranger, connectionId),
    listConnections: "no id",
    // Of the scheduler, which works for all workspaces.
    listDueConnections: "no id",
    markDispatched: "no id",
  },
};

const modules: Record<string, object> = { sources, destinations, connections };

describe("another workspace's ids, given to a service", () => {
  it.each(Object.keys(services))("every function of %s is tried here", (name) => {
    const exported = Object.entries(modules[name] ?? {}).filter(([, value]) => typeof value === "function");
    expect(Object.keys(services[name] ?? {}).sort()).toEqual(exported.map(([key]) => key).sort());
  });

  const cases = Object.values(services)
    .flatMap((functions) => Object.entries(functions))
    .flatMap(([name, run]) => (run === "no id" ? [] : [{ name, run }]));

  it.each(cases)("$name finds nothing, as with an unknown id, and changes nothing", async ({ run }) => {
    const before = await everything();
    const errors = await Promise.all([own, unknown].map((ids) => run(ids).catch((error: unknown) => error)));
    for (const error of errors) expect(error).toBeInstanceOf(NotFoundError);
    expect(await everything()).toEqual(before);
  });

  it("a second end of another workspace is not found either", async () => {
    const { destinationId } = own;
    const connecting = connections.createConnection(world.stranger, { ...strangersEnds, destinationId });
    await expect(connecting).rejects.toBeInstanceOf(NotFoundError);
  });

  it("lists show a workspace its own alone", async () => {
    const { items } = await sources.listSources(world.stranger);
    expect(items.map(({ id }) => id)).toEqual([strangersEnds.sourceId]);
    expect((await destinations.listDestinations(world.stranger)).total).toBe(1);
    expect(await connections.listConnections(world.stranger)).toEqual({ items: [], total: 0 });
    const ofForeignSource = await connections.listConnections(world.stranger, { sourceId: own.sourceId });
    expect(ofForeignSource.total).toBe(0);
  });
});

/** Of each route that takes an id: what is sent besides the path. */
const bodies: Record<string, (ids: Ids) => object> = {
  "PATCH /workspaces/{workspaceId}": () => ({ name: "Stolen" }),
  "PUT /members/{userId}/tags": () => ({ tags: ["stolen"] }),
  "PATCH /sources/{sourceId}": () => ({ name: "Stolen", configuration: config }),
  "PUT /sources/{sourceId}": () => ({ name: "Stolen", configuration: config }),
  "POST /sources": ({ workspaceId }) => ({
    name: "Planted",
    workspaceId,
    configuration: { sourceType: "test-source", ...config },
  }),
  "PATCH /destinations/{destinationId}": () => ({ name: "Stolen", configuration: config }),
  "PUT /destinations/{destinationId}": () => ({ name: "Stolen", configuration: config }),
  "POST /destinations": ({ workspaceId }) => ({
    name: "Planted",
    workspaceId,
    configuration: { destinationType: "test-destination", ...config },
  }),
  "POST /connections": ({ sourceId }) => ({ ...strangersEnds, sourceId }),
  "PATCH /connections/{connectionId}": () => ({ name: "Stolen" }),
  "POST /jobs": ({ connectionId }) => ({ connectionId, jobType: "sync" }),
  "POST /jobs/{jobId}/decision": () => ({ accept: true }),
  "POST /connections/{connectionId}/rewind": () => ({ feedId: "f", checkpointId: null }),
  "POST /connections/{connectionId}/dry-run": () => ({}),
  "POST /connections/{connectionId}/sample": () => ({}),
  "POST /connections/{connectionId}/generations/rollback": () => ({ name: "users", generation: 1 }),
  "POST /connections/{connectionId}/quarantine/replay": () => ({}),
  "POST /connections/{connectionId}/quarantine/discard": () => ({ ids: ["1"] }),
};

const queries: Record<string, (ids: Ids) => string> = {
  "GET /connections/{connectionId}/generations": () => "?name=users",
  "GET /connections/{connectionId}/preview": () => "?name=users",
  "GET /streams": ({ sourceId }) => `?sourceId=${sourceId}`,
  "GET /jobs": ({ connectionId }) => `?connectionId=${connectionId}`,
};

const routes = publicRoutes
  .flatMap(({ path, handlers }) =>
    Object.keys(handlers).map((method) => ({ method, path, name: `${method} ${path}` })),
  )
  .filter(({ path, name }) => path.includes("{") || name in bodies || name in queries);

describe("another workspace's ids, given to a route", () => {
  it.each(routes)(
    "$name answers 404 as for an unknown id, and changes nothing",
    async ({ method, path, name }) => {
      const authorization = `Bearer ${await bearerToken(world.stranger)}`;
      const before = await everything();
      const ask = async (ids: Ids) => {
        const filled =
          path.replaceAll(/\{(\w+)\}/g, (_, key: keyof Ids) => ids[key]) + (queries[name]?.(ids) ?? "");
        const body = bodies[name]?.(ids);
        const answer = await callApi(method, filled, {
          headers: { authorization },
          ...(body === undefined ? {} : { body }),
        });
        // What differs may only be the id that was asked for.
        const text = Object.values(ids).reduce(
          (rest, id) => rest.replaceAll(id, "…"),
          JSON.stringify(answer.body),
        );
        return { status: answer.status, text };
      };
      const foreign = await ask(own);
      expect(foreign.status).toBe(404);
      expect(foreign).toEqual(await ask(unknown));
      expect(await everything()).toEqual(before);
    },
  );
});
