import path from "node:path";
import { distDirFor } from "./build";
import { envSchema, type ParsedEnv } from "./schema";

export interface Env extends ParsedEnv {
  /** Absolute paths. */
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
    dataDir,
    localFilesDir: path.resolve(rootDir, value.SLUICE_LOCAL_FILES ?? path.join(dataDir, "files")),
    publicUrl: origin.endsWith(value.SLUICE_BASE_PATH) ? origin : origin + value.SLUICE_BASE_PATH,
    distDir: distDirFor(value.SLUICE_BASE_PATH),
    usesInngestServer: value.INNGEST_BASE_URL !== undefined,
  };
}

let current: Env | undefined;

/** The process's environment, parsed on first use. The launcher sets SLUICE_ROOT; elsewhere it is the working directory. */
export function env(): Env {
  current ??= parseEnv(process.env, process.env.SLUICE_ROOT ?? process.cwd());
  return current;
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
