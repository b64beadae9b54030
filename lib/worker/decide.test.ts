import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { AuthError, ConfigError, TransientError } from "@/connectors/sdk";
import { planStream } from "@/connectors/sdk/testing";
import { openPlace } from "@/lib/governance/testing/keeping";
import { createLogger } from "@/lib/log";
import { allowed, refused } from "@/lib/sync/write-gate/testing/scripted-gate";
import type { WriteQuestion } from "@/lib/sync/write-gate/types";
import { bundleForTest } from "@/tests/support/build";
import { createWorkerPool, type DecideForDestination } from "./pool";
import type { DestinationCall, WorkerPool } from "./tasks";

let entry: string;
let localFilesDir: string;
let pool: WorkerPool;
let asked: { destination: DestinationCall; questions: WriteQuestion[] }[];
let decide: DecideForDestination;

beforeAll(async () => {
  entry = await bundleForTest("lib/worker/main.ts");
  localFilesDir = mkdtempSync(path.join(tmpdir(), "sluice-decide-"));
});
afterAll(() => {
  rmSync(entry, { force: true });
  rmSync(localFilesDir, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
  pool = createWorkerPool({
    entry,
    settings: { localFilesDir, allowPrivateNetwork: true },
    syncWorkers: 1,
    log: createLogger({ write: () => undefined }),
    decide: (destination, questions) => {
      asked.push({ destination, questions });
      return decide(destination, questions);
    },
  });
});
afterEach(() => pool.stop(0));

const place = { ...openPlace, workspaceId: "w", destination: "Files", runNumber: 7 };
const config = {
  destination_path: "out",
  write_authentication: { type: "builtin", api_key: "key-of-alice" },
};

function check(overrides: Partial<DestinationCall> = {}) {
  const destination = { connector: "local-files", config, place, ...overrides };
  return pool.run("checkDestination", { destination }, { lane: "interactive" });
}

it("a worker asks the console, which knows by the task's destination whose key it is and who asks", async () => {
  decide = async (_, questions) => questions.map(() => allowed);
  await expect(check()).resolves.toBeNull();
  expect(asked).toEqual([
    {
      destination: { connector: "local-files", config, place },
      questions: [
        { predicate: "write", path: expect.stringMatching(/^dataos:\/\/Files:.*\/_sluice$/) as string },
      ],
    },
  ]);
});

it("a refusal comes back as what it is, without the key", async () => {
  decide = async (_, questions) => questions.map(() => refused("No policy allows it."));
  const error: unknown = await check().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AuthError);
  expect(String(error)).toMatch(
    /alice may not write dataos:\/\/Files:.*: No policy allows it\..*Settings → Governance/,
  );
  expect(`${String(error)} ${(error as Error).stack}`).not.toContain("key-of-alice");
});

it("a console that cannot decide leaves the gate shut, and its error keeps its class", async () => {
  decide = () => Promise.reject(new TransientError("The database is away."));
  await expect(check()).rejects.toBeInstanceOf(TransientError);
  await expect(check()).rejects.toThrow("The database is away.");
});

it("several streams are asked about at once, and nothing of them is written where one is refused", async () => {
  decide = async (_, questions) => questions.map((_question, index) => (index === 1 ? refused() : allowed));
  const streams = ["a", "b", "c"].map((name) => planStream({ connectionId: "c", name, namespace: "public" }));
  const destination = { connector: "local-files", config, place };
  const asking = pool.run("authorizeWrites", { destination, streams }, { lane: "sync" });
  await expect(asking).rejects.toThrow("alice may not write dataos://Files:public/b.");
  expect(asked.map(({ questions }) => questions.length)).toEqual([3]);
});

it("a destination that asks nobody is refused by the worker itself where the workspace wants a decision", async () => {
  const shut = { config: { destination_path: "out" }, place: { ...place, requiresDecision: true } };
  await expect(check(shut)).rejects.toBeInstanceOf(ConfigError);
  await expect(check(shut)).rejects.toThrow(/"no write without authentication"/);
  expect(asked).toEqual([]);
});
