import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Context, LogLevel } from "../context";
import type { Json } from "../json";
import { createLocalFiles } from "../local-files";
import { systemClock } from "../system-clock";

export interface TestContext extends Context {
  lines: { level: LogLevel; message: string; facts: Record<string, Json> }[];
  rotated: Record<string, string>[];
  abort(reason?: unknown): void;
  /** Removes the folder for local files. */
  dispose(): Promise<void>;
}

/** A context with a folder of its own, that keeps every log line and rotated secret. */
export async function createTestContext(overrides: Partial<Context> = {}): Promise<TestContext> {
  const root = await mkdtemp(path.join(tmpdir(), "sluice-connector-"));
  const controller = new AbortController();
  const lines: TestContext["lines"] = [];
  const rotated: TestContext["rotated"] = [];
  return {
    signal: controller.signal,
    clock: systemClock,
    log: (level, message, facts = {}) => void lines.push({ level, message, facts }),
    http: fetch,
    localFiles: createLocalFiles(root),
    secrets: {
      rotate: (patch) => {
        rotated.push(patch);
        return Promise.resolve();
      },
    },
    ...overrides,
    lines,
    rotated,
    abort: (reason = new Error("The test aborted.")) => controller.abort(reason),
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}
