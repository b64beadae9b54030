import fs from "node:fs";
import path from "node:path";
import { buildFolder, root } from "./paths.mjs";

/** What runs outside Next, each as one file in .build; packages stay where they are. */
const entryPoints = {
  launch: "lib/bootstrap/launch.ts",
  worker: "lib/worker/main.ts",
  cli: "lib/cli/main.ts",
  bench: "tests/bench/main.ts",
  slice: "tests/bench/slice.ts",
};

/** @typedef {keyof typeof entryPoints} EntryName */

/**
 * @param {EntryName[]} names those whose source does not exist are left out
 * @returns {import("esbuild").BuildOptions}
 */
export function bundleOptions(names) {
  const present = names.filter((name) => fs.existsSync(path.join(root, entryPoints[name])));
  return {
    absWorkingDir: root,
    entryPoints: Object.fromEntries(present.map((name) => [name, entryPoints[name]])),
    outdir: buildFolder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: false,
    platform: "node",
    target: "node20.9",
    format: "esm",
    packages: "external",
    tsconfig: "tsconfig.json",
    alias: { "server-only": path.join(root, "lib/bootstrap/empty.mjs") },
    sourcemap: "linked",
    logLevel: "warning",
  };
}

/** @param {EntryName[]} names */
export async function bundle(names) {
  const esbuild = await import("esbuild");
  await esbuild.build(bundleOptions(names));
  // Its service process would stay as long as the console.
  await esbuild.stop();
}

/**
 * Bundles now and whenever a source changes, until the process ends.
 *
 * @param {EntryName[]} names
 */
export async function watchBundle(names) {
  const { context } = await import("esbuild");
  const watcher = await context(bundleOptions(names));
  await watcher.watch();
}
