import type { Page } from "@playwright/test";
import { readBrokerFacts } from "../../support/pulsar/broker-facts";
import { mintToken } from "../../support/pulsar/tokens";
import { makeApiKey, openTokens } from "./keys";
import {
  beginDestination,
  choose,
  confirmDelete,
  field,
  flipWriteSwitch,
  openSection,
  setUpConnection,
  unfold,
} from "./steps";
import { expect, test } from "./test";

/**
 * From a source's page to Pulsar, where nothing is written without a key from the profile, nor once it is revoked.
 * `home`: the prepared folder of the broker.
 */
export async function writePulsarWithKey(page: Page, home: string): Promise<void> {
  const source = page.url();
  const broker = readBrokerFacts(home);
  const token = mintToken(Buffer.from(broker.tokenSecret, "base64"), "admin");
  await openTokens(page);
  const key = await makeApiKey(page, "pulsar_writer", 2);
  await flipWriteSwitch(page);

  await page.goto(source);
  await beginDestination(page, /Pulsar/);
  await expect(page.getByText("long.timestamp-micros")).toBeAttached();
  await field(page, "Name").fill("Town events");
  await field(page, "Brokers").fill(broker.serviceUrl);
  await unfold(page);
  await field(page, "Admin URL").fill(broker.adminUrl);
  await choose(page, /^Authentication/, /^Token/);
  await field(page, "Token").fill(token);
  await field(page, "Topic pattern").fill(`e2e-${Date.now()}.{stream}`);

  await test.step("without the key nothing is written", async () => {
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(
      page.getByRole("alert").filter({ hasText: "no write without authentication" }),
    ).toBeVisible();
  });

  await test.step("with it records arrive, typed, and are verified", async () => {
    await choose(page, "Write authentication", "Built-in");
    await unfold(page);
    await field(page, "API key").fill(key);
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "New connection" })).toBeVisible();
    await setUpConnection(page);
    const runs = page.getByRole("table", { name: "Runs" }).getByRole("row");
    await expect(runs.nth(1)).toContainText("Succeeded", { timeout: 90_000 });
  });

  await test.step("the data tab shows the last messages and the topic's schema", async () => {
    await page.getByRole("link", { name: "Data", exact: true }).click();
    const rows = page.getByRole("table", { name: /^Rows of persistent:\/\// });
    // A page that is still arriving may close what is opened on it.
    await expect(rows).toBeVisible();
    await choose(page, "Stream", "shop.orders");
    await expect(rows.getByRole("columnheader", { name: /^updated_at/ })).toContainText("timestamp-micros");
    await expect(rows.getByRole("row")).not.toHaveCount(1);
    await page.getByText("Schema", { exact: true }).click();
    await expect(page.getByText('"_airbyte_additional_properties"').first()).toBeVisible();
  });

  await test.step("once the key is revoked nothing more is written", async () => {
    await openTokens(page);
    await confirmDelete(page, "Delete pulsar_writer", ["API key pulsar_writer"]);
    await openSection(page, "Connections");
    await page.getByRole("link", { name: / → Town events$/ }).click();
    await page.getByRole("button", { name: "Sync now" }).click();
    await expect(
      page.getByText(/may not write dataos:\/\/Town-events.*The key was revoked at/).first(),
    ).toBeVisible({ timeout: 60_000 });
    const content = await page.content();
    expect(content).not.toContain(key);
    expect(content).not.toContain(token);
  });
  await flipWriteSwitch(page);
}
