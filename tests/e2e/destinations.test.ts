import { expect, test } from "./support/test";
import {
  addDuckdbDestination,
  addSampleSource,
  confirmDelete,
  expectVerified,
  openSection,
  setUpConnection,
} from "./support/steps";

test("S6, S7: a destination is added to a source that is checked first, written, and shows its tables", async ({
  owner,
}, info) => {
  const page = owner;
  await addSampleSource(page, "Table people", 15);

  await test.step("the source is checked again before, with its progress in sight", async () => {
    await page.getByRole("link", { name: "Add destination" }).click();
    await expect(page.getByRole("log")).toContainText("The rows are generated here");
    await expect(page.getByText("It can be read")).toBeVisible();
    await page.screenshot({ path: info.outputPath("add-destination.png"), fullPage: true });
    await page.getByRole("link", { name: "Table people" }).click();
  });

  await addDuckdbDestination(page, "Table file", "tables.duckdb");
  await setUpConnection(page);
  await expectVerified(page, 1, { users: 15 });

  await openSection(page, "Destinations");
  const list = page.getByRole("table", { name: "Destinations" });
  const row = list.getByRole("row").filter({ hasText: "Table file" });
  await expect(row).toContainText(/DuckDB.*Checked.*1.*Succeeded/);
  await row.getByRole("link", { name: "Table file" }).click();

  await test.step("its check really writes, reads back and removes", async () => {
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(page.getByText("It can be written")).toBeVisible();
    await expect(page.getByRole("log")).toContainText(/Writing a test table.*Reading it back.*Removing it/);
  });

  await test.step("its tables stand under their names there, and open their rows", async () => {
    const tables = page.getByRole("table", { name: "Tables" });
    await expect(tables.getByRole("row")).toHaveCount(4);
    await page.screenshot({ path: info.outputPath("destination.png"), fullPage: true });
    await tables.getByRole("link", { name: "main.users" }).click();
    await expect(page.getByRole("table", { name: "Rows of main.users" })).toBeVisible();
  });

  await test.step("the existing destination is offered to the next source", async () => {
    await addSampleSource(page, "More people", 5);
    await page.getByRole("link", { name: "Add destination" }).click();
    await expect(page.getByText("It can be read")).toBeVisible();
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByText("Choose where the rows go.")).toBeVisible();
    await page.getByRole("combobox", { name: "Destination" }).click();
    await page.getByRole("option", { name: /Table file/ }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "New connection" })).toBeVisible();
    await openSection(page, "Sources");
    await page.getByRole("link", { name: "More people" }).click();
    await page.getByRole("navigation", { name: "Source" }).getByRole("link", { name: "Settings" }).click();
    await confirmDelete(page, "Delete source", ["source More people"]);
  });

  await test.step("it names what goes with it", async () => {
    await openSection(page, "Destinations");
    await page.getByRole("link", { name: "Table file" }).click();
    await page
      .getByRole("navigation", { name: "Destination" })
      .getByRole("link", { name: "Settings" })
      .click();
    await confirmDelete(page, "Delete destination", [
      "destination Table file",
      "connection Table people → Table file",
      "Delete destination and 1 connection",
    ]);
    await expect(page).toHaveURL(/\/destinations$/);
  });
});
