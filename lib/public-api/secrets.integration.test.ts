import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { AuthError } from "@/connectors/sdk";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { pool } from "@/lib/db";
import { createLogger, log } from "@/lib/log";
import { bearerToken, callApi, type CallOptions } from "./testing/call";

const planted = {
  password: "planted-password-31337",
  key: 'planted-key-with-"quotes"-and-ü',
  apiKey: "planted-api-key-of-alice",
};
let world: TestConsole;

beforeAll(async () => {
  world = await startTestConsole();
});
afterAll(() => world.stop());

it("shows a planted secret in no answer, no event, no log and no column, also when errors are full of it", async () => {
  const lines = captureLog();
  const authorization = `Bearer ${await bearerToken(world.scope)}`;
  const answers: string[] = [];
  const call = async (method: string, path: string, options: CallOptions = {}) => {
    const answer = await callApi(method, path, { ...options, headers: { authorization } });
    answers.push(JSON.stringify(answer.body), JSON.stringify([...answer.headers]));
    return answer;
  };
  const { workspaceId } = world.scope;
  const configuration = {
    host: "db.example",
    password: planted.password,
    tunnel: { method: "key", key: planted.key },
  };
  const { body: source } = await call("POST", "/sources", {
    body: { name: "Shop", workspaceId, configuration: { sourceType: "test-source", ...configuration } },
  });
  const { body: destination } = await call("POST", "/destinations", {
    body: {
      name: "Warehouse",
      workspaceId,
      configuration: {
        destinationType: "test-destination",
        host: "h",
        password: planted.password,
        write_authentication: { type: "builtin", api_key: planted.apiKey },
      },
    },
  });
  expect(destination.configuration.write_authentication).toEqual({ type: "builtin", api_key: "**********" });
  // A new path alone: the key stays.
  const { status } = await call("PATCH", `/destinations/${destination.destinationId}`, {
    body: { configuration: { write_authentication: { path_template: "lake/{stream}" } } },
  });
  expect(status).toBe(200);
  await call("PATCH", `/sources/${source.sourceId}`, { body: { configuration: { port: 6000 } } });
  await call("PUT", `/sources/${source.sourceId}`, { body: { name: "Shop", configuration } });
  // Refused configurations are quoted in no answer either.
  await call("PUT", `/sources/${source.sourceId}`, {
    body: { name: "Shop", configuration: { ...configuration, host: 7 } },
  });
  world.pool.answers.discover = async () => {
    throw new AuthError(`cannot sign in with ${planted.password}, ${JSON.stringify(planted.key)}`);
  };
  await call("GET", `/streams?sourceId=${source.sourceId}&ignoreCache=true`);
  world.pool.answers.discover = async () => {
    throw new TypeError(`cannot read ${JSON.stringify(planted)}`);
  };
  const bug = await call("GET", `/streams?sourceId=${source.sourceId}&ignoreCache=true`);
  expect(bug).toMatchObject({ status: 500, body: { data: { errorId: expect.any(String) } } });
  expect(lines.join()).toContain(bug.body.data.errorId);
  world.pool.reset();
  const ends = { sourceId: source.sourceId, destinationId: destination.destinationId };
  const { body: connection } = await call("POST", "/connections", { body: ends });
  await call("POST", "/jobs", { body: { connectionId: connection.connectionId, jobType: "sync" } });
  for (const path of ["/sources", "/destinations", "/connections", "/jobs"]) await call("GET", path);

  expect(answers.length).toBeGreaterThan(20);
  const emitted = [...answers, ...lines, JSON.stringify(world.events), ...(await everyColumn())].join("\n");
  for (const secret of Object.values(planted)) {
    for (const form of [
      secret,
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString("base64"),
    ]) {
      expect(emitted).not.toContain(form);
    }
  }
  expect(emitted).toContain("db.example");
});

/** What the process's log would have written. */
function captureLog(): string[] {
  const lines: string[] = [];
  const captured = createLogger({ write: (line) => void lines.push(line) });
  for (const level of ["debug", "info", "warn", "error"] as const) {
    vi.spyOn(log, level).mockImplementation(captured[level]);
  }
  return lines;
}

async function everyColumn(): Promise<string[]> {
  const { rows: tables } = await pool().query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = current_schema()",
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool().query<{ text: string }>(`SELECT to_jsonb(t)::text AS text FROM ${name} t`);
    texts.push(...rows.map((row) => row.text));
  }
  return texts;
}
