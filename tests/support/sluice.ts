import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { z } from "zod";

const entry = path.resolve(import.meta.dirname, "../../lib/bootstrap/cli.mjs");

const countsSchema = z.object({
  namespace: z.string().nullable(),
  name: z.string(),
  rowsRead: z.int(),
  rowsWritten: z.int(),
  rowsQuarantined: z.int(),
  bytesRead: z.int(),
});

/** The last line of a sync's output, and nothing beside it: programs live on it. */
export const resultSchema = z.strictObject({
  type: z.literal("result"),
  status: z.enum(["succeeded", "failed", "cancelled"]),
  seconds: z.number(),
  streams: z.array(countsSchema.extend({ verified: z.boolean() }).strict()),
});

const nameSchema = z.object({ namespace: z.string().nullable(), name: z.string() });

/** Every line of a sync's output with --json. */
export const eventSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("plan"),
    run: z.int(),
    goesOn: z.boolean(),
    streams: z.array(
      nameSchema.extend({
        table: z.strictObject({ namespace: z.string(), name: z.string() }),
        mode: z.enum(["full_refresh", "incremental"]),
        write: z.enum(["append", "overwrite", "deduped"]),
        cursor: z.string().nullable(),
        key: z.array(z.string()),
      }),
    ),
  }),
  countsSchema.extend({ type: z.literal("progress"), estimatedRows: z.number().nullable() }).strict(),
  nameSchema
    .extend({ type: z.literal("phase"), phase: z.enum(["reading", "finishing", "verifying"]) })
    .strict(),
  countsSchema
    .extend({
      type: z.literal("done"),
      verified: z.literal(true),
      seconds: z.number(),
      waitedMs: z.strictObject({
        source: z.int().min(0),
        transform: z.int().min(0),
        destination: z.int().min(0),
      }),
    })
    .strict(),
  nameSchema.extend({ type: z.literal("failed"), kind: z.string(), message: z.string() }).strict(),
  z.strictObject({
    type: z.literal("log"),
    level: z.enum(["debug", "info", "warn", "error"]),
    message: z.string(),
    stream: z.string().nullable(),
    facts: z.record(z.string(), z.unknown()).optional(),
  }),
  resultSchema,
]);

export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** The real command in a process of its own. */
export class Sluice {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";

  constructor(args: string[], options: { cwd?: string; env?: Record<string, string> } = {}) {
    this.child = spawn(process.execPath, [entry, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
    });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
  }

  /** Resolves when `stdout` holds the text; false where the command has ended before. */
  async untilSaid(pattern: RegExp): Promise<boolean> {
    const ended = once(this.child, "close").then(() => false);
    for (;;) {
      if (pattern.test(this.stdout)) return true;
      const isMore = await Promise.race([
        once(this.child.stdout as NodeJS.EventEmitter, "data").then(() => true),
        ended,
      ]);
      if (!isMore) return pattern.test(this.stdout);
    }
  }

  async ended(): Promise<Outcome> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "close");
    const { exitCode: code, signalCode: signal } = this.child;
    return { code, signal, stdout: this.stdout, stderr: this.stderr };
  }
}

export function sluice(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  return new Sluice(args, options).ended();
}

export function eventsOf(stdout: string): z.infer<typeof eventSchema>[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => eventSchema.parse(JSON.parse(line)));
}

/** A sync with --json that must succeed: its last line. */
export async function sync(args: string[], options: { cwd?: string; env?: Record<string, string> } = {}) {
  const { code, stdout, stderr } = await sluice(["sync", "--json", ...args], options);
  if (code !== 0) throw new Error(`sluice sync ended with ${code}: ${stderr}${stdout}`);
  const events = eventsOf(stdout);
  return { events, result: resultSchema.parse(events.at(-1)) };
}
