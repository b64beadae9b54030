import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { authorizeRequestSchema } from "@/lib/governance/authorize-schema";
import { describeWithPostgres } from "@/tests/support/postgres";
import { sluice } from "@/tests/support/sluice";
import { rowsOf, useSluiceLab } from "@/tests/support/sluice-lab";

const apiKey = "planted-key-of-alice";
/** By path: whether the external Heimdall gives leave. */
let judge: (path: string) => boolean;
/** The paths of each call, in the order of the calls. */
let asked: string[][];
let outages: number;
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => decide(text, response));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => server.close());
beforeEach(() => {
  judge = () => true;
  asked = [];
  outages = 0;
});

function decide(text: string, response: ServerResponse): void {
  if (outages > 0) {
    outages--;
    response.writeHead(503).end();
    return;
  }
  const { token, context, contexts } = authorizeRequestSchema.parse(JSON.parse(text));
  expect(token).toBe(apiKey);
  const all = Object.entries(contexts ?? { only: context ?? { predicate: "", object: { paths: [] } } });
  asked.push(all.flatMap(([, { object }]) => object.paths ?? []));
  const outcomes = all.map(([key, { object }]) => {
    const allow = object.paths?.every(judge) ?? false;
    return [
      key,
      { allow, valid: true, ...(allow ? {} : { error: { status: 403, message: "Not yours." } }) },
    ] as const;
  });
  const single = { ...outcomes[0]?.[1], result: { id: "alice", tags: [] } };
  response.end(JSON.stringify(contexts ? { id: "alice", results: Object.fromEntries(outcomes) } : single));
}

describeWithPostgres("write authentication on the command line", () => {
  const lab = useSluiceLab();

  async function configure(write_authentication: object): Promise<string[]> {
    const { source, target, folder } = lab();
    const endOf = (url: string) => {
      const { hostname, port, pathname, username } = new URL(url);
      return { host: hostname, port: Number(port), database: pathname.slice(1), username };
    };
    const file = path.join(folder, "sync.json");
    await writeFile(
      file,
      JSON.stringify({
        source: { connector: "postgres", config: endOf(source.url) },
        destination: {
          connector: "postgres",
          config: { ...endOf(target.url), schema: "public", write_authentication },
        },
      }),
    );
    return ["--config", file];
  }

  const heimdall = () => ({
    type: "heimdall",
    api_key: apiKey,
    base_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/heimdall`,
  });
  const tables = () =>
    lab().target.query(
      "SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );

  it("asks about all streams at once before it writes, and syncs what is allowed", async () => {
    const { code } = await sluice(["sync", ...(await configure(heimdall()))]);
    expect(code).toBe(0);
    expect(asked[0]).toEqual(["dataos://postgres:public/notes", "dataos://postgres:public/orders"]);
    expect(await rowsOf(lab().target, "orders")).toHaveLength(1000);
  });

  it("leaves the destination untouched where one of the streams is refused, and says which", async () => {
    judge = (asked) => !asked.endsWith("/orders");
    const { code, stderr, stdout } = await sluice(["sync", ...(await configure(heimdall()))]);
    expect(code).toBe(1);
    expect(stderr).toContain("alice may not write dataos://postgres:public/orders: Not yours.");
    expect(stderr + stdout).not.toContain(apiKey);
    expect(await tables()).toEqual([]);
  });

  it("tries again where nobody answers, and goes on once somebody does", async () => {
    outages = 1;
    const { code } = await sluice(["sync", ...(await configure(heimdall()))]);
    expect(code).toBe(0);
    expect(await rowsOf(lab().target, "orders")).toHaveLength(1000);
  });

  it("finds its state again, whoever decides meanwhile", async () => {
    const args = ["--streams", "orders", "--mode", "incremental", "--cursor", "updated_at", "--json"];
    const first = await sluice(["sync", ...(await configure({ type: "none" })), ...args]);
    expect(first.code).toBe(0);
    const second = await sluice(["sync", ...(await configure(heimdall())), ...args]);
    expect(second.code).toBe(0);
    expect(JSON.parse(second.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      streams: [{ rowsRead: 0 }],
    });
  });

  it("tells with a dry run that the sync would be refused", async () => {
    judge = () => false;
    const { code, stderr } = await sluice(["sync", "--dry-run", ...(await configure(heimdall()))]);
    expect(code).toBe(1);
    expect(stderr).toContain("alice may not write");
  });

  it("checks a destination only with leave", async () => {
    judge = (asked) => !asked.endsWith("/_sluice");
    const { code, stdout } = await sluice(["check", ...(await configure(heimdall()))]);
    expect(code).toBe(1);
    expect(stdout).toContain("alice may not write dataos://postgres:public/_sluice");
  });

  it("cannot ask a console, and says so before it writes", async () => {
    const { code, stderr } = await sluice([
      "sync",
      ...(await configure({ type: "builtin", api_key: apiKey })),
    ]);
    expect(code).not.toBe(0);
    expect(stderr).toContain("on the command line there is none");
    expect(await tables()).toEqual([]);
  });

  it("refuses a path of unknown placeholders as a wrong call", async () => {
    const section = { ...heimdall(), path_template: "dataos://{table}" };
    const { code, stderr } = await sluice(["sync", ...(await configure(section))]);
    expect(code).toBe(2);
    expect(stderr).toContain('write_authentication.path_template: "{table}" is not a placeholder');
  });
});
