import { ensureGenerated } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { main } from "./main.mjs";
import { checkNodeVersion } from "./node-version.mjs";
import { runInForeground } from "./run-tool.mjs";

const checks = [
  ["node_modules/eslint/bin/eslint.js", "--max-warnings=0", "."],
  ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."],
  ["node_modules/typescript/bin/tsc", "--noEmit"],
];

/** `npm run lint`: ESLint, Prettier and types; all of them, whatever the first says. */
await main(async () => {
  checkNodeVersion();
  await ensureInstalled({ dev: true });
  await ensureGenerated();
  let worst = 0;
  for (const check of checks) worst = Math.max(worst, await runInForeground([process.execPath, ...check]));
  return worst;
});
