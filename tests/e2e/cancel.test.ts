import { expect, test } from "./support/test";
import { addDuckdbDestination, addSampleSource, setUpConnection } from "./support/steps";

test("a long sync is cancelled by a click, and another can begin", async ({ owner }) => {
  const page = owner;
  await addSampleSource(page, "Many people", 5_000_000);
  await addDuckdbDestination(page, "Many people file", "many.duckdb");
  await setUpConnection(page);

  const streams = page.getByRole("table", { name: "Streams" });
  await expect(streams.getByRole("row").filter({ hasText: "Moving" }).first()).toBeVisible({
    timeout: 60_000,
  });
  await page.getByRole("button", { name: "Cancel sync" }).click();
  const runs = page.getByRole("table", { name: "Runs" }).getByRole("row");
  await expect(runs.nth(1)).toContainText("Cancelled", { timeout: 60_000 });

  await page.getByRole("button", { name: "Sync now" }).click();
  await expect(runs).toHaveCount(3);
  await expect(runs.nth(1)).toContainText(/Queued|Running/);
  await page.getByRole("button", { name: "Cancel sync" }).click();
  await expect(runs.nth(1)).toContainText("Cancelled", { timeout: 60_000 });
});
