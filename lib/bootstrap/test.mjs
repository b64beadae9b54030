import fs from "node:fs";
import path from "node:path";
import { ensureBuilt, ensureBundled, ensureGenerated } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { ensureInstalled } from "./install.mjs";
import { main } from "./main.mjs";
import { checkNodeVersion } from "./node-version.mjs";
import { buildFolder, root } from "./paths.mjs";
import { runInForeground } from "./run-tool.mjs";
import { sum, tallyPlaywright, tallyVitest } from "./test-report.mjs";

/** @typedef {import("./test-report.mjs").Tally} Tally */

const reports = path.join(buildFolder, "reports");

/**
 * `npm test`: everything. `npm test -- FILTER …`: what matches; filters that begin with tests/e2e are for the browser's
 * journeys, the others (and options) for vitest.
 */
await main(async () => {
  const all = process.argv.slice(2);
  const journeys = all.filter((filter) => filter.startsWith("tests/e2e"));
  const filters = all.filter((filter) => !journeys.includes(filter));
  checkNodeVersion();
  await ensureInstalled({ dev: true });
  await ensureGenerated();
  await ensureBundled();
  if (all.length === 0) await ensureBuilt({ basePath: "", distDir: ".next" });
  fs.rmSync(reports, { recursive: true, force: true });
  fs.mkdirSync(reports, { recursive: true });
  const tallies = [];
  if (all.length === 0 || filters.length > 0) tallies.push(await runVitest(filters));
  if (all.length === 0 || journeys.length > 0) tallies.push(await runPlaywright(journeys));
  return report(sum(tallies));
});

/**
 * @param {string[]} filters
 * @returns {Promise<Tally>}
 */
async function runVitest(filters) {
  const file = path.join(reports, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await runInForeground([
    ...[process.execPath, "node_modules/vitest/vitest.mjs", "run", "--passWithNoTests"],
    ...[...reporters, ...filters],
  ]);
  return atLeastOneFailure(code, fs.existsSync(file) ? tallyVitest(readJson(file), root) : undefined);
}

/**
 * @param {string[]} filters
 * @returns {Promise<Tally>}
 */
async function runPlaywright(filters) {
  if (!fs.existsSync(path.join(root, "playwright.config.ts"))) return { passed: 0, failed: 0, skipped: [] };
  const chromium = await findChromium();
  if (!chromium) {
    return { passed: 0, failed: 0, skipped: ["tests/e2e: no Chromium here (name one in SLUICE_CHROMIUM)"] };
  }
  const file = path.join(reports, "playwright.json");
  const code = await runInForeground(
    [process.execPath, "node_modules/@playwright/test/cli.js", "test", "--reporter=list,json", ...filters],
    { SLUICE_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  );
  return atLeastOneFailure(code, fs.existsSync(file) ? tallyPlaywright(readJson(file)) : undefined);
}

/**
 * A runner that ended badly without naming a failed test has failed all the same.
 *
 * @param {number} code
 * @param {Tally | undefined} tally
 * @returns {Tally}
 */
function atLeastOneFailure(code, tally = { passed: 0, failed: code === 0 ? 0 : 1, skipped: [] }) {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/**
 * @param {Tally} tally
 * @returns {number}
 */
function report({ passed, failed, skipped }) {
  const print = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);
  if (skipped.length > 0) print(`\nSkipped:\n${skipped.map((name) => `  ${name}`).join("\n")}`);
  const skipsFail = Boolean(process.env.CI) && skipped.length > 0;
  if (skipsFail) print("\nIn CI nothing may be skipped.");
  print(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return failed > 0 || skipsFail ? 1 : 0;
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(fs.readFileSync(file, "utf8"));
}
