import type { Page } from "@playwright/test";
import { testServer, type TestServer } from "./support/postgres";
import { sourcePassword } from "./support/planted";
import { overflow } from "./support/quality";
import { expect, test } from "./support/test";
import { addSampleSource, choose, confirmDelete, field, openPalette, openSection } from "./support/steps";

test("S2, S3: a source is found in the catalogue, set up, edited by two people and removed", async ({
  owner,
  facts,
}, info) => {
  const page = owner;
  await openSection(page, "Sources");
  await page.getByRole("link", { name: "New source" }).first().click();

  await test.step("the catalogue is searched and narrowed, and says what was tested", async () => {
    await expect(page.getByRole("option", { name: /PostgreSQL/ })).toContainText(
      "Tested on a real PostgreSQL server",
    );
    await page.screenshot({ path: info.outputPath("catalogue.png"), fullPage: true });
    await page.getByRole("button", { name: "Files", exact: true }).click();
    await expect(page.getByRole("option", { name: /PostgreSQL/ })).toBeHidden();
    await expect(page.getByRole("option", { name: /^File/ })).toBeVisible();
    await page.getByRole("button", { name: "All", exact: true }).click();
    const search = page.getByRole("combobox", { name: "Source type" });
    await search.fill("nothing of this name");
    await expect(page.getByText("No connector here matches")).toBeVisible();
    await search.fill("sample");
    await search.press("Enter");
    await expect(page).toHaveURL(/\/sources\/new\?type=sample$/);
    await expect(page.getByRole("heading", { level: 2, name: "Sample data", exact: true })).toBeVisible();
  });

  await test.step("errors stand at their fields, and the first has the focus", async () => {
    await field(page, "Name").fill("");
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(page.getByText("Give the source a name.")).toBeVisible();
    await expect(field(page, "Name")).toBeFocused();
  });

  await test.step("what is typed is not lost by a click", async () => {
    await field(page, "Name").fill("Catalogue people");
    await page.getByRole("link", { name: "Change type" }).click();
    await staysWith(page, "Catalogue people");
  });

  await test.step("nor by the palette, by keys that lead elsewhere, or by Back", async () => {
    const palette = await openPalette(page);
    await palette.getByRole("combobox").fill("Destinations");
    await page.keyboard.press("Enter");
    await staysWith(page, "Catalogue people");
    await page.getByRole("main").focus();
    await page.keyboard.press("g");
    await page.keyboard.press("d");
    await staysWith(page, "Catalogue people");
    await page.evaluate(() => history.back());
    await staysWith(page, "Catalogue people");
    await expect(page).toHaveURL(/\/sources\/new\?type=sample$/);
  });

  await test.step("who agrees leaves, by Back as well, and finds the form empty when coming again", async () => {
    await field(page, "Name").press("End");
    await page.evaluate(() => history.back());
    await page.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
    await expect(page).toHaveURL(/\/sources\/new$/);
    await page.goForward();
    await expect(field(page, "Name")).toHaveValue("Sample data");
    await field(page, "Name").fill("Catalogue people");
  });

  await field(page, "Count").fill("12");
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Catalogue people" })).toBeVisible();
  const source = page.url();

  await test.step("its check is told line by line", async () => {
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(page.getByText("It can be read")).toBeVisible();
    await expect(page.getByRole("log")).toContainText("The rows are generated here");
  });

  await test.step("its streams are searched, and open with fields and first rows", async () => {
    const streams = page.getByRole("table", { name: "Streams" });
    await expect(streams).toContainText("purchases");
    await page.getByRole("searchbox", { name: "Search streams" }).fill("user");
    await expect(streams).not.toContainText("purchases");
    await streams.getByRole("button", { name: "users", exact: true }).click();
    await expect(page).toHaveURL(/stream=/);
    const sheet = page.getByRole("dialog", { name: /users/ });
    await expect(
      sheet.getByRole("table", { name: "Fields" }).getByRole("row").filter({ hasText: /^id/ }),
    ).toContainText("Key");
    await sheet.getByRole("button", { name: "Read the first rows" }).click();
    // Twelve people and the head.
    await expect(sheet.getByRole("table", { name: "First rows" }).getByRole("row")).toHaveCount(13);
    await page.screenshot({ path: info.outputPath("stream.png") });
    await page.keyboard.press("Escape");
    await expect(sheet).toBeHidden();
    await expect(page).toHaveURL(source);
  });

  await test.step("the second of two people is told, and loses nothing typed", async () => {
    await page.goto(`${source}/settings`);
    const other = await page.context().newPage();
    await other.goto(`${source}/settings`);
    await field(other, "Name").fill("Theirs");
    await other.getByRole("button", { name: "Test and save" }).click();
    await expect(other.getByRole("heading", { level: 1, name: "Theirs" })).toBeVisible();
    await other.close();
    await field(page, "Name").fill("Mine");
    await page.getByRole("button", { name: "Test and save" }).click();
    await expect(page.getByText("Someone has changed this source")).toBeVisible();
    await expect(field(page, "Name")).toHaveValue("Mine");
    await page.getByRole("button", { name: "Save mine over it" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Mine" })).toBeVisible();
  });

  await test.step("it is found in the list by search and filters, which stand in the address", async () => {
    await page.goto(`${facts.url}/sources?search=mine&use=unused&type=sample&sort=-created`);
    const list = page.getByRole("table", { name: "Sources" });
    await expect(list.getByRole("link", { name: "Mine" })).toBeVisible();
    await expect(list.getByRole("columnheader", { name: "Created" })).toHaveAttribute(
      "aria-sort",
      "ascending",
    );
    await page.screenshot({ path: info.outputPath("sources.png"), fullPage: true });
    await page.getByRole("searchbox", { name: "Search by name" }).fill("no such source");
    await expect(page.getByText("Nothing here is named like")).toBeVisible();
    await page.getByRole("link", { name: "Show all sources" }).click();
    await expect(list.getByRole("link", { name: "Mine" })).toBeVisible();
  });

  await page.goto(`${source}/settings`);
  await confirmDelete(page, "Delete source", ["source Mine"]);
  await expect(page).toHaveURL(/\/sources$/);
});

test("a form is used on a phone: no wider than the window, its documentation in reach", async ({
  owner,
  facts,
}, info) => {
  const page = owner;
  await page.setViewportSize({ width: 360, height: 740 });
  await page.context().addCookies([{ name: "sluice-theme", value: "dark", url: facts.url }]);
  for (const [name, path] of Object.entries({
    "catalogue-phone": "/sources/new",
    "form-phone": "/sources/new?type=postgres",
    "sources-phone": "/sources",
    "onboarding-phone": "/onboarding",
  })) {
    await page.goto(facts.url + path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true });
    expect.soft(await overflow(page), `${name}: pixels beyond the window`).toBe(0);
  }
  const command = page.getByRole("main").locator("pre").first();
  const copy = page.getByRole("main").getByRole("button", { name: /^Copy/ }).first();
  const [text, button] = [await command.boundingBox(), await copy.boundingBox()];
  expect(
    (text?.x ?? 0) + (text?.width ?? 0),
    "a command does not run under the button that copies it",
  ).toBeLessThanOrEqual(button?.x ?? 0);
  await page.goto(`${facts.url}/sources/new?type=postgres`);
  await page.getByRole("button", { name: "Documentation" }).click();
  await expect(page.getByRole("dialog", { name: "PostgreSQL: documentation" })).toBeVisible();
});

test("⌘K finds a source that no page has loaded, and changes the theme", async ({ owner, facts }) => {
  const page = owner;
  await addSampleSource(page, "Palette people", 5);
  const source = page.url();
  await page.goto(`${facts.url}/settings`);
  const palette = await openPalette(page);
  await palette.getByRole("combobox").fill("people palette");
  await expect(palette.getByRole("option", { name: /Palette people/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(source);
  await openPalette(page);
  await palette.getByRole("combobox").fill("dark theme");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

// Whatever the browser complains of fails the test, a part of the program that is not there among it.
test("S3: a form with dates opens by its address", async ({ owner: page, facts }) => {
  await page.goto(`${facts.url}/sources/new?type=pulsar`);
  await page.locator("summary").filter({ hasText: "Advanced" }).click();
  await expect(page.getByRole("button", { name: /^Relative date for / }).first()).toBeVisible();
});

test.describe("S5: a check really reads", () => {
  test.skip(!process.env.SLUICE_TEST_POSTGRES_URL, "SLUICE_TEST_POSTGRES_URL names no server");

  let server: TestServer;
  test.beforeAll(async () => {
    server = await testServer(sourcePassword);
  });
  test.afterAll(async () => server?.drop());

  test("and says how far it came, at the field that is to be mended; it can be saved all the same", async ({
    owner,
  }) => {
    const page = owner;
    await openSection(page, "Sources");
    await page.getByRole("link", { name: "New source" }).first().click();
    await choose(page, "Source type", /PostgreSQL/);
    await field(page, "Name").fill("Empty shop");
    await field(page, "Host").fill(server.host);
    await field(page, "Port").fill(server.port);
    await field(page, "Database Name").fill(server.source.name);
    await field(page, "Username").fill(server.user);
    await field(page, "Password").fill(sourcePassword);
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(page.getByText("failed after")).toBeVisible();
    const log = page.getByRole("log");
    await expect(log).toContainText(`Connecting to ${server.host}:${server.port}`);
    await expect(log).toContainText("Looking at the schemas");
    await expect(page.getByRole("alert").filter({ hasText: "There is no table or view" })).toBeVisible();
    await page.getByRole("button", { name: "Save anyway" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Empty shop" })).toBeVisible();

    await server.source.query("CREATE TABLE visits (id int PRIMARY KEY)");
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(page.getByText("It can be read")).toBeVisible();
    await expect(log).toContainText('Reading a row of "public"."visits"');
    await page.getByRole("navigation", { name: "Source" }).getByRole("link", { name: "Settings" }).click();
    await confirmDelete(page, "Delete source", ["source Empty shop"]);
  });
});

/** One is asked whether to leave, stays, and loses nothing. */
async function staysWith(page: Page, typed: string): Promise<void> {
  const asked = page.getByRole("alertdialog", { name: "Leave without saving?" });
  await expect(asked).toContainText(typed);
  await asked.getByRole("button", { name: "Stay" }).click();
  await expect(asked).toBeHidden();
  await expect(field(page, "Name")).toHaveValue(typed);
}
