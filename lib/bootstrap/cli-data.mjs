import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { glance, isAsNoted, note } from "./cli-freshness.mjs";
import { buildFolder } from "./paths.mjs";

/** Those that need no console; everything around them is loaded only for the others. */
export const dataCommands = new Set([
  "sync",
  "verify",
  "repair",
  "check",
  "discover",
  "read",
  "spec",
  "state",
  "rewind",
  "quarantine",
  "replay",
]);

/** @param {string[]} args */
export async function runDataCommand(args) {
  spareFetch();
  const glanced = glance();
  if (!isAsNoted(glanced) && !(await prepare(glanced))) return;
  /** @type {import("../cli/data/main")} */
  const { main } = await import(pathToFileURL(path.join(buildFolder, "data/main.mjs")).href);
  const { stop, abort } = listenForSignals();
  process.stdout.on("error", () => abort("Nobody reads the output any more."));
  process.exitCode = await main(args, {
    folder: process.cwd(),
    variables: process.env,
    username: os.userInfo().username,
    readFile: (file) => fs.readFileSync(file, "utf8"),
    out: async (line) => {
      if (!process.stdout.write(`${line}\n`)) await once(process.stdout, "drain");
    },
    err: (line) => void process.stderr.write(`${line}\n`),
    screen: process.stderr.isTTY
      ? { columns: () => process.stderr.columns, write: (text) => void process.stderr.write(text) }
      : null,
    stop,
    abort: abort.signal,
  });
}

/**
 * `pg` asks a Response whether this is Cloudflare, unless there is a navigator: Node 20 has none, and loads all that
 * belongs to `fetch` for it. Later ones have this one.
 */
function spareFetch() {
  if (typeof navigator === "object") return;
  const [major] = process.versions.node.split(".");
  Object.defineProperty(globalThis, "navigator", {
    value: { userAgent: `Node.js/${major}` },
    configurable: true,
  });
}

/**
 * Installs and bundles where that is still to be done; what it says goes beside the output.
 *
 * @param {string} glanced
 */
async function prepare(glanced) {
  const { main } = await import("./main.mjs");
  await main(async () => {
    const { sayOn } = await import("./progress.mjs");
    const { ensureBundled } = await import("./build.mjs");
    const { ensureInstalled } = await import("./install.mjs");
    const { checkNodeVersion } = await import("./node-version.mjs");
    sayOn(process.stderr);
    checkNodeVersion();
    await ensureInstalled({ dev: false });
    await ensureBundled();
    note(glanced);
  });
  return process.exitCode === 0;
}

/** The first signal asks for an end at the next checkpoint, the second for one at once. */
function listenForSignals() {
  const stop = new AbortController();
  const abort = new AbortController();
  const end = (/** @type {string} */ why) => {
    if (!stop.signal.aborted) return stop.abort(new Error(why));
    abort.abort(new Error(why));
  };
  process.on("SIGINT", () => {
    if (!stop.signal.aborted)
      process.stderr.write(
        "Ending at the next checkpoint. Once more ends at once; nothing is lost either way.\n",
      );
    end("Interrupted.");
  });
  process.on("SIGTERM", () => end("Told to end."));
  return {
    stop: stop.signal,
    abort: Object.assign((/** @type {string} */ why) => abort.abort(new Error(why)), {
      signal: abort.signal,
    }),
  };
}
