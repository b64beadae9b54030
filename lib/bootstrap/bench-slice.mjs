import path from "node:path";
import { forgetBundles } from "./build.mjs";
import { bundle, bundleSplit } from "./bundle.mjs";
import { ensureInstalled } from "./install.mjs";
import { main } from "./main.mjs";
import { checkNodeVersion } from "./node-version.mjs";
import { buildFolder, root } from "./paths.mjs";
import { runInForeground } from "./run-tool.mjs";

await main(async () => {
  checkNodeVersion();
  await ensureInstalled({ dev: true });
  forgetBundles();
  await bundle(["slice"]);
  await bundleSplit();
  const command = [process.execPath, path.join(buildFolder, "slice.mjs"), ...process.argv.slice(2)];
  return runInForeground(command, { NODE_ENV: "production", SLUICE_ROOT: root });
});
