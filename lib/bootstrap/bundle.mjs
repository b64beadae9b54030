import fs from "node:fs";
import path from "node:path";
import { buildFolder, root } from "./paths.mjs";

/** What runs outside Next and starts seldom, each as one file in .build; packages stay where they are. */
const entryPoints = {
  launch: "lib/bootstrap/launch.ts",
  cli: "lib/cli/main.ts",
  bench: "tests/bench/main.ts",
  slice: "tests/bench/slice.ts",
};

/** What starts often, and with a connector or two of all that there are. */
const splitEntryPoints = {
  "data/main": "lib/cli/data/main.ts",
  worker: "lib/worker/main.ts",
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

/**
 * The workers, and the commands that need no console, in as few and as small files as they can start with: connectors and
 * their clients wait in files of their own, and packages are part of them, because hundreds of little files take longer
 * to find than a large one to read.
 *
 * @returns {import("esbuild").BuildOptions}
 */
function splitOptions() {
  return {
    ...bundleOptions([]),
    entryPoints: splitEntryPoints,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    packages: "bundle",
    external: [
      ...["@duckdb/node-api", "@duckdb/node-bindings", "pg-native", "ssh2"],
      ...["@node-rs/crc32", "snappy", "lz4-napi", "@bokuweb/zstd-wasm"],
    ],
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [withoutLocales],
  };
}

/** zod brings its messages in fifty languages, half of its size; the commands speak one. */
const withoutLocales = {
  name: "without-locales",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, () => ({
      path: path.join(root, "lib/bootstrap/empty.mjs"),
    }));
  },
};

export async function bundleSplit() {
  const esbuild = await import("esbuild");
  const { metafile } = await esbuild.build({ ...splitOptions(), metafile: true });
  await esbuild.stop();
  dropOldChunks(new Set(Object.keys(metafile.outputs).map((file) => path.basename(file))));
}

const chunksFolder = path.join(buildFolder, "chunks");
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Those of former builds, but for the last day's: a worker that was started before loads some of its own only now.
 *
 * @param {Set<string>} made
 */
function dropOldChunks(made) {
  for (const name of fs.readdirSync(chunksFolder)) {
    const file = path.join(chunksFolder, name);
    const { mtimeMs } = fs.statSync(file);
    if (!made.has(name) && mtimeMs < Date.now() - dayMs) fs.rmSync(file, { force: true });
  }
}

/** @param {EntryName[]} names */
export async function bundle(names) {
  const esbuild = await import("esbuild");
  await esbuild.build(bundleOptions(names));
  // Its service process would stay as long as the console.
  await esbuild.stop();
}

/** The workers, and the commands that need no console: now, and whenever a source changes, until the process ends. */
export async function watchSplit() {
  const { context } = await import("esbuild");
  const watcher = await context(splitOptions());
  await watcher.watch();
}
