import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureGenerated, forgetBundles } from "./build.mjs";
import { bundle, watchSplit } from "./bundle.mjs";
import { ensureInstalled } from "./install.mjs";
import { main } from "./main.mjs";
import { checkNodeVersion } from "./node-version.mjs";
import { buildFolder, root } from "./paths.mjs";

await main(async () => {
  checkNodeVersion();
  await ensureInstalled({ dev: true });
  await ensureGenerated();
  forgetBundles();
  await bundle(["launch"]);
  await watchSplit();
  Object.assign(process.env, { NODE_ENV: "development" });
  /** @type {import("./launch")} */
  const { launch } = await import(pathToFileURL(path.join(buildFolder, "launch.mjs")).href);
  return launch({ root, dev: true, build: () => Promise.resolve() });
});
