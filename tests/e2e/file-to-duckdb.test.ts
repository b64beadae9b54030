import { writeFile } from "node:fs/promises";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "./support/test";
import {
  addDuckdbDestination,
  choose,
  expectVerified,
  openSection,
  setUpConnection,
  field,
  unfold,
} from "./support/steps";

const csv = ["id,name,price", '1,"Stone, grey",2.50', "2,Sand,1.25", "3,Ünïcode ✓,10"].join("\n");

test("S3, S5: a CSV file is set up after a failed check, synced into DuckDB and proven", async ({
  owner,
  facts,
}) => {
  const page = owner;
  await openSection(page, "Sources");
  await page.getByRole("link", { name: "New source" }).first().click();
  await choose(page, "Source type", /^File/);
  await field(page, "Name").fill("Goods file");
  await field(page, "Dataset name").fill("goods");
  await unfold(page);
  await page.getByRole("radio", { name: "Local files" }).click();
  await field(page, "URL or path").fill("goods.csv");
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "goods.csv" })).toBeVisible();
  await expect(page.getByText("failed after")).toBeVisible();

  await writeFile(path.join(facts.files, "goods.csv"), csv);
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Goods file" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Streams" })).toContainText("goods");

  await addDuckdbDestination(page, "Goods warehouse", "goods.duckdb");
  await expect(page.getByRole("checkbox", { name: "Sync goods" })).toBeChecked();
  await choose(page, "Sync mode of goods", "Full refresh | Overwrite");
  await expect(page.getByRole("combobox", { name: "Frequency" })).toContainText("Manual");
  await expect(page.getByRole("radio", { name: "Basic normalization" })).toBeChecked();
  await setUpConnection(page);

  await expectVerified(page, 1, { goods: 3 });
  await expect(page.getByRole("table", { name: "Streams" })).toContainText("Verified");
  await expect(page.getByRole("log")).not.toHaveText("");
  await expect
    .poll(() => readTable(path.join(facts.files, "goods.duckdb")))
    .toEqual([
      ["1", "Stone, grey", "2.5"],
      ["2", "Sand", "1.25"],
      ["3", "Ünïcode ✓", "10"],
    ]);

  await page.getByRole("link", { name: "Data", exact: true }).click();
  const rows = page.getByRole("table", { name: "Rows of main.goods" });
  await expect(rows.getByRole("columnheader", { name: /^price/ })).toContainText("DECIMAL(38,9)");
  await expect(rows.getByRole("cell", { name: "Stone, grey" })).toBeVisible();
});

/** The file is free once the worker has let go of it. */
async function readTable(file: string): Promise<string[][] | string> {
  try {
    const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
    const connection = await instance.connect();
    const select = "SELECT id, name, price::DOUBLE FROM main.goods ORDER BY id";
    const rows = (await connection.runAndReadAll(select)).getRows();
    connection.closeSync();
    instance.closeSync();
    return rows.map((row) => row.map(String));
  } catch (error) {
    return String(error);
  }
}
