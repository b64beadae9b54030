import path from "node:path";
import { ensureBuilt, ensureBundled, ensureGenerated } from "./build.mjs";
import { bundle } from "./bundle.mjs";
import { ensureInstalled } from "./install.mjs";
import { main } from "./main.mjs";
import { checkNodeVersion } from "./node-version.mjs";
import { buildFolder, root } from "./paths.mjs";
import { runInForeground } from "./run-tool.mjs";

await main(async () => {
  checkNodeVersion();
  await ensureInstalled({ dev: true });
  await ensureGenerated();
  await ensureBundled();
  await ensureBuilt({ basePath: "", distDir: ".next" });
  await bundle(["bench"]);
  const command = [process.execPath, path.join(buildFolder, "bench.mjs"), ...process.argv.slice(2)];
  return runInForeground(command, { NODE_ENV: "production", SLUICE_ROOT: root });
});
