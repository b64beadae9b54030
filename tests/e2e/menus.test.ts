import type { Page } from "@playwright/test";
import { ConsoleApi } from "./support/api";
import { hold } from "./support/hold";
import { expect, test } from "./support/test";

const code = /\/_next\/static\/chunks\//;
const mode = (page: Page) => page.getByRole("combobox", { name: "Of which mode" });
const modes = (page: Page) => page.getByRole("listbox", { name: "Of which mode" });
const theme = (page: Page) => page.getByRole("button", { name: "Theme", exact: true });
const option = (page: Page, name: string) => page.getByRole("option", { name, exact: true });

let replication = "";

test.beforeEach(async ({ request, facts }) => {
  if (replication !== "") return;
  const api = await ConsoleApi.open(request, facts);
  const sourceId = await api.source("Menus people", { sourceType: "sample", count: 10 });
  const destinationId = await api.destination("Menus file", {
    destinationType: "duckdb",
    destination_path: "menus.duckdb",
  });
  const streams = [{ name: "users", syncMode: "full_refresh_overwrite" }];
  const id = await api.connection("Menus", { sourceId, destinationId }, { configurations: { streams } });
  replication = `${facts.url}/connections/${id}/replication`;
});

test("a select is worked by keys: arrows, Home, End, letters, Enter and Escape", async ({ owner: page }) => {
  await openEditor(page);
  await mode(page).focus();
  await page.keyboard.press("Enter");
  await expect(modes(page)).toBeVisible();
  await expect(mode(page)).toHaveAttribute("aria-expanded", "true");
  await expect(option(page, "Any mode")).toBeFocused();
  for (const [key, name] of [
    ["End", "Incremental | Deduped"],
    ["Home", "Any mode"],
    ["ArrowDown", "Full refresh | Overwrite"],
    ["ArrowUp", "Any mode"],
    ["i", "Incremental | Append"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(option(page, name)).toBeFocused();
  }
  await page.keyboard.press("Enter");
  await expect(modes(page)).toBeHidden();
  await expect(mode(page)).toBeFocused();
  await expect(mode(page)).toHaveAttribute("aria-expanded", "false");
  await expect(mode(page)).toHaveText("Incremental | Append");

  await page.keyboard.press("ArrowDown");
  await expect(option(page, "Incremental | Append")).toBeFocused();
  await expect(page.getByRole("option", { selected: true })).toHaveText("Incremental | Append");
  await page.keyboard.press("ArrowDown");
  await expect(option(page, "Incremental | Deduped")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(modes(page)).toBeHidden();
  await expect(mode(page)).toBeFocused();
  await expect(mode(page)).toHaveText("Incremental | Append");
});

test("a menu that is asked for again while it goes away stays, and takes a choice", async ({
  owner: page,
}) => {
  await openEditor(page);
  // The press must come before the list is gone, whatever the machine's load.
  await page.addStyleTag({ content: "[data-state=closed] { animation-duration: 60s !important }" });
  await mode(page).click();
  await option(page, "Incremental | Append").click();
  await expect(modes(page)).toHaveAttribute("data-state", "closed");
  await mode(page).click();
  await expect(modes(page)).toHaveAttribute("data-state", "open");
  await option(page, "Any mode").click();
  await expect(mode(page)).toHaveText("Any mode");
});

test("a menu that is asked for again in the moment in which it went stays", async ({ owner: page }) => {
  await openEditor(page);
  await mode(page).click();
  await mode(page).evaluate((trigger) => {
    new MutationObserver((_, observer) => {
      if (document.querySelector("[role=listbox]")) return;
      observer.disconnect();
      // Before the focus comes back to the trigger, which Radix leaves to a timer.
      const press = { bubbles: true, cancelable: true, button: 0, pointerType: "mouse" };
      trigger.dispatchEvent(new PointerEvent("pointerdown", press));
      setTimeout(() => trigger.setAttribute("data-was-pressed-again", ""));
    }).observe(document.body, { childList: true, subtree: true });
  });
  await option(page, "Incremental | Append").click();
  await expect(mode(page)).toHaveAttribute("data-was-pressed-again");
  await expect(modes(page)).toHaveAttribute("data-state", "open");
  await option(page, "Any mode").click();
  await expect(mode(page)).toHaveText("Any mode");
});

test("of a list that is higher than its room the chosen option is in view", async ({ owner: page }) => {
  await page.setViewportSize({ width: 1280, height: 300 });
  await openEditor(page);
  await mode(page).click();
  await option(page, "Incremental | Deduped").click();
  await expect(modes(page)).toBeHidden();
  await mode(page).click();
  await expect(option(page, "Incremental | Deduped")).toBeFocused();
  await expect(option(page, "Incremental | Deduped")).toBeInViewport({ ratio: 1 });
  await expect(option(page, "Any mode")).not.toBeInViewport();
});

test("a menu is opened by a press, by dragging to an item, and by what presses for a person", async ({
  owner: page,
}) => {
  await openEditor(page);
  await theme(page).click({ button: "right" });
  await expect(page.getByRole("menu")).toBeHidden();
  await theme(page).dispatchEvent("click");
  await expect(page.getByRole("menu", { name: "Theme" })).toBeVisible();
  await theme(page).click();
  await expect(page.getByRole("menu")).toBeHidden();

  await mode(page).hover();
  await page.mouse.down();
  await option(page, "Full refresh | Append").hover();
  await page.mouse.up();
  await expect(mode(page)).toHaveText("Full refresh | Append");
  await expect(modes(page)).toBeHidden();
  await mode(page).dispatchEvent("click");
  await expect(modes(page)).toBeVisible();

  const search = page.getByRole("searchbox", { name: "Search streams" });
  await search.click();
  await expect(modes(page)).toBeHidden();
  await expect(search).toBeFocused();
});

test("a key pressed before a menu's code is there is not lost, and Escape takes it back", async ({
  owner: page,
}) => {
  await openEditor(page);
  const { release } = await hold(page, code);
  await mode(page).focus();
  await page.keyboard.press("Enter");
  await expect(mode(page)).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Escape");
  await expect(mode(page)).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("Enter");
  await release();
  await expect(option(page, "Any mode")).toBeFocused();
});

test.describe("where the network is gone", () => {
  test.use({ expectedComplaints: [/net::ERR_FAILED/] });

  test("a menu that is come near to leaves the page as it is, and opens once its code can be had", async ({
    owner: page,
  }) => {
    await openEditor(page);
    const prefix = page.getByLabel("Stream prefix");
    await prefix.fill("typed_");
    await page.route(code, (route) => route.abort());
    const refused = page.waitForEvent("requestfailed", (request) => code.test(request.url()));
    await mode(page).hover();
    await refused;
    await theme(page).click();
    await expect(theme(page)).toHaveAttribute("aria-expanded", "false");
    await expect(prefix).toHaveValue("typed_");

    await page.unroute(code);
    await theme(page).click();
    await expect(page.getByRole("menu", { name: "Theme" })).toBeVisible();
  });
});

test.describe("by finger", () => {
  test.use({ hasTouch: true });

  test("a select and a menu open and close at a tap", async ({ owner: page }) => {
    await openEditor(page);
    await mode(page).tap();
    await expect(modes(page)).toBeVisible();
    await mode(page).tap();
    await expect(modes(page)).toBeHidden();
    await mode(page).tap();
    await option(page, "Full refresh | Append").tap();
    await expect(modes(page)).toBeHidden();
    await expect(mode(page)).toHaveText("Full refresh | Append");
    await theme(page).tap();
    await expect(page.getByRole("menu", { name: "Theme" })).toBeVisible();
    await page.getByRole("heading", { level: 1 }).tap();
    await expect(page.getByRole("menu")).toBeHidden();
  });
});

async function openEditor(page: Page): Promise<void> {
  await page.goto(replication);
  await expect(mode(page)).not.toHaveAttribute("aria-disabled");
}
