import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt, ensureBundled, ensureGenerated } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { main } from "./main.mjs";
import { checkNodeVersion } from "./node-version.mjs";
import { buildFolder, root } from "./paths.mjs";

await main(async () => {
  checkNodeVersion();
  await ensureInstalled({ dev: false });
  await ensureGenerated();
  await ensureBundled();
  Object.assign(process.env, { NODE_ENV: "production" });
  /** @type {import("./launch")} */
  const { launch } = await import(pathToFileURL(path.join(buildFolder, "launch.mjs")).href);
  return launch({ root, dev: false, build: ensureBuilt });
});
