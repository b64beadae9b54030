import type { Page } from "@playwright/test";
import { ConsoleApi } from "./support/api";
import { photograph } from "./support/looks";
import { choose, expectVerified, field, openPalette } from "./support/steps";
import { expect, test } from "./support/test";

const tab = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Connection" }).getByRole("link", { name });
const title = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });
/** There while a form has something to save. */
const discard = (page: Page, form: string) =>
  page.getByRole("form", { name: form }).getByRole("button", { name: "Discard changes" });
const head = (page: Page) => page.locator("header").filter({ has: page.getByRole("heading", { level: 1 }) });

test("S15 the connection's page: status, schedule, state, timeline, and its end", async ({
  owner,
  facts,
  request,
}, info) => {
  const page = owner;
  const api = await ConsoleApi.open(request, facts);
  const sourceId = await api.source("Crowd", { sourceType: "sample", count: 40, always_updated: false });
  const ends = (file: string) =>
    api.destination(file, { destinationType: "duckdb", destination_path: `${file}.duckdb` });
  const first = await api.connection("Crowd copy", { sourceId, destinationId: await ends("crowd") });
  const second = await api.connection("Crowd report", { sourceId, destinationId: await ends("report") });
  const address = `${facts.url}/connections/${first}`;

  await test.step("a first sync is shown with its proof", async () => {
    await page.goto(address);
    await expect(page.getByText("This connection has never synced.")).toBeVisible();
    await page.getByRole("button", { name: "Sync now" }).click();
    await expectVerified(page, 1, { users: 40 });
    await expect(page.getByRole("navigation", { name: "Last runs" }).getByRole("link")).toHaveCount(1);
    await photograph(page, info, "status");
  });

  await test.step("a pause is shown at once, and ended", async () => {
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
    await expect(head(page)).toContainText("Inactive");
    await expect(page.getByRole("button", { name: "Sync now" })).toBeDisabled();
    await page.getByRole("button", { name: "Resume" }).click();
    await expect(page.getByRole("button", { name: "Sync now" })).toBeEnabled();
  });

  await test.step("content is verified from the menu, once its plan has been read", async () => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Verify content now…" }).click();
    const plan = page.getByRole("alertdialog");
    await expect(plan).toContainText("and compared with main.users");
    await plan.getByRole("button", { name: "Verify 3 streams" }).click();
    const runs = page.getByRole("table", { name: "Runs" }).getByRole("row");
    await expect(runs.nth(1)).toContainText("Comparison");
    await expect(runs.nth(1)).toContainText("Succeeded", { timeout: 60_000 });
  });

  await test.step("a cron schedule is told in words, with its next five times", async () => {
    await tab(page, "Settings").click();
    await choose(page, "Frequency", "Cron");
    await field(page, "Cron expression").fill("61 6 * * *");
    await expect(page.getByText("is not a cron expression")).toBeVisible();
    await field(page, "Cron expression").fill("0 6 * * 1-5");
    await expect(page.getByText("At 06:00, Monday through Friday").first()).toBeVisible();
    await expect(page.getByRole("list", { name: "Next five times" }).getByRole("listitem")).toHaveCount(5);
    await photograph(page, info, "settings");
    await page.getByRole("button", { name: "Save name and schedule" }).click();
    await expect(head(page)).toContainText("At 06:00, Monday through Friday");
    await expect(head(page)).toContainText("next in");
  });

  await test.step("the second of two tabs is told, keeps what was typed, and loads what is there", async () => {
    const other = await page.context().newPage();
    await other.goto(`${address}/settings`);
    await field(other, "Name").fill("Crowd, daily");
    await field(page, "Name").fill("Crowd, mine");
    await other.getByRole("button", { name: "Save name and schedule" }).click();
    await expect(title(other, "Crowd, daily")).toBeVisible();
    await other.close();
    await page.getByRole("button", { name: "Save name and schedule" }).click();
    await expect(page.getByText("Someone has changed this connection since you opened it.")).toBeVisible();
    await expect(field(page, "Name")).toHaveValue("Crowd, mine");
    await expect(page.getByRole("button", { name: "Load what is there now" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(field(page, "Name")).toHaveValue("Crowd, daily");
    await expect(title(page, "Crowd, daily")).toBeVisible();
  });

  await test.step("two forms of one tab do not take each other for somebody else", async () => {
    await field(page, "Quarantine limit").fill("7");
    await field(page, "Name").fill("Crowd, weekly");
    await page.getByRole("button", { name: "Save name and schedule" }).click();
    await expect(title(page, "Crowd, weekly")).toBeVisible();
    await expect(discard(page, "Name and schedule")).toBeHidden();
    await page.getByRole("button", { name: "Save changes and limits" }).click();
    await expect(discard(page, "Changes and limits")).toBeHidden();
    await page.reload();
    await expect(field(page, "Quarantine limit")).toHaveValue("7");
    await field(page, "Drop limit").fill("101");
    await page.getByRole("button", { name: "Save changes and limits" }).click();
    await expect(field(page, "Drop limit")).toBeFocused();
    await discard(page, "Changes and limits").click();
  });

  await test.step("what two forms hold is kept from links, keys, Back and closing, and asked about once", async () => {
    await tab(page, "Status").click();
    await tab(page, "Settings").click();
    await field(page, "Quarantine limit").fill("8");
    await field(page, "Name").fill("Not saved");
    await tab(page, "Timeline").click();
    await photograph(page, info, "unsaved");
    await stay(page);
    const palette = await openPalette(page);
    await palette.getByRole("combobox").fill("Destinations");
    await page.keyboard.press("Enter");
    await stay(page);
    await page.evaluate(() => history.back());
    await stay(page);
    const [closing] = await Promise.all([page.waitForEvent("dialog"), page.close({ runBeforeUnload: true })]);
    expect(closing.type()).toBe("beforeunload");
    await closing.dismiss();
    await expect(field(page, "Name")).toHaveValue("Not saved");
    await expect(field(page, "Quarantine limit")).toHaveValue("8");
  });

  await test.step("nothing is asked once one form is as it was and the other is saved", async () => {
    await field(page, "Name").fill("Crowd, weekly");
    await expect(discard(page, "Name and schedule")).toBeHidden();
    await page.getByRole("button", { name: "Save changes and limits" }).click();
    await expect(discard(page, "Changes and limits")).toBeHidden();
    await tab(page, "Timeline").click();
    await expect(page).toHaveURL(/\/timeline$/);
    await tab(page, "Settings").click();
    await expect(field(page, "Quarantine limit")).toHaveValue("8");
  });

  await test.step("a feed is looked at and rewound", async () => {
    const state = page.getByRole("table", { name: "State" }).getByRole("row").filter({ hasText: "users" });
    await state.getByRole("button", { name: "Edit…" }).click();
    const edit = page.getByRole("alertdialog");
    await edit.getByLabel("Position").fill("{");
    await expect(edit.getByText("This is no JSON")).toBeVisible();
    await edit.getByRole("button", { name: "Cancel" }).click();
    await state.getByRole("button", { name: "Rewind…" }).click();
    await choose(page.getByRole("alertdialog"), /Read on from/, /The start/);
    await page.getByRole("alertdialog").getByRole("button", { name: "Rewind 1 feed" }).click();
    await expect(page.getByRole("alertdialog")).toBeHidden();
    await expect(state).toContainText("Nothing was committed yet.");
  });

  await test.step("another connection syncs after this one", async () => {
    await page.goto(`${facts.url}/connections/${second}/settings`);
    await choose(page, "Frequency", "After another connection");
    await choose(page, /After connection/, "Crowd, weekly");
    await page.getByRole("button", { name: "Save name and schedule" }).click();
    await expect(head(page)).toContainText("After Crowd, weekly");
    await page.goto(address);
    await page.getByRole("button", { name: "Sync now" }).click();
    await page.goto(`${facts.url}/connections/${second}`);
    await expectVerified(page, 1, { users: 40 });
    await expect(page.getByRole("table", { name: "Runs" })).toContainText("After another");
  });

  await test.step("the transformation is shown, and changed", async () => {
    await page.goto(`${address}/transformation`);
    await page.getByRole("radio", { name: "Raw data" }).click();
    await tab(page, "Timeline").click();
    await stay(page);
    await page.getByRole("button", { name: "Save normalization" }).click();
    await expect(discard(page, "Normalization")).toBeHidden();
    await page.reload();
    await expect(page.getByRole("radio", { name: "Raw data" })).toBeChecked();
    await photograph(page, info, "transformation");
  });

  await test.step("the timeline has all of it, and keeps its filter in the address", async () => {
    await tab(page, "Timeline").click();
    const entries = page.getByRole("list", { name: "Timeline" });
    for (const words of [
      "Renamed it to “Crowd, weekly”",
      "Rewound a feed",
      "Paused it",
      "comparison succeeded",
    ])
      await expect(entries).toContainText(words);
    await photograph(page, info, "timeline");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByRole("menuitemradio", { name: "Changes" }).click();
    await expect(page).toHaveURL(/show=changes/);
    await expect(entries).not.toContainText("comparison");
  });

  await test.step("the list finds, filters and sorts", async () => {
    await page.goto(`${facts.url}/connections?search=crowd&sort=last&direction=descending`);
    const rows = page.getByRole("table", { name: "Connections" }).getByRole("row");
    await expect(rows).toHaveCount(3);
    await expect(rows.nth(1)).toContainText("Crowd report");
    await photograph(page, info, "list");
    await page.getByRole("button", { name: "State" }).click();
    await page.getByRole("menuitemradio", { name: "Failed" }).click();
    await expect(page.getByText("No connection is like this.")).toBeVisible();
    await expect(page).toHaveURL(/search=crowd.*state=failed/);
  });

  await test.step("it goes once nobody follows it, and its name is typed", async () => {
    await page.goto(`${address}/settings`);
    await remove(page, "Crowd, weekly");
    await expect(page.getByRole("alertdialog")).toContainText("is followed by “Crowd report”");
    await page.goto(`${facts.url}/connections/${second}/settings`);
    await remove(page, "Crowd report");
    await expect(page).toHaveURL(/\/connections$/);
    await page.goto(`${address}/settings`);
    await remove(page, "Crowd, weekly");
    await expect(page).toHaveURL(/\/connections$/);
    await expect(page.getByRole("link", { name: "Crowd, weekly" })).toBeHidden();
  });
});

async function stay(page: Page): Promise<void> {
  const asked = page.getByRole("alertdialog", { name: "Leave without saving?" });
  await asked.getByRole("button", { name: "Stay" }).click();
  await expect(asked).toHaveCount(0);
}

async function remove(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Delete connection" }).click();
  const dialog = page.getByRole("alertdialog");
  const confirm = dialog.getByRole("button", { name: "Delete connection" });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel(/to confirm/).fill(name);
  await confirm.click();
}
