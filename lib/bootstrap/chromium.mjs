import fs from "node:fs";

const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A Chromium for the tests in a browser: the named one, the system's, or one that Playwright has installed. */
export async function findChromium() {
  const named = process.env.SLUICE_CHROMIUM;
  if (named) return named;
  const { chromium } = await import("@playwright/test");
  return [...usual, chromium.executablePath()].find((file) => fs.existsSync(file));
}
