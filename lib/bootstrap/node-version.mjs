import fs from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";
import { StepError } from "./step-error.mjs";

/** Before anything else: what follows needs it. */
export function checkNodeVersion(version = process.versions.node) {
  const { engines } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  const floor = engines.node.replace(">=", "");
  if (compare(version, floor) >= 0) return;
  throw new StepError(
    `Sluice needs Node.js ${floor} or newer, this is ${version}. Install one (https://nodejs.org, or \`nvm install\`).`,
  );
}

/**
 * @param {string} left
 * @param {string} right
 */
function compare(left, right) {
  const [a, b] = [left, right].map((version) => version.split(".").map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
