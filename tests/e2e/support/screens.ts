import type { Page } from "@playwright/test";
import { addDuckdbDestination, addSampleSource, expectVerified, setUpConnection } from "./steps";

/** The console's main screens by name, each with something on it. */
export type Screens = Record<string, string>;

/** Sets up and runs a small connection, then names the screens that show it and all others. */
export async function prepareScreens(page: Page, home: string): Promise<Screens> {
  await addSampleSource(page, "Shop", 50);
  const source = page.url();
  await addDuckdbDestination(page, "Warehouse", "warehouse.duckdb");
  const setUp = page.url();
  await setUpConnection(page);
  await expectVerified(page, 1, { users: 50 });
  const connection = page.url();
  await page.getByRole("table", { name: "Runs" }).getByRole("link").first().click();
  await page.waitForURL(/\/runs\//);
  const run = page.url();
  return {
    onboarding: `${home}/onboarding`,
    connections: `${home}/connections`,
    "new-connection": setUp,
    connection,
    replication: `${connection}/replication`,
    transformation: `${connection}/transformation`,
    "connection-settings": `${connection}/settings`,
    timeline: `${connection}/timeline`,
    data: `${connection}/data`,
    run,
    sources: `${home}/sources`,
    "new-source": `${home}/sources/new`,
    source,
    "source-settings": `${source}/settings`,
    destinations: `${home}/destinations`,
    "new-destination": `${home}/destinations/new`,
    runs: `${home}/runs`,
    quarantine: `${home}/quarantine`,
    settings: `${home}/settings`,
    members: `${home}/settings/members`,
    notifications: `${home}/settings/notifications`,
    applications: `${home}/settings/applications`,
    audit: `${home}/settings/audit`,
    system: `${home}/settings/system`,
    governance: `${home}/settings/governance`,
    profile: `${home}/profile`,
    tokens: `${home}/profile/tokens`,
  };
}

/** The main heading is there, and nothing is on its way any more. */
export async function openScreen(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
}
