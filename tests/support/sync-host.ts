import { createInterface } from "node:readline";
import { requestSync } from "@/lib/runs/request";
import { startRuntime } from "@/lib/runtime/start";

const stopGraceMs = 10_000;

/**
 * The console without its pages, to be killed: runs syncs with the embedded executor on the database of its
 * environment. Takes `{ workspaceId, connectionId }` lines on standard input and answers each with the run.
 */
const [, , workerEntry = ""] = process.argv;
const runtime = await startRuntime({ workerEntry });
process.once("SIGTERM", () => void runtime.stop(stopGraceMs).then(() => process.exit(0)));
process.stdout.write("ready\n");

for await (const line of createInterface({ input: process.stdin })) {
  const { workspaceId, connectionId } = JSON.parse(line) as { workspaceId: string; connectionId: string };
  const scope = { workspaceId, actor: { kind: "system" as const, part: "test" } };
  const run = await requestSync(scope, { connectionId, trigger: "manual" });
  process.stdout.write(`${run.id}\n`);
}
