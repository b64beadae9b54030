import { env, EnvError, setListeningPort } from "@/lib/env";
import { MigrationError } from "@/lib/db/migrate";
import { log } from "@/lib/log";
import { prepareData } from "./data";
import { openFrontDoor } from "./front-door";
import { lifecycle, type ReadyFacts } from "./lifecycle";
import { openPages } from "./pages";
import { watchNpm } from "./parent-watch";
import { EmbeddedPostgresError } from "./postgres";
import { Shutdown } from "./shutdown";
import { StartError } from "./start-error";

export interface LaunchOptions {
  /** The repository's folder. */
  root: string;
  dev: boolean;
  /** Makes the pages for this environment, where that is still to be done. */
  build(options: { basePath: string; distDir: string }): Promise<void>;
}

const print = (line: string) => void process.stdout.write(`${line}\n`);

/**
 * Runs the console in this process until it is told to end, then ends the process: with 0 after a signal, with 1 when
 * it could not be started (the reason is printed) or had to give up.
 */
export async function launch(options: LaunchOptions): Promise<never> {
  const shutdown = new Shutdown(print);
  shutdown.listen();
  watchNpm(() => {
    print("npm has ended: stopping.");
    void shutdown.exit(0);
  });
  try {
    await start(options, shutdown);
  } catch (error) {
    // Told to end in the middle, a start fails one way or another: that is no news.
    if (!shutdown.hasBegun) process.stderr.write(`\n${explain(error)}\n`);
    return shutdown.exit(1);
  }
  return new Promise<never>(() => undefined);
}

async function start(options: LaunchOptions, shutdown: Shutdown): Promise<void> {
  const begun = performance.now();
  process.env.SLUICE_ROOT = options.root;
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  const { HOST, PORT, SLUICE_BASE_PATH, SLUICE_PUBLIC_URL, distDir } = env();
  const door = await openFrontDoor(HOST, PORT, SLUICE_PUBLIC_URL !== undefined);
  setListeningPort(door.port);
  await options.build({ basePath: SLUICE_BASE_PATH, distDir });
  const { firstStart } = await prepareData(options.root, shutdown);
  await openPages({ dev: options.dev, root: options.root, door, shutdown, print });
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  const { publicUrl, dataDir } = env();
  print(`\nSluice is ready (${seconds} s): ${publicUrl}\nData: ${dataDir}   Stop: Ctrl-C`);
  await runReadyHooks({ url: publicUrl, firstStart });
}

async function runReadyHooks(facts: ReadyFacts): Promise<void> {
  for (const hook of lifecycle().ready) {
    try {
      for (const line of (await hook(facts)) ?? []) print(line);
    } catch (error) {
      log.error("A part of the start failed; the console goes on without it.", { error });
    }
  }
}

const expected = [StartError, EnvError, EmbeddedPostgresError, MigrationError];

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (expected.some((kind) => error instanceof kind)) return error.message;
  // The steps outside this bundle have an error of their own, with what the tool said.
  if ("detail" in error) return `${String(error.detail)}\n\n${error.message}`;
  return error.stack ?? error.message;
}
