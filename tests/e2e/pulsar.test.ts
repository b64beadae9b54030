import type { Page } from "@playwright/test";
import { readBrokerFacts } from "../support/pulsar/broker-facts";
import { mintToken } from "../support/pulsar/tokens";
import { expect, test } from "./support/test";
import {
  addSampleSource,
  beginDestination,
  choose,
  confirmDelete,
  field,
  flipWriteSwitch,
  openSection,
  setUpConnection,
  unfold,
} from "./support/steps";

const home = process.env.SLUICE_TEST_PULSAR_HOME;

test.describe("Pulsar", () => {
  test.skip(!home, "SLUICE_TEST_PULSAR_HOME names no prepared broker");

  test("S13 normalized records in Pulsar, S14 written only with a key from Profile → Tokens", async ({
    owner,
  }) => {
    const page = owner;
    const broker = readBrokerFacts(home ?? "");
    const token = mintToken(Buffer.from(broker.tokenSecret, "base64"), "admin");
    const key = await test.step("a key is made in the profile", () => makeKey(page, "pulsar_writer"));
    await flipWriteSwitch(page);

    await addSampleSource(page, "Pulsar people", 12);
    await beginDestination(page, /Pulsar/);
    await expect(page.getByText("long.timestamp-micros")).toBeAttached();
    await field(page, "Name").fill("Events");
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
      await expect(rows.getByRole("columnheader", { name: /^updated_at/ })).toContainText("timestamp-micros");
      await expect(rows.getByRole("row")).not.toHaveCount(1);
      await page.getByText("Schema", { exact: true }).click();
      await expect(page.getByText('"_airbyte_additional_properties"').first()).toBeVisible();
    });

    await test.step("once the key is revoked nothing more is written", async () => {
      await openTokens(page);
      await confirmDelete(page, "Delete pulsar_writer", ["API key pulsar_writer"]);
      await openSection(page, "Connections");
      await page
        .getByRole("link", { name: /Pulsar people/ })
        .first()
        .click();
      await page.getByRole("button", { name: "Sync now" }).click();
      await expect(
        page.getByText(/may not write dataos:\/\/Events.*The key was revoked at/).first(),
      ).toBeVisible({
        timeout: 60_000,
      });
      const content = await page.content();
      expect(content).not.toContain(key);
      expect(content).not.toContain(token);
    });
    await flipWriteSwitch(page);
  });
});

async function openTokens(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Profile" }).click();
  await page.getByRole("link", { name: "Tokens" }).click();
  await expect(page.getByRole("button", { name: "Add API Key" })).toBeVisible();
}

async function makeKey(page: Page, name: string): Promise<string> {
  await openTokens(page);
  await page.getByRole("button", { name: "Add API Key" }).click();
  await field(page, "API name").fill(name);
  await field(page, "Duration in hours").fill("2");
  await page.getByRole("button", { name: "Save" }).click();
  return page
    .getByRole("region", { name: `API key ${name}` })
    .locator("pre")
    .innerText();
}
