import type { Locator, Page } from "@playwright/test";
import { ConsoleApi } from "./support/api";
import { findBarriers } from "./support/quality";
import { field, openPalette, unfold } from "./support/steps";
import { expect, test } from "./support/test";

interface Opened {
  path: string;
  open: (page: Page) => Promise<Locator>;
}

const menu = (page: Page) => page.getByRole("menu");
const list = (page: Page) => page.getByRole("listbox");
const dialog = (page: Page) => page.getByRole("dialog");
const press = async (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first().click();
const pull = async (page: Page, name: string | RegExp) => page.getByRole("combobox", { name }).click();

test("menus, selects, comboboxes, popovers, sheets and dialogs are open to everybody while they are open", async ({
  owner: page,
  request,
  facts,
}, info) => {
  test.setTimeout(400_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  const parts = await prepareParts(await ConsoleApi.open(request, facts));
  const problems: string[] = [];
  for (const [name, { path, open }] of Object.entries(parts)) {
    await page.setViewportSize({ width: name.startsWith("phone") ? 360 : 1280, height: 860 });
    await page.goto(facts.url + path);
    await page.waitForLoadState("networkidle");
    await expect(await open(page), name).toBeVisible();
    for (const theme of ["light", "dark"]) {
      await page.locator("html").evaluate((html, value) => html.setAttribute("data-theme", value), theme);
      await page.screenshot({ path: info.outputPath(`${name.replaceAll(" ", "-")}-${theme}.png`) });
      problems.push(...(await findBarriers(page)).map((problem) => `${name} in ${theme}: ${problem}`));
    }
    await expect(await shown(page), `${name} is still open`).toBeVisible();
  }
  expect(problems).toEqual([]);
});

/** Whatever floats now. */
async function shown(page: Page): Promise<Locator> {
  return menu(page).or(list(page)).or(dialog(page)).or(page.getByRole("alertdialog")).first();
}

/** One of each kind, and each menu that there is. */
async function prepareParts(api: ConsoleApi): Promise<Record<string, Opened>> {
  const sourceId = await api.source("Floating people", { sourceType: "sample", count: 10 });
  const destinationId = await api.destination("Floating file", {
    destinationType: "duckdb",
    destination_path: "floating.duckdb",
  });
  const streams = [{ name: "users", syncMode: "incremental_deduped_history" }];
  const id = await api.connection("Floating", { sourceId, destinationId }, { configurations: { streams } });
  const connection = `/connections/${id}`;
  return {
    ...shellParts,
    ...settingsParts,
    ...streamParts(connection, sourceId),
    ...dialogParts(connection),
  };
}

const shellParts: Record<string, Opened> = {
  "menu of the account": {
    path: "/sources",
    open: async (page) => {
      await press(page, /^Account of/);
      return menu(page);
    },
  },
  "menu of themes": {
    path: "/sources",
    open: async (page) => {
      await press(page, /^Theme$/);
      return menu(page);
    },
  },
  "menu of a filter": {
    path: "/connections",
    open: async (page) => {
      await press(page, /^State$/);
      return menu(page);
    },
  },
  palette: { path: "/sources", open: openPalette },
  "help on keys": {
    path: "/sources",
    open: async (page) => {
      await page.getByRole("main").focus();
      await page.keyboard.press("?");
      return dialog(page);
    },
  },
  "phone sections": {
    path: "/sources",
    open: async (page) => {
      await press(page, "Sections");
      return dialog(page);
    },
  },
};

const settingsParts: Record<string, Opened> = {
  "menu of channels": {
    path: "/settings/notifications",
    open: async (page) => {
      await press(page, "Add channel");
      return menu(page);
    },
  },
  "dialog of a channel": {
    path: "/settings/notifications",
    open: (page) => openMail(page).then(() => dialog(page)),
  },
  "select in a dialog": {
    path: "/settings/notifications",
    open: async (page) => {
      await openMail(page);
      await pull(page, /^Security/);
      return list(page);
    },
  },
  "question over a dialog": {
    path: "/settings/governance",
    open: async (page) => {
      await press(page, "Add policy");
      await field(page, "Name").fill("Half a policy");
      await page.keyboard.press("Escape");
      return page.getByRole("alertdialog");
    },
  },
  "phone question over a dialog": {
    path: "/settings/governance",
    open: async (page) => {
      await press(page, "Add policy");
      await field(page, "Name").fill("Half a policy");
      await page.keyboard.press("Escape");
      return page.getByRole("alertdialog");
    },
  },
};

async function openMail(page: Page): Promise<void> {
  await press(page, "Add channel");
  await page.getByRole("menuitem", { name: "E-mail" }).click();
  await expect(dialog(page)).toBeVisible();
}

function streamParts(connection: string, sourceId: string): Record<string, Opened> {
  const replication = `${connection}/replication`;
  return {
    select: {
      path: replication,
      open: async (page) => {
        await pull(page, "Of which mode");
        return list(page);
      },
    },
    "menu of chosen streams": {
      path: replication,
      open: async (page) => {
        await press(page, /^Edit \d+ chosen stream/);
        return menu(page);
      },
    },
    "popover of a key": {
      path: replication,
      open: async (page) => {
        await press(page, /^Primary key of users/);
        return dialog(page);
      },
    },
    "sheet of a stream": {
      path: replication,
      open: async (page) => {
        await press(page, /^Fields of users/);
        return dialog(page);
      },
    },
    "sheet of rows": {
      path: `/sources/${sourceId}`,
      open: async (page) => {
        await page.getByRole("button", { name: "users", exact: true }).click();
        return dialog(page);
      },
    },
    combobox: {
      path: "/connections/new",
      open: async (page) => {
        await pull(page, /^Source/);
        return list(page);
      },
    },
    "combobox of several": {
      path: "/sources/new",
      open: async (page) => {
        await page.getByRole("option", { name: /Pulsar/ }).click();
        await expect(field(page, "Name")).toBeEditable();
        await unfold(page);
        await pull(page, /^Columns of the message/);
        return list(page);
      },
    },
  };
}

function dialogParts(connection: string): Record<string, Opened> {
  return {
    "menu of a connection": {
      path: connection,
      open: async (page) => {
        await press(page, "More actions");
        return menu(page);
      },
    },
    "question before deleting": {
      path: `${connection}/settings`,
      open: async (page) => {
        await press(page, "Delete connection");
        return page.getByRole("alertdialog");
      },
    },
    "dialog of an invitation": {
      path: "/settings/members",
      open: async (page) => {
        await press(page, /^Invite/);
        return dialog(page);
      },
    },
  };
}
