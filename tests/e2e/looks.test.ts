import type { Page } from "@playwright/test";
import { expect, test } from "./support/test";
import { addDuckdbDestination, addSampleSource, expectVerified, setUpConnection } from "./support/steps";

const looks = [
  { name: "desk", theme: "light", width: 1280, height: 860 },
  { name: "phone", theme: "dark", width: 390, height: 844 },
] as const;

test("no page is wider than the window, on a desk or on a phone", async ({ owner, facts }, info) => {
  const page = owner;
  await addSampleSource(page, "Looks", 50);
  const source = page.url();
  await addDuckdbDestination(page, "Looks file", "looks.duckdb");
  const setUp = page.url();
  await setUpConnection(page);
  await expectVerified(page, 1, { users: 50 });
  const connection = page.url();
  const pages = {
    onboarding: `${facts.url}/onboarding`,
    connections: `${facts.url}/connections`,
    connection,
    replication: `${connection}/replication`,
    "new-connection": setUp,
    sources: `${facts.url}/sources`,
    "new-source": `${facts.url}/sources/new`,
    source,
    "source-settings": `${source}/settings`,
    destinations: `${facts.url}/destinations`,
    settings: `${facts.url}/settings`,
    members: `${facts.url}/settings/members`,
    applications: `${facts.url}/settings/applications`,
    audit: `${facts.url}/settings/audit`,
    system: `${facts.url}/settings/system`,
    governance: `${facts.url}/settings/governance`,
    profile: `${facts.url}/profile`,
    tokens: `${facts.url}/profile/tokens`,
  };
  for (const look of looks) {
    await page.setViewportSize({ width: look.width, height: look.height });
    await page.context().addCookies([{ name: "sluice-theme", value: look.theme, url: facts.url }]);
    for (const [name, url] of Object.entries(pages)) {
      await page.goto(url);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      await page.screenshot({ path: info.outputPath(`${name}-${look.name}.png`), fullPage: true });
      expect.soft(await overflow(page), `${name} in ${look.name}: pixels beyond the window`).toBe(0);
    }
  }
});

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
