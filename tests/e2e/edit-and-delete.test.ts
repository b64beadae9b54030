import { expect, test } from "./support/test";
import {
  addDuckdbDestination,
  addSampleSource,
  confirmDelete,
  confirmPlan,
  expectVerified,
  openSection,
  setUpConnection,
  field,
} from "./support/steps";

test("S2: all three kinds are edited and deleted, what depends on them named before", async ({ owner }) => {
  const page = owner;
  await addSampleSource(page, "Few people", 20);
  await addDuckdbDestination(page, "Few people file", "few.duckdb");
  await setUpConnection(page);
  await expectVerified(page, 1, { users: 20, purchases: 20, products: 100 });

  await test.step("the connection is edited", async () => {
    await page.getByRole("link", { name: "Replication" }).click();
    await page.getByRole("checkbox", { name: "Sync products" }).click();
    await field(page, "Name").fill("People, daily");
    await confirmPlan(page, "Save", "Leave 1 stream");
    await expect(page.getByRole("heading", { level: 1, name: "People, daily" })).toBeVisible();
    await page.getByRole("button", { name: "Sync now" }).click();
    await expectVerified(page, 2, { users: 20, purchases: 20 });
    await expect(page.getByRole("table", { name: "Streams" })).not.toContainText("products");
  });

  await test.step("source and destination are edited", async () => {
    await openSection(page, "Sources");
    await page.getByRole("link", { name: "Few people" }).click();
    await page
      .getByRole("navigation", { name: /^(Source|Destination|Connection)$/ })
      .getByRole("link", { name: "Settings" })
      .click();
    await field(page, "Count").fill("30");
    await field(page, "Name").fill("Some people");
    await page.getByRole("button", { name: "Test and save" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Some people" })).toBeVisible();

    await openSection(page, "Destinations");
    await page.getByRole("link", { name: "Few people file" }).click();
    await page
      .getByRole("navigation", { name: /^(Source|Destination|Connection)$/ })
      .getByRole("link", { name: "Settings" })
      .click();
    await field(page, "Name").fill("Some people file");
    await page.getByRole("button", { name: "Test and save" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Some people file" })).toBeVisible();
  });

  await test.step("the destination names its connection before both go", async () => {
    await page
      .getByRole("navigation", { name: /^(Source|Destination|Connection)$/ })
      .getByRole("link", { name: "Settings" })
      .click();
    await confirmDelete(page, "Delete destination", [
      "destination Some people file",
      "connection People, daily",
      "Delete destination and 1 connection",
    ]);
    await expect(page).toHaveURL(/\/destinations$/);
    await expect(page.getByRole("link", { name: "Some people file" })).toBeHidden();
    await openSection(page, "Connections");
    await expect(page.getByRole("link", { name: "People, daily" })).toBeHidden();
  });

  await test.step("a connection and a source go by themselves", async () => {
    await openSection(page, "Sources");
    await page.getByRole("link", { name: "Some people" }).click();
    await addDuckdbDestination(page, "Third file", "third.duckdb");
    await setUpConnection(page);
    await expectVerified(page, 1, { users: 30 });
    await page
      .getByRole("navigation", { name: /^(Source|Destination|Connection)$/ })
      .getByRole("link", { name: "Settings" })
      .click();
    await confirmDelete(page, "Delete connection", ["connection Some people → Third file"]);
    await expect(page).toHaveURL(/\/connections$/);
    await openSection(page, "Sources");
    await page.getByRole("link", { name: "Some people" }).click();
    await page
      .getByRole("navigation", { name: /^(Source|Destination|Connection)$/ })
      .getByRole("link", { name: "Settings" })
      .click();
    await confirmDelete(page, "Delete source", ["source Some people"]);
    await expect(page).toHaveURL(/\/sources$/);
    await expect(page.getByRole("link", { name: "Some people" })).toBeHidden();
  });
});
