import { defineConfig } from "@playwright/test";

/** Under a path those that together open every screen; what the others look into does not depend on where it is. */
const mounted =
  /\/(api|connection-page|governance|members|notifications|onboarding|quarantine|runs|settings|sources|story|stream-editor|tokens)\.test\.ts$/;

/** Journeys through the running console, in a real Chromium; one after the other, since they share a workspace. */
const config = defineConfig({
  testDir: "tests/e2e",
  testMatch: process.env.SLUICE_SCREENS
    ? "*.shots.ts"
    : process.env.SLUICE_E2E_MOUNTED
      ? mounted
      : "*.test.ts",
  globalSetup: "./tests/e2e/support/console.ts",
  outputDir: "test-results",
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    actionTimeout: 20_000,
    viewport: { width: 1280, height: 860 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    // That of the proxy in front of a mounted console is made for the occasion.
    ignoreHTTPSErrors: Boolean(process.env.SLUICE_E2E_MOUNTED),
    permissions: ["clipboard-read", "clipboard-write"],
    launchOptions: {
      executablePath: process.env.SLUICE_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});

export { config as default };
