import type { Locator, Page } from "@playwright/test";
import { wrongPassword } from "./planted";
import type { TestServer } from "./postgres";
import { expect } from "./test";

/** Opens a choice by its label and picks one of its options. */
export async function choose(
  within: Page | Locator,
  label: string | RegExp,
  option: string | RegExp,
): Promise<void> {
  const trigger = within.getByRole("combobox", { name: label });
  await trigger.click();
  const page = "page" in within ? within.page() : within;
  await page.getByRole("option", { name: option }).first().click();
}

/** A control by its whole label; required ones carry a mark. */
export function field(page: Page, label: string): Locator {
  return page.getByLabel(new RegExp(`^${label}\\*?$`));
}

/** Opens the folded parts of a form. */
export async function unfold(page: Page): Promise<void> {
  const folded = page.locator("main details:not([open]) > summary");
  while ((await folded.count()) > 0) await folded.first().click();
}

export async function openSection(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

/** One of the tabs below Settings. */
export async function openSettings(page: Page, tab: string): Promise<void> {
  await openSection(page, "Settings");
  const link = page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: tab });
  await link.click();
  await expect(link).toHaveAttribute("aria-current", "page");
}

/** The person's own page, by the menu at the foot of the rail. */
export async function openProfile(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Profile" }).click();
  await expect(page.getByRole("navigation", { name: "Profile" })).toBeVisible();
}

/** The palette, by its keys; a page that has only just been drawn does not hear them yet. */
export async function openPalette(page: Page): Promise<Locator> {
  const palette = page.getByRole("dialog", { name: "Commands" });
  await expect(async () => {
    if (!(await palette.isVisible())) await page.keyboard.press("ControlOrMeta+k");
    await expect(palette).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  return palette;
}

/** A sample source, from the list of sources to its own page. */
export async function addSampleSource(page: Page, name: string, count: number): Promise<void> {
  await openSection(page, "Sources");
  await page.getByRole("link", { name: "New source" }).first().click();
  await choose(page, "Source type", /Sample data/);
  await field(page, "Name").fill(name);
  await field(page, "Count").fill(String(count));
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

/** From a source's page to the form of a new destination of this type. */
export async function beginDestination(page: Page, type: RegExp): Promise<void> {
  await page.getByRole("link", { name: "Add destination" }).click();
  await expect(page.getByText("It can be read")).toBeVisible();
  const another = page.getByRole("radio", { name: "A new destination" });
  await expect(another.or(page.getByRole("combobox", { name: "Destination type" }))).toBeVisible();
  if (await another.isVisible()) await another.click();
  await choose(page, "Destination type", type);
}

/** From a source's page, a new DuckDB destination, to the set-up of the connection. */
export async function addDuckdbDestination(page: Page, name: string, file: string): Promise<void> {
  await beginDestination(page, /DuckDB/);
  await field(page, "Name").fill(name);
  await field(page, "Destination path").fill(file);
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New connection" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Streams" })).toBeVisible();
}

/** Presses the form's button, and confirms the plan that comes before anything is stored. */
export async function confirmPlan(
  page: Page,
  button: string,
  verbs: string | RegExp = /^[A-Z]/,
): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).click();
  const plan = page.getByRole("dialog", { name: /^What (the first sync|this change) will do$/ });
  await expect(plan).toBeVisible();
  await plan.locator("footer").getByRole("button", { name: verbs }).last().click();
}

/** Sends the connection's form and waits for the page that watches its first sync. */
export async function setUpConnection(page: Page): Promise<void> {
  await confirmPlan(page, "Set up connection");
  await page.waitForURL(/\/connections\/[0-9a-f-]{36}$/);
}

/** The newest of so many runs has ended green, and its proof shows no difference. */
export async function expectVerified(page: Page, count: number, rows: Record<string, number>): Promise<void> {
  const runs = page.getByRole("table", { name: "Runs" }).getByRole("row");
  await expect(runs).toHaveCount(count + 1);
  await expect(runs.nth(1)).toContainText("Succeeded", { timeout: 90_000 });
  await expect(page.locator("header").filter({ has: page.getByRole("heading", { level: 1 }) })).toContainText(
    "Succeeded",
  );
  const proof = page.getByRole("table", { name: "Rows read and written per stream" });
  for (const [stream, rowCount] of Object.entries(rows)) {
    const line = proof
      .getByRole("row")
      .filter({ has: page.getByRole("cell", { name: stream, exact: true }) });
    const shown = rowCount.toLocaleString("en-US");
    await expect(line.getByRole("cell")).toHaveText([stream, shown, shown, "none"]);
  }
}

export async function confirmDelete(page: Page, button: string, named: (string | RegExp)[]): Promise<void> {
  await page.getByRole("button", { name: button }).click();
  const dialog = page.getByRole("alertdialog");
  for (const text of named) await expect(dialog).toContainText(text);
  const typed = dialog.getByLabel(/^Type .* to confirm$/);
  if (await typed.isVisible()) await typed.fill(await dialog.locator("label code").innerText());
  await dialog.getByRole("button", { name: /^Delete / }).click();
  await expect(dialog).toBeHidden();
}

/** The workspace's switch, on the page of its governance. */
export async function flipWriteSwitch(page: Page): Promise<void> {
  await openSettings(page, "Governance");
  const writes = page.getByRole("switch", { name: "No write without authentication" });
  const isOn = await writes.isChecked();
  await writes.click();
  await expect(writes).toBeChecked({ checked: !isOn });
}

/** The fields of a PostgreSQL source or destination that say where it is and who comes; the password is left. */
export async function fillPostgres(
  page: Page,
  kind: "source" | "destination",
  server: TestServer,
): Promise<void> {
  await unfold(page);
  await field(page, "Host").fill(server.host);
  await field(page, "Port").fill(server.port);
  await field(page, kind === "source" ? "Database Name" : "DB Name").fill(server[kind].name);
  await field(page, kind === "source" ? "Username" : "User").fill(server.user);
}

/** Credentials that the server refuses: a wrong password, or where it trusts whoever comes a user it does not know. */
export async function fillWrongLogin(
  page: Page,
  kind: "source" | "destination",
  server: TestServer,
): Promise<void> {
  await field(page, "Password").fill(wrongPassword);
  if (!server.checksPasswords)
    await field(page, kind === "source" ? "Username" : "User").fill("nobody_known_here");
}

/** The settings of a source, destination or connection, from its page. */
export async function openOwnSettings(page: Page): Promise<void> {
  const tabs = page.getByRole("navigation", { name: /^(Source|Destination|Connection)$/ });
  await tabs.getByRole("link", { name: "Settings" }).click();
  await expect(tabs.getByRole("link", { name: "Settings" })).toHaveAttribute("aria-current", "page");
}

/** Goes through a choice with the arrow until the option, and it alone, is marked, and takes it with Enter. */
export async function pickByKeys(page: Page, label: RegExp, option: RegExp): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  const wanted = page.getByRole("option", { name: option });
  await expect(wanted).toHaveCount(1);
  const count = await page.getByRole("option").count();
  for (let step = 0; step < count; step++) {
    if ((await wanted.getAttribute("aria-selected")) === "true") break;
    await page.keyboard.press("ArrowDown");
  }
  await expect(wanted).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("option", { selected: true })).toHaveCount(1);
  await page.keyboard.press("Enter");
}
