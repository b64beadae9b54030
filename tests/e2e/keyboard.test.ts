import type { Page } from "@playwright/test";
import { Keyboard } from "./support/keyboard";
import { field } from "./support/steps";
import { expect, test } from "./support/test";

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });

test("without a mouse: from the sign-in over a source, its check and a connection to a run's log and back", async ({
  page,
  facts,
}) => {
  // Every stop of every Tab is looked at.
  test.slow();
  const keys = await Keyboard.of(page);
  const palette = page.getByRole("dialog", { name: "Commands" });
  const main = page.getByRole("main");

  await test.step("sign in", async () => {
    await page.goto(facts.url);
    await keys.type(page.getByLabel("E-mail"), facts.email);
    await keys.type(page.getByLabel("Password"), facts.password);
    await keys.press("Enter");
    await expect(page.getByRole("navigation", { name: "Sections" })).toBeVisible();
  });

  await test.step("the first stop of a page skips the rail", async () => {
    await page.goto(`${facts.url}/sources`);
    const skip = page.getByRole("link", { name: "Skip to the page" });
    await keys.press("Tab");
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await keys.press("Enter");
    await expect(main).toBeFocused();
    await keys.press("Tab");
    expect(await main.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  });

  await test.step("the palette holds the focus, Escape gives it back", async () => {
    const create = page.getByRole("link", { name: "New source" }).first();
    await keys.tabTo(create);
    await keys.press("ControlOrMeta+k");
    await keys.expectTrap(palette, create);
  });

  await test.step("the palette leads to a new source", async () => {
    await keys.press("ControlOrMeta+k");
    await expect(palette.getByRole("combobox")).toBeFocused();
    await page.keyboard.type("new source");
    await expect(palette.getByRole("option", { name: /New source/ })).toHaveAttribute(
      "aria-selected",
      "true",
    );
    await keys.press("Enter");
    await expect(palette).toBeHidden();
    await expect(page.getByRole("combobox", { name: "Source type" })).toBeFocused();
    await page.keyboard.type("sample");
    await expect(page.getByRole("option", { name: /Sample data/ })).toHaveAttribute("aria-selected", "true");
    await keys.press("Enter");
    await expect(page.getByRole("heading", { level: 2, name: "Sample data", exact: true })).toBeVisible();
    await keys.expectKept("after the type was chosen");
  });

  await test.step("it is filled in, set up and checked", async () => {
    await keys.type(field(page, "Name"), "Keyboard people");
    await keys.type(field(page, "Count"), "25");
    await keys.press("Enter");
    await expect(heading(page, "Keyboard people")).toBeVisible();
    await keys.expectKept("on the source's page");
    await keys.activate(page.getByRole("button", { name: "Check now" }));
    await expect(page.getByText("It can be read")).toBeVisible();
    await keys.expectKept("after the check");
  });

  await test.step("a sheet with a stream's rows holds the focus and gives it back", async () => {
    const users = page
      .getByRole("table", { name: "Streams" })
      .getByRole("button", { name: "users", exact: true });
    await keys.activate(users);
    await keys.expectTrap(page.getByRole("dialog", { name: /users/ }), users);
  });

  await test.step("a destination is added", async () => {
    await keys.activate(page.getByRole("link", { name: "Add destination" }));
    await expect(page.getByText("It can be read")).toBeVisible();
    await keys.expectKept("where the destination is chosen");
    const another = page.getByRole("radio", { name: "A new destination" });
    const type = page.getByRole("combobox", { name: "Destination type" });
    await expect(another.or(type)).toBeVisible();
    if (await another.isVisible()) {
      await keys.tabTo(page.getByRole("radio", { checked: true }));
      await keys.press("ArrowDown");
      await expect(another).toBeFocused();
      // An arrow chooses as well, while it is held down; so short a press may be over by then.
      await keys.press("Space");
      await expect(another).toBeChecked();
      await expect(type).toBeVisible();
      await expect(another).toBeFocused();
    }
    await keys.tabTo(type);
    await page.keyboard.type("duckdb");
    await expect(page.getByRole("option", { name: /DuckDB/ })).toHaveAttribute("aria-selected", "true");
    await keys.press("Enter");
    await keys.type(field(page, "Name"), "Keyboard file");
    await keys.type(field(page, "Destination path"), "keyboard.duckdb");
    await keys.press("Enter");
    await expect(heading(page, "New connection")).toBeVisible();
    await keys.expectKept("on the new connection's page");
  });

  await test.step("streams, modes and tables are chosen with arrows; Escape closes what is open, and nothing else", async () => {
    const products = page.getByRole("checkbox", { name: "Sync products" });
    await keys.activate(products, "Space");
    await expect(products).not.toBeChecked();
    const mode = page.getByRole("combobox", { name: "Sync mode of users" });
    await keys.tabTo(mode);
    const before = await mode.innerText();
    await keys.press("Enter", "ArrowDown", "Escape");
    await expect(page.getByRole("listbox")).toBeHidden();
    await expect(mode).toBeFocused();
    await expect(mode).toHaveText(before);
    await keys.press("Enter");
    await expect(page.getByRole("listbox")).toBeVisible();
    await page.keyboard.type("Full refresh | Over");
    await expect(page.getByRole("option", { name: "Full refresh | Overwrite" })).toBeFocused();
    await keys.press("Enter");
    await expect(mode).toHaveText("Full refresh | Overwrite");
    await expect(mode).toBeFocused();
    const stream = page.getByRole("button", { name: "users", exact: true });
    await keys.tabTo(stream, "Shift+Tab");
    await keys.press("Enter");
    await keys.expectTrap(page.getByRole("dialog", { name: "users" }), stream);
  });

  const plan = page.getByRole("dialog", { name: "What the first sync will do" });
  await test.step("the plan is left with Escape, read again and confirmed", async () => {
    const setUp = page.getByRole("button", { name: "Set up connection", exact: true });
    await keys.activate(setUp);
    await keys.expectTrap(plan, setUp);
    await keys.activate(setUp);
    await expect(plan).toBeVisible();
    await keys.activate(plan.getByRole("button", { name: /^Create 2 tables/ }));
    await page.waitForURL(/\/connections\/[0-9a-f-]{36}$/);
    await keys.expectKept("on the connection's page");
  });

  const runs = page.getByRole("table", { name: "Runs" }).getByRole("row");
  await test.step("sync now", async () => {
    await expect(runs.nth(1)).toContainText("Succeeded", { timeout: 90_000 });
    await keys.expectKept("after the first sync");
    await keys.activate(page.getByRole("button", { name: "Sync now" }));
    await expect(runs).toHaveCount(3);
    await keys.expectKept("while the sync runs");
    await expect(runs.nth(1)).toContainText("Succeeded", { timeout: 90_000 });
    await keys.expectKept("after the sync");
  });

  await test.step("menus open, close and lead to dialogs that give the focus back, each time", async () => {
    const more = page.getByRole("button", { name: "More actions" });
    await keys.activate(more);
    await expect(page.getByRole("menu")).toBeVisible();
    await keys.press("ArrowDown", "Escape");
    await expect(page.getByRole("menu")).toBeHidden();
    await expect(more).toBeFocused();
    for (let time = 0; time < 2; time++) {
      await keys.activate(more);
      await expect(page.getByRole("menu")).toBeVisible();
      await page.keyboard.type("Verify");
      await expect(page.getByRole("menuitem", { name: /^Verify/ })).toBeFocused();
      await keys.press("Enter");
      await keys.expectTrap(page.getByRole("alertdialog"), more);
    }
  });

  await test.step("a run's log is searched and left again", async () => {
    await keys.activate(runs.nth(1).getByRole("link"));
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    const search = page.getByRole("searchbox", { name: "Search the log" });
    await keys.type(search, "verified");
    await expect(page.getByText(/^1 of [2-9]$/)).toBeVisible();
    await keys.press("Enter");
    await expect(page.getByText(/^2 of [2-9]$/)).toBeVisible();
    await keys.tabTo(page.getByRole("log"));
    await page.goBack();
    await page.waitForURL(/\/connections\/[0-9a-f-]{36}$/);
    await keys.expectKept("after going back");
  });

  await test.step("keys lead to sections, ? tells which", async () => {
    const help = page.getByRole("dialog", { name: "Keys" });
    await keys.tabTo(page.getByRole("button", { name: "Sync now" }));
    await keys.press("?");
    await keys.expectTrap(help, page.getByRole("button", { name: "Sync now" }));
    await keys.press("g", "c");
    await expect(heading(page, "Connections")).toBeVisible();
    await keys.expectKept("on the list");
  });

  await test.step("lists are filtered, and a dialog that deletes is left unharmed", async () => {
    await keys.type(page.getByRole("searchbox").first(), "keyboard");
    await expect(page).toHaveURL(/search=keyboard/);
    const row = page
      .getByRole("table", { name: "Connections" })
      .getByRole("link", { name: /Keyboard people/ });
    await keys.activate(row);
    await expect(heading(page, /Keyboard people/)).toBeVisible();
    await keys.activate(
      page.getByRole("navigation", { name: "Connection" }).getByRole("link", { name: "Settings" }),
    );
    const remove = page.getByRole("button", { name: "Delete connection" });
    await keys.activate(remove);
    await keys.expectTrap(page.getByRole("alertdialog"), remove);
  });
  keys.expectNoPointer();
});
