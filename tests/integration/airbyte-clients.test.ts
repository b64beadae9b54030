import { execFile } from "node:child_process";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { POST as createAccessToken } from "@/lib/api/token-route";
import { createApplication } from "@/lib/applications/service";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { createDestination } from "@/lib/destinations/service";
import { dispatch } from "@/lib/public-api/router";

/** Executables of Pythons that have airbyte-api 0.53.0 and 1.0.1 installed. */
const pythons = {
  "0.53": process.env.SLUICE_TEST_AIRBYTE_PYTHON_053,
  "1.x": process.env.SLUICE_TEST_AIRBYTE_PYTHON_1X,
};

if (process.env.CI && Object.values(pythons).some((python) => !python)) {
  throw new Error(
    "SLUICE_TEST_AIRBYTE_PYTHON_053 and _1X are not set: in CI no test of a client may be skipped.",
  );
}

const script = path.resolve(import.meta.dirname, "airbyte-clients/drive.py");
const run = promisify(execFile);

let world: TestConsole;
let server: Server;
let origin: string;

beforeAll(async () => {
  world = await startTestConsole();
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
});
beforeEach(() => world.reset());
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await world.stop();
});

/** Where each request goes, as the console's router has it. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", origin);
  const body = await buffer(request);
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  const asked = new Request(url, {
    method: request.method ?? "GET",
    headers,
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  });
  const answered = await handle(asked, url.pathname);
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

function handle(request: Request, pathname: string): Promise<Response> {
  if (pathname === "/applications/token") return createAccessToken(request);
  const base = ["/api/public/v1", "/v1"].find((prefix) => pathname.startsWith(`${prefix}/`));
  if (base === undefined) return Promise.resolve(new Response("<html>", { status: 404 }));
  const below = pathname.slice(base.length).split("/").filter(Boolean);
  return dispatch(request, { params: Promise.resolve({ path: below }) });
}

/** What the client saw of one way through the whole API. */
async function drive(python: string, base: string, tokenUrl: string): Promise<Record<string, unknown>> {
  const { clientId, clientSecret } = await createApplication(world.scope, { name: "Client" });
  await createDestination(world.scope, {
    name: "Of a type no client knows",
    connector: "test-destination",
    config: { host: "dwh.example" },
  });
  const { workspaceId } = world.scope;
  const arguments_ = [script, `${origin}${base}`, tokenUrl, clientId, clientSecret, workspaceId];
  const { stdout } = await run(python, arguments_, { env: { ...process.env, NO_PROXY: "*" } });
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe.each(Object.entries(pythons))(
  "airbyte-api %s, unchanged",
  { timeout: 180_000 },
  (_version, python) => {
    it.skipIf(!python).each([
      ["/api/public/v1", ""],
      ["/v1", "v1/applications/token"],
      ["/api/public/v1/", "v1/applications/token"],
    ])("goes through the whole API at %s with the token URL %j", async (base, tokenUrl) => {
      const seen = await drive(python ?? "", base, tokenUrl);
      expect(seen).toEqual({
        health: 200,
        workspaces: [[world.scope.workspaceId, "Own"]],
        workspace: "Own",
        source: ["Sample", "sample", "dfd88b22-b603-4c3d-aad7-3701784586b1", true],
        "source again": "Sample",
        "source patched": "Samples",
        "source put": "Sample",
        sources: 1,
        "unknown source": [404, "resource-not-found"],
        postgres: ["postgres", "dwh.example", "**********"],
        duckdb: ["duckdb", "/local/a.duckdb"],
        destinations: ["duckdb", "postgres", "test-destination"],
        "destination patched": "Lake",
        streams: [
          ["users", "public", allModes],
          ["notes", "public", allModes.slice(0, 2)],
          ["notes", "audit", allModes],
        ],
        "connection of everything": ["Sample → Lake", "manual", Array(3).fill("full_refresh_overwrite")],
        connection: ["Nightly", "0 0 12 * * ? UTC", ["updated_at"], [["id"]], "shop_", "active", []],
        "connection patched": "inactive",
        connections: 2,
        "bad cron": [400, "Invalid cron expression"],
        job: ["int", "pending", "sync", 0],
        "second sync": [409, "state-conflict"],
        "sync of an inactive connection": [409, "state-conflict"],
        refresh: [409, "state-conflict"],
        "job again": "pending",
        "job cancelled": ["cancelled", true],
        "job cancelled again": [409, "state-conflict"],
        jobs: 1,
        deleted: [204, 204, 204],
        "connection of a deleted source": [404, "resource-not-found"],
      });
    });
  },
);

const allModes = [
  "full_refresh_overwrite",
  "full_refresh_append",
  "incremental_append",
  "incremental_deduped_history",
];
