import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { destinations, sources } from "@/connectors/registry";
import { freePort } from "@/tests/support/free-port";
import { sluice, sync } from "@/tests/support/sluice";

interface Probe {
  config(port: number): object;
  /** What only a client that was loaded and tried can say. */
  says: RegExp;
  /** What makes it work; absent: `check`. */
  command?: string[];
}

const server = (port: number) => ({
  host: "127.0.0.1",
  port,
  database: "shop",
  username: "ann",
  password: "none",
});
const through = (port: number) => ({
  ...server(port),
  tunnel_method: {
    ...{ tunnel_method: "SSH_PASSWORD_AUTH", tunnel_host: "127.0.0.1", tunnel_port: port },
    ...{ tunnel_user: "ann", tunnel_user_password: "none" },
  },
});
const refused = /ECONNREFUSED|refused the connection|nothing listens/i;

/** By kind and id; a connector that is new in the registry has none yet, and fails until it has one. */
const probes: Record<string, Probe> = {
  "source postgres": { config: (port) => ({ ...server(port), schemas: ["public"] }), says: refused },
  "source mysql": { config: server, says: refused },
  "source duckdb": { config: () => ({ database_path: "shop.duckdb" }), says: /can be used/ },
  "source file": {
    config: () => ({
      dataset_name: "orders",
      format: "parquet",
      url: "out/**/users*.parquet",
      provider: { storage: "local" },
    }),
    command: ["read"],
    says: /"type":"row"/,
  },
  "source s3": {
    config: (port) => ({
      bucket: "reports",
      endpoint: `http://127.0.0.1:${port}`,
      streams: [{ name: "orders", format: { filetype: "csv" } }],
    }),
    says: refused,
  },
  "source pulsar": { config: (port) => ({ brokers: `127.0.0.1:${port}` }), says: refused },
  "source sample": { config: () => ({}), says: /can be used/ },
  "destination postgres": { config: (port) => ({ ...server(port), schema: "public" }), says: refused },
  "destination mysql": { config: server, says: refused },
  "destination duckdb": { config: () => ({ destination_path: "lake.duckdb" }), says: /can be used/ },
  "destination local-files": {
    config: () => ({ destination_path: "out", format: { format_type: "Parquet" } }),
    says: /can be used/,
  },
  "destination s3": {
    config: (port) => ({ s3_bucket_name: "reports", s3_endpoint: `http://127.0.0.1:${port}` }),
    says: refused,
  },
  "destination pulsar": { config: (port) => ({ brokers: `127.0.0.1:${port}` }), says: refused },
};

/**
 * The command's bundle holds the packages too, where a client may look otherwise than in a test: a CommonJS package has
 * only its default export there.
 */
describe("in the bundle of the command line", () => {
  let folder: string;
  let port: number;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "sluice-clients-"));
    port = await freePort();
    for (const target of ["duckdb:shop.duckdb", "file:out/?format=parquet"])
      await sync(["--from", "sample://?count=5", "--to", target], { cwd: folder });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function answerOf(kind: string, id: string, { config, command = ["check"] }: Probe): Promise<string> {
    const file = path.join(folder, `${kind}-${id}.json`);
    await writeFile(file, JSON.stringify({ [kind]: { connector: id, config: config(port) } }));
    const { stdout, stderr } = await sluice([...command, "--config", file], { cwd: folder });
    return stdout + stderr;
  }

  it.each([...sources, ...destinations].map(({ kind, id }) => ({ kind, id })))(
    "the client of the $kind $id is reached",
    async ({ kind, id }) => {
      const probe = probes[`${kind} ${id}`];
      if (!probe) throw new Error(`There is no probe for the ${kind} ${id}.`);
      expect(await answerOf(kind, id, probe)).toMatch(probe.says);
    },
  );

  it.each(["postgres", "mysql"])("so is that of SSH, of the source %s", async (id) => {
    expect(await answerOf("source", id, { config: through, says: refused })).toMatch(/SSH.*refused/i);
  });
});
