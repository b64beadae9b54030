import type { Page } from "@playwright/test";
import type { JourneyBucket } from "./bucket";
import { choose, confirmDelete, field, openOwnSettings, openSection, unfold } from "./steps";
import { expect, test } from "./test";

/** A source that has a date to begin with: set up over the objects of a bucket, and removed again. */
export async function limitByDate(page: Page, bucket: JourneyBucket): Promise<void> {
  await openSection(page, "Sources");
  await page.getByRole("link", { name: "New source" }).first().click();
  await choose(page, "Source type", /^S3/);
  await field(page, "Name").fill("Visits");
  await field(page, "Bucket").fill(bucket.name);
  await field(page, "Access key id").fill(bucket.accessKeyId);
  await field(page, "Secret access key").fill(bucket.secretAccessKey);
  await unfold(page);
  await field(page, "Endpoint").fill(bucket.endpoint);
  await page.getByRole("button", { name: "Add stream" }).click();
  await field(page, "Name").last().fill("visits");

  await test.step("what is no date is refused at its field", async () => {
    await field(page, "Start date").fill("last week");
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(field(page, "Start date")).toHaveAttribute("aria-invalid", "true");
    await expect(field(page, "Start date")).toBeFocused();
  });

  await test.step("a date to come leaves nothing to read, and the check says so", async () => {
    await field(page, "Start date").fill("2999-01-01T00:00:00Z");
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(page.getByText("failed after")).toBeVisible();
  });

  await test.step("one of the last days lets the object in", async () => {
    await page.getByRole("button", { name: "Relative date for Start date" }).click();
    await page.getByRole("menuitem", { name: /30 days/ }).click();
    await expect(field(page, "Start date")).toHaveValue(/^\d{4}-\d\d-\d\dT00:00:00/);
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Visits" })).toBeVisible();
    await page
      .getByRole("table", { name: "Streams" })
      .getByRole("button", { name: "visits", exact: true })
      .click();
    const sheet = page.getByRole("dialog", { name: /visits/ });
    await sheet.getByRole("button", { name: "Read the first rows" }).click();
    await expect(sheet.getByRole("table", { name: "First rows" })).toContainText("basket");
    await page.keyboard.press("Escape");
  });

  await openOwnSettings(page);
  await confirmDelete(page, "Delete source", ["source Visits"]);
}
