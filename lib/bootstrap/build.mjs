import fs from "node:fs";
import path from "node:path";
import { bundle, bundleSplit } from "./bundle.mjs";
import { buildFolder, root } from "./paths.mjs";
import { step } from "./progress.mjs";
import { runTool } from "./run-tool.mjs";
import { contentHash, isFresh, stamped } from "./stamp.mjs";

const code = [
  ...["connectors", "lib", "prisma/schema", "package-lock.json", "tsconfig.json"],
  // Notifications, the API and logs take words of the console.
  ...["components/ui/format.ts", "components/text/en"],
];
const pages = [
  "app",
  "components",
  "public",
  "instrumentation.ts",
  "next.config.ts",
  "postcss.config.mjs",
  "proxy.ts",
];

/** The database client, from prisma/schema. */
export async function ensureGenerated() {
  const folder = path.join(root, "lib/db/generated");
  const version = JSON.parse(
    fs.readFileSync(path.join(root, "node_modules/prisma/package.json"), "utf8"),
  ).version;
  const hash = contentHash(["prisma/schema", "prisma.config.ts"], [version]);
  const stampFile = path.join(folder, ".stamp");
  if (isFresh(stampFile, hash)) return;
  await step("Generate the database client", () =>
    stamped(stampFile, hash, () =>
      runTool([process.execPath, "node_modules/prisma/build/index.js", "generate"], {
        // The client needs no schema engine; naming any program keeps Prisma from downloading one.
        env: {
          PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
          CHECKPOINT_DISABLE: "1",
          PRISMA_HIDE_UPDATE_MESSAGE: "1",
        },
        failure: "The database client could not be generated from prisma/schema.",
      }),
    ),
  );
}

const bundlesStamp = path.join(buildFolder, "stamp");

/** What runs outside Next: the launcher, the workers, the commands. */
export async function ensureBundled() {
  const hash = contentHash(code);
  if (isFresh(bundlesStamp, hash)) return;
  await step("Bundle the launcher, the workers and the commands", async () => {
    fs.mkdirSync(buildFolder, { recursive: true });
    await stamped(bundlesStamp, hash, async () => {
      await bundle(["launch", "cli"]);
      await bundleSplit();
    });
  });
}

/** For those who write bundles of unfinished sources in the same place. */
export function forgetBundles() {
  fs.rmSync(bundlesStamp, { force: true });
}

/**
 * The pages, for production.
 *
 * @param {{ basePath: string, distDir: string }} options as lib/env has parsed them
 */
export async function ensureBuilt({ basePath, distDir }) {
  const hash = contentHash([...code, ...pages], [basePath]);
  const stampFile = path.join(root, distDir, "sluice-stamp");
  if (isFresh(stampFile, hash)) return;
  await step("Build the console (once per version, about a minute)", () =>
    stamped(stampFile, hash, () =>
      runTool([process.execPath, "node_modules/next/dist/bin/next", "build"], {
        env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", SLUICE_BASE_PATH: basePath },
        failure: "The console could not be built.",
      }),
    ),
  );
}
