import fs from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";
import { step } from "./progress.mjs";
import { runTool } from "./run-tool.mjs";

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [optional]
 * @property {boolean} [dev]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 */

/** @typedef {{ packages: Record<string, LockedPackage> }} Lockfile */

/** @typedef {{ os: string, cpu: string, libc: string }} Platform */

/**
 * Installs what package-lock.json names, unless it is there already. Nothing that the packages bring is run.
 *
 * @param {{ dev: boolean }} options `dev`: with the tools for tests
 */
export async function ensureInstalled({ dev }) {
  const locked = readLockfile(path.join(root, "package-lock.json")) ?? { packages: {} };
  const installed = readLockfile(path.join(root, "node_modules/.package-lock.json"));
  if (installed && missingPackages(locked, installed, { dev, platform: currentPlatform() }).length === 0)
    return;
  await step("Install the packages", () =>
    runTool(
      [...npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", dev ? "--include=dev" : "--omit=dev"],
      {
        env: { CHECKPOINT_DISABLE: "1" },
        failure:
          "npm could not install the packages. Is the registry reachable? To see more: npm ci --ignore-scripts",
      },
    ),
  );
}

/**
 * Paths of the packages that the lockfile asks for on this platform and that are not installed in its version.
 *
 * @param {Lockfile} locked
 * @param {Lockfile} installed
 * @param {{ dev: boolean, platform: Platform }} options
 */
export function missingPackages(locked, installed, { dev, platform }) {
  return Object.entries(locked.packages)
    .filter(([name, entry]) => name !== "" && (dev || !entry.dev) && isWanted(entry, platform))
    .filter(([name, entry]) => installed.packages[name]?.version !== entry.version)
    .map(([name]) => name);
}

/**
 * Of the optional ones, only those made for this platform are certain to be installed.
 *
 * @param {LockedPackage} entry
 * @param {Platform} platform
 */
function isWanted(entry, platform) {
  if (!entry.optional) return true;
  if (!entry.os && !entry.cpu) return false;
  const fits = (/** @type {string[] | undefined} */ list, /** @type {string} */ own) =>
    !list || list.includes(own);
  return fits(entry.os, platform.os) && fits(entry.cpu, platform.cpu) && fits(entry.libc, platform.libc);
}

/** @returns {Platform} */
function currentPlatform() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (
    process.report?.getReport() ?? {}
  );
  return {
    os: process.platform,
    cpu: process.arch,
    libc: report.header?.glibcVersionRuntime ? "glibc" : "musl",
  };
}

/**
 * @param {string} file
 * @returns {Lockfile | undefined}
 */
function readLockfile(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : undefined;
}

/** The npm that started us, else the one on the path. */
function npm() {
  const running = process.env.npm_execpath;
  return running?.endsWith("npm-cli.js") ? [process.execPath, running] : ["npm"];
}
