import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { databaseUrl, onServer } from "../../support/console-server";
import { freePort } from "../../support/free-port";
import { consoleFacts, namesRunningConsole, publishFacts } from "./facts";
import { plantedSecrets } from "./planted";
import { openTlsProxy } from "./tls-proxy";

const root = path.resolve(import.meta.dirname, "../../..");
/** A first start builds the pages. */
const startTimeoutMs = 10 * 60_000;

/** Starts the production console as a person would, and ends it as a service manager would. */
async function startConsole(): Promise<() => Promise<void>> {
  if (namesRunningConsole()) {
    consoleFacts();
    return async () => undefined;
  }
  const place = process.env.SLUICE_E2E_MOUNTED ? await mount("/airbyte") : plain;
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "sluice-e2e-"));
  const owner = { email: "owner@example.com", password: randomBytes(12).toString("hex") };
  const client = { id: randomBytes(8).toString("hex"), secret: randomBytes(16).toString("hex") };
  const child = spawn(process.execPath, [path.join(root, "lib/bootstrap/start.mjs")], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ...place.variables,
      SLUICE_DATA_DIR: dataDir,
      SLUICE_OWNER_EMAIL: owner.email,
      SLUICE_OWNER_PASSWORD: owner.password,
      SLUICE_CLIENT_ID: client.id,
      SLUICE_CLIENT_SECRET: client.secret,
      SLUICE_DEMO: "0",
    },
  });
  const output = collectOutput(child);
  const url = await readyUrl(child, output);
  publishFacts({
    url,
    ...owner,
    clientId: client.id,
    clientSecret: client.secret,
    files: path.join(dataDir, "files"),
  });
  return async () => {
    const code = await end(child);
    await rm(dataDir, { recursive: true, force: true });
    await place.leave();
    if (code !== 0) throw new Error(`After SIGTERM the console ended with ${code}:\n${output.text}`);
    const leaked = [owner.password, client.secret, ...plantedSecrets].filter((secret) =>
      output.text.includes(secret),
    );
    if (leaked.length > 0) throw new Error(`The console's output holds ${leaked.length} of the secrets.`);
  };
}

/** Where the console stands, and what of it must be undone. */
interface Place {
  variables: Record<string, string>;
  leave(): Promise<void>;
}

const plain: Place = { variables: { PORT: "0" }, leave: async () => undefined };

/**
 * As an installation has it: under a path, behind a proxy that ends TLS, on a PostgreSQL of its own where
 * SLUICE_TEST_CONSOLE_DATABASE_URL names one.
 */
async function mount(basePath: string): Promise<Place> {
  const port = await freePort();
  const proxy = await openTlsProxy(port);
  const database = await createDatabase();
  const folder = await mkdtemp(path.join(os.tmpdir(), "sluice-e2e-proxy-"));
  // For the commands that a journey copies from a page; the browser trusts whatever comes.
  process.env.CURL_CA_BUNDLE = path.join(folder, "authority.crt");
  await writeFile(process.env.CURL_CA_BUNDLE, proxy.authority);
  return {
    variables: {
      PORT: String(port),
      SLUICE_BASE_PATH: basePath,
      SLUICE_PUBLIC_URL: proxy.url,
      ...(database ? { DATABASE_URL: database.url } : {}),
    },
    async leave() {
      await proxy.close();
      await rm(folder, { recursive: true, force: true });
      await database?.drop();
    },
  };
}

async function createDatabase(): Promise<{ url: string; drop(): Promise<unknown> } | undefined> {
  const server = process.env.SLUICE_TEST_CONSOLE_DATABASE_URL;
  if (!server) return undefined;
  const name = `sluice_e2e_${randomBytes(4).toString("hex")}`;
  await onServer(server, (admin) => admin.query(`CREATE DATABASE ${name}`));
  return {
    url: databaseUrl(server, name),
    drop: () => onServer(server, (admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  };
}

interface Output {
  text: string;
}

function collectOutput(child: ChildProcess): Output {
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => (output.text += chunk));
  }
  return output;
}

function readyUrl(child: ChildProcess, output: Output): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGTERM");
      reject(new Error(`The console was not ready in time:\n${output.text}`));
    }, startTimeoutMs);
    child.stdout?.on("data", () => {
      const url = /Sluice is ready .*: (http\S+)/.exec(output.text)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`The console did not start (${code}):\n${output.text}`));
    });
  });
}

function end(child: ChildProcess): Promise<number | string | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve(child.exitCode);
    child.once("exit", (code, signal) => resolve(code ?? signal));
    child.kill("SIGTERM");
  });
}

export { startConsole as default };
