import { createSetupLink, ensureOwnerFromEnv } from "@/lib/auth/first-owner";
import { onReady, onShutdown, type ReadyFacts } from "@/lib/bootstrap/lifecycle";
import { describeDemo } from "@/lib/demo/describe";
import { runDemo } from "@/lib/demo/service";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { registerEnvSecrets } from "@/lib/secrets/env-secrets";
import { resealAll } from "@/lib/secrets/reseal";
import { ensureWorkspace } from "@/lib/workspaces/service";
import { startRuntime } from "./start";

/**
 * Starts the console's work in the web server's process: owner and keys from the environment, workers and executor.
 * Registers what the launcher does once a page answers (demo, set-up link) and when it stops.
 */
export async function startConsole(): Promise<void> {
  registerEnvSecrets();
  await ensureWorkspace();
  await ensureOwnerFromEnv();
  await resealSecrets();
  const runtime = await startRuntime();
  onShutdown((graceMs) => runtime.stop(graceMs));
  onReady(greet);
}

async function greet(facts: ReadyFacts): Promise<string[]> {
  const demo = facts.firstStart && env().SLUICE_DEMO ? await demoLines() : [];
  const link = await createSetupLink();
  return [...demo, ...(link === null ? [] : ["", `Set up your account (once, within 24 h): ${link}`])];
}

/** The demo shows what works; where it does not, the console is up all the same. */
async function demoLines(): Promise<string[]> {
  const { id: workspaceId } = await ensureWorkspace();
  const run = await runDemo({ workspaceId, actor: { kind: "system", part: "demo" } });
  return run === null ? [] : ["", ...describeDemo(run, env().localFilesDir)];
}

async function resealSecrets(): Promise<void> {
  const { resealed, unreadable } = await resealAll();
  if (resealed > 0) log.info("Secrets were sealed anew with the current key.", { resealed });
  for (const { kind, id, message } of unreadable) log.error(message, { kind, id });
}
