import { ensureBuilt, ensureBundled, ensureGenerated } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { ensureInstalled } from "./install.mjs";
import { main } from "./main.mjs";
import { runInForeground } from "./run-tool.mjs";
import { StepError } from "./step-error.mjs";

/** `npm run screens`: the pictures of public/screens, taken of a console that is set up for them. */
await main(async () => {
  await ensureInstalled({ dev: true });
  await ensureGenerated();
  await ensureBundled();
  await ensureBuilt({ basePath: "", distDir: ".next" });
  const chromium = await findChromium();
  if (!chromium) throw new StepError("There is no Chromium here: name one in SLUICE_CHROMIUM.");
  return runInForeground([process.execPath, "node_modules/@playwright/test/cli.js", "test"], {
    SLUICE_CHROMIUM: chromium,
    SLUICE_SCREENS: "1",
  });
});
