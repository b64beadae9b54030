import path from "node:path";
import { distDirFor } from "./dist-dir";
import { envSchema, type ParsedEnv } from "./schema";

export interface Env extends ParsedEnv {
  /** Absolute paths. The root is the repository. */
  rootDir: string;
  dataDir: string;
  localFilesDir: string;
  /** Origin and base path as people reach the console, without a trailing slash. */
  publicUrl: string;
  distDir: string;
  /** An Inngest server is configured; otherwise the embedded executor runs. */
  usesInngestServer: boolean;
}

export class EnvError extends Error {
  override name = "EnvError";
}

/** Parses `variables`; throws EnvError with a line per bad variable: its name, the reason and an example. */
export function parseEnv(variables: Record<string, string | undefined>, rootDir: string): Env {
  const parsed = envSchema.safeParse(variables);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
    throw new EnvError(`The environment is not usable:\n${lines.join("\n")}`);
  }
  const value = parsed.data;
  const dataDir = path.resolve(rootDir, value.SLUICE_DATA_DIR ?? ".sluice");
  const origin =
    value.SLUICE_PUBLIC_URL?.replace(/\/+$/, "") ?? `http://${urlHost(value.HOST)}:${value.PORT}`;
  return {
    ...value,
    rootDir,
    dataDir,
    localFilesDir: path.resolve(rootDir, value.SLUICE_LOCAL_FILES ?? path.join(dataDir, "files")),
    publicUrl: origin.endsWith(value.SLUICE_BASE_PATH) ? origin : origin + value.SLUICE_BASE_PATH,
    distDir: distDirFor(value.SLUICE_BASE_PATH),
    usesInngestServer: value.INNGEST_BASE_URL !== undefined,
  };
}

/** What a connector's process may know of ours: where programs and certificates are, nothing of the console. */
const workerVariables = [
  "PATH",
  "HOME",
  "TZ",
  "LANG",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "TMPDIR",
];

export function workerEnvironment(): NodeJS.ProcessEnv {
  const known = workerVariables.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  // Of glibc: with an arena for each thread, what DuckDB frees stays in the process.
  return { NODE_ENV: "production", MALLOC_ARENA_MAX: "2", ...Object.fromEntries(known) };
}

let current: Env | undefined;

/** The process's environment, parsed on first use. The launcher sets SLUICE_ROOT; elsewhere it is the working directory. */
export function env(): Env {
  current ??= parseEnv(process.env, process.env.SLUICE_ROOT ?? process.cwd());
  return current;
}

/** The port that the launcher listens on: with PORT=0 the system has chosen it. */
export function setListeningPort(port: number): void {
  process.env.PORT = String(port);
  current = undefined;
}

/**
 * Names the console's database: for the launcher, which knows only after its start where the embedded one listens, and
 * for tests. Goes through the process's environment, so that other bundles of this module and child processes see it.
 */
export function setDatabaseUrl(url: string): void {
  process.env.DATABASE_URL = url;
  current = undefined;
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
