import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBundled, ensureGenerated } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { main } from "./main.mjs";
import { checkNodeVersion } from "./node-version.mjs";
import { buildFolder, root } from "./paths.mjs";

await main(async () => {
  checkNodeVersion();
  await ensureInstalled({ dev: false });
  await ensureGenerated();
  await ensureBundled();
  /** @type {import("../cli/main")} */
  const cli = await import(pathToFileURL(path.join(buildFolder, "cli.mjs")).href);
  process.env.SLUICE_ROOT = root;
  return cli.main(process.argv.slice(2), root);
});
