import type { Page } from "@playwright/test";
import { ConsoleApi } from "./support/api";
import { hold } from "./support/hold";
import { field } from "./support/steps";
import { expect, test } from "./support/test";

test("a page whose code is not there yet says so, and does and sends nothing", async ({
  owner: page,
  request,
  facts,
}) => {
  const connection = await makeConnection(await ConsoleApi.open(request, facts));

  await test.step("what opens a dialog waits for its code", async () => {
    const { release } = await openWithoutCode(page, `${facts.url}/connections/${connection}/settings`);
    const remove = page.getByRole("button", { name: "Delete connection" });
    await expect(remove).toHaveAttribute("aria-disabled", "true");
    const look = await remove.evaluate(lookOf);
    await remove.click({ force: true });
    await release();
    // Once its code is there, without a second word from here.
    await remove.click();
    const dialog = page.getByRole("alertdialog");
    await expect(dialog).toBeVisible();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.mouse.move(0, 0);
    expect(await remove.evaluate(lookOf)).toEqual(look);
  });

  await test.step("a form is not sent by the browser, neither by its button nor by Enter", async () => {
    const { release, loads } = await openWithoutCode(page, `${facts.url}/settings`);
    const rename = page.getByRole("button", { name: "Rename" });
    await rename.click({ force: true });
    await field(page, "Workspace name").press("Enter");
    await release();
    await rename.click();
    await expect(page.getByText("The workspace has its new name.")).toBeVisible();
    expect(loads()).toBe(1);
    await expect(page).toHaveURL(/\/settings$/);
  });

  await test.step("a card of the catalogue is chosen once it can be, and the first is marked", async () => {
    const { release } = await openWithoutCode(page, `${facts.url}/sources/new`);
    const sample = page.getByRole("option", { name: /Sample data/ });
    await sample.click({ force: true });
    await expect(page.getByRole("combobox", { name: "Source type" })).not.toBeEditable();
    await release();
    await expect(page.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
    await expect(page).toHaveURL(/\/sources\/new$/);
    await sample.click();
    await expect(page).toHaveURL(/type=sample/);
  });

  await test.step("the hint of what the mouse rests on comes with the code", async () => {
    const { release } = await openWithoutCode(page, `${facts.url}/connections`);
    await page.getByRole("link", { name: /^Health: / }).hover();
    await release();
    await expect(page.getByRole("tooltip")).toHaveText("All well");
    await page.mouse.move(0, 0);
  });

  for (const path of [
    "/connections",
    `/connections/${connection}`,
    `/connections/${connection}/replication`,
    `/connections/${connection}/transformation`,
    "/connections/new",
    "/sources/new?type=postgres",
    "/runs",
    "/settings/governance",
    "/profile",
  ])
    await test.step(`everything that is pressed waits on ${path}`, async () => {
      const { release } = await openWithoutCode(page, facts.url + path);
      expect(await page.evaluate(pressable)).toEqual([]);
      await release();
      await expect.poll(() => page.evaluate(pressable)).not.toEqual([]);
      await expect(page.locator("[aria-disabled=true]:not([aria-busy=true])")).toHaveCount(0);
    });
});

test("what a sign-in takes before its code is there is kept, and sent by it", async ({ page, facts }) => {
  const { release, loads } = await openWithoutCode(page, `${facts.url}/sign-in`);
  await page.getByLabel("E-mail").fill(facts.email);
  await page.getByLabel("Password").fill(facts.password);
  await page.getByLabel("Password").press("Enter");
  await page.getByRole("button", { name: "Sign in" }).click({ force: true });
  await release();
  await expect(page.getByLabel("E-mail")).toHaveValue(facts.email);
  expect(loads()).toBe(1);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("navigation", { name: "Sections" })).toBeVisible();
});

/** The page as the server has drawn it; its scripts wait. `loads` counts how often a page was asked for since. */
async function openWithoutCode(page: Page, url: string) {
  const { release } = await hold(page, /\/_next\/static\/.*\.js/);
  let count = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest()) count++;
  });
  await page.goto(url, { waitUntil: "domcontentloaded" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  return { release, loads: () => count };
}

/** What is pressed on the page, does something by code alone, and does not say that it is disabled. */
function pressable(): string[] {
  const pressed =
    "button, [role=button], [role=checkbox], [role=switch], [role=radio], [role=tab], [role=option]";
  return [...document.querySelectorAll(pressed)]
    .filter((element) => !element.matches(":disabled, [aria-disabled=true]"))
    .map((element) => element.outerHTML.slice(0, 200));
}

function lookOf(element: Element): Record<string, string> {
  const { color, backgroundColor, borderColor, opacity, cursor } = getComputedStyle(element);
  return { color, backgroundColor, borderColor, opacity, cursor };
}

async function makeConnection(api: ConsoleApi): Promise<string> {
  const sourceId = await api.source("Slow page", { sourceType: "sample", count: 5 });
  const destinationId = await api.destination("Slow file", {
    destinationType: "duckdb",
    destination_path: "slow-page.duckdb",
  });
  return api.connection("Slow page to file", { sourceId, destinationId });
}
