import { createInterface } from "node:readline";
import { decideHeld } from "@/lib/runs/hold";
import { requestSync } from "@/lib/runs/request";
import { requestSample } from "@/lib/runs/sample";
import type { Sample } from "@/lib/runs/sample-schema";
import { startRuntime } from "@/lib/runtime/start";

type Request =
  | {
      workspaceId: string;
      connectionId: string;
      kind?: "sync" | "refresh" | "clear" | "replay" | "verify" | "repair";
      streams?: StreamName[];
    }
  | { workspaceId: string; connectionId: string; sample: Sample }
  | { workspaceId: string; runId: string; accept: boolean };

type StreamName = { namespace?: string; name: string };

const stopGraceMs = 10_000;

/**
 * The console without its pages, to be killed: runs syncs with the embedded executor on the database of its
 * environment. Takes lines of JSON on standard input: `{ workspaceId, connectionId }` is answered with the run that
 * was asked for, `{ workspaceId, connectionId, sample }` with that of a sample, `{ workspaceId, runId, accept }` with the run whose held streams were decided on.
 */
const [, , workerEntry = ""] = process.argv;
const runtime = await startRuntime({ workerEntry });
process.once("SIGTERM", () => void runtime.stop(stopGraceMs).then(() => process.exit(0)));
process.stdout.write("ready\n");

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  const scope = { workspaceId: request.workspaceId, actor: { kind: "system" as const, part: "test" } };
  if ("accept" in request) {
    await decideHeld(scope, request.runId, request.accept);
    process.stdout.write(`${request.runId}\n`);
  } else if ("sample" in request) {
    const { connectionId, sample } = request;
    const run = await requestSample(scope, { connectionId, sample, trigger: "manual" });
    process.stdout.write(`${run.id}\n`);
  } else {
    const { workspaceId: _, ...wanted } = request;
    const run = await requestSync(scope, { ...wanted, trigger: "manual" });
    process.stdout.write(`${run.id}\n`);
  }
}
