#!/usr/bin/env node
import path from "node:path";
import { pathToFileURL } from "node:url";
import { dataCommands, runDataCommand } from "./cli-data.mjs";
import { buildFolder, root } from "./paths.mjs";

const args = process.argv.slice(2);

if (dataCommands.has(args[0] ?? "")) await runDataCommand(args);
else await runConsoleCommand();

/** Commands around a console: they may need its database, and all that comes with it. */
async function runConsoleCommand() {
  const { main } = await import("./main.mjs");
  await main(async () => {
    const { ensureBundled, ensureGenerated } = await import("./build.mjs");
    const { ensureInstalled } = await import("./install.mjs");
    const { checkNodeVersion } = await import("./node-version.mjs");
    checkNodeVersion();
    await ensureInstalled({ dev: false });
    await ensureGenerated();
    await ensureBundled();
    /** @type {import("../cli/main")} */
    const cli = await import(pathToFileURL(path.join(buildFolder, "cli.mjs")).href);
    process.env.SLUICE_ROOT = root;
    return cli.main(args, root);
  });
}
