import type { Page } from "@playwright/test";
import { field, openProfile } from "./steps";
import { expect } from "./test";

/** Profile → Tokens. */
export async function openTokens(page: Page): Promise<void> {
  await openProfile(page);
  await page.getByRole("link", { name: "Tokens" }).click();
  await expect(page.getByRole("button", { name: "Add API Key" })).toBeVisible();
}

/** Makes a key under Profile → Tokens; answers the text that is shown once. */
export async function makeApiKey(page: Page, name: string, hours: number): Promise<string> {
  await page.getByRole("button", { name: "Add API Key" }).click();
  await field(page, "API name").fill(name);
  await field(page, "Duration in hours").fill(String(hours));
  await page.getByRole("button", { name: "Save" }).click();
  return page
    .getByRole("region", { name: `API key ${name}` })
    .locator("pre")
    .innerText();
}
